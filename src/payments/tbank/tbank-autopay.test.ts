import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  startAutopayWorld,
  turnOn,
} from '#test/autopay-world.ts';
import { payOn } from '#test/payments-world.ts';

// Autopay by the gateway that charges in two calls, and tells by its news alone what it keeps.
let world: AutopayWorld;
let anna: Payer;

beforeAll(async () => {
  world = await startAutopayWorld({ OCHAG_PAY_BY: 'bank_card:tbank,sbp:tbank' });
});
beforeEach(async () => {
  await order('succeed');
  anna = await world.createPayer();
  await payAndSave(anna, payAt);
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
});
afterEach(() => world.endAll(anna));
afterAll(() => world.stop());

const order = (next: string) =>
  fetch(`${world.sandbox.url}/control/tbank`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next }),
  });
async function payAt(checkout: string): Promise<string> {
  const id = new URL(checkout).searchParams.get('id') ?? '';
  const answer = await fetch(`${world.sandbox.url}/tbank/checkout`, {
    method: 'POST',
    body: new URLSearchParams({ id, decision: 'pay' }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}
const payday = () => world.runAt('2026-12-10T10:00:00+02:00');

type Books = { tbank: { payments: { orderId: string; status: string; amountKopecks: number }[] } };
async function charges(): Promise<[status: string, kopecks: number][]> {
  const { rows } = await world.pool.query<{ key: string }>(
    `select g.idempotence_key as key from gateway_payments g join payments using (payment_id)
       join payment_baskets b using (basket_id)
     where b.user_id = $1 and b.source = 'autopay'`,
    [anna.userId],
  );
  const { tbank } = (await world.books()) as unknown as Books;
  return tbank.payments
    .filter(({ orderId }) => rows.some(({ key }) => key === orderId))
    .map(({ status, amountKopecks }) => [status, amountKopecks]);
}

test('kept as the payer wished, charged three days after the letter, once', async () => {
  const page = await anna.visitor.get(href('autopay', { number: anna.accountNumber }));
  expect(page.text).not.toContain('Сначала заплатите');
  await payday();
  await world.runAt('2026-12-10T12:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['paid']);
  expect(await charges()).toEqual([['CONFIRMED', 114_050]]);
  expect(await world.balanceOf(anna)).toBe(310);
});

test.each(['error_after_commit', 'drop', 'charge_error_after_commit', 'charge_drop'])(
  'an answer lost by %s: asked where it stands before it is charged, and charged once',
  async (fault) => {
    await order(fault);
    await payday();
    await world.waitForRun(anna, 'paid');
    expect(await charges()).toEqual([['CONFIRMED', 114_050]]);
    expect(await world.balanceOf(anna)).toBe(310);
  },
);

test('a charge that is done as a second one of it is refused stays charged', async () => {
  await order('charge_met');
  await payday();
  await world.waitForRun(anna, 'paid');
  expect(await charges()).toEqual([['CONFIRMED', 114_050]]);
  expect(await world.balanceOf(anna)).toBe(310);
});

test('refused by the bank: a letter, and no second try', async () => {
  await order('cancel');
  await payday();
  await world.runAt('2026-12-10T18:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['refused']);
  expect(await charges()).toEqual([['REJECTED', 114_050]]);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(letter.text).toContain('не хватило денег');
});

test('a card that the bank does not charge any more ends the rule', async () => {
  await order('charge_revoked');
  await payday();
  expect(await world.statesOf(anna)).toEqual(['refused']);
  expect(await charges()).toEqual([['CANCELED', 114_050]]);
  const revoked = "saved_payment_methods where user_id = $1 and revoked_by = 'bank'";
  expect(await world.count(revoked, [anna.userId])).toBe(1);
});

test('СБП is not kept here: the payment goes its way, and nothing is kept', async () => {
  const before = await world.count('saved_payment_methods');
  await anna.signIn(anna.visitor);
  const form = await anna.visitor.get(href('payment', { number: anna.accountNumber }));
  expect(form.text).toContain('Сохраняется только карта');
  const wanted = { amount: '10', method: 'sbp', save: '1' };
  const sent = await payOn(anna.visitor, anna.accountNumber, wanted);
  await anna.visitor.get(await payAt(sent.location));
  expect(await world.count('saved_payment_methods')).toBe(before);
});
