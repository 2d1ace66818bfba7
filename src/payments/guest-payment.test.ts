import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { makeSureOfBill } from '#src/bills/make-bill.ts';
import { href } from '#src/routes.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { textOf } from '#test/household.ts';
import { headingOf, type PaymentsWorld, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

// Somebody who is not signed in pays the bill that they hold.
let world: PaymentsWorld;
let charged: Subscriber;
let code: string;
let sum: number;
let visitor: Visitor;
const email = 'daughter@example.ru';

async function billOf(month: string) {
  const { rows } = await world.pool.query(
    'select holder_since from personal_accounts where personal_account_id = $1',
    [charged.personalAccountId],
  );
  const made = await makeSureOfBill(world.deps, system('test'), {
    personalAccountId: charged.personalAccountId,
    month,
    holderSince: rows[0].holder_since,
  });
  if (!made.ok) throw new Error(made.code);
  return made.bill;
}

beforeAll(async () => {
  world = await startPaymentsWorld({ hasWorker: true, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  await closeCharged(world, charged);
  const bill = await billOf('2026-10-01');
  code = bill.verifyCode;
  sum = bill.data.closingKopecks;
});
beforeEach(async () => {
  await world.order('succeed');
  await world.pool.query('delete from rate_limits');
  visitor = world.visitor();
});
afterAll(() => world.stop());

const fill = async (fields: Record<string, string> = {}) => {
  const form = await visitor.get(href('guestPayment', { code }));
  return visitor.submit(form, { method: 'sbp', email, ...fields }, 'Перейти к оплате');
};
/** What of the household must stand nowhere: its whole number, its name, its address. */
const isSilent = (text: string) => {
  expect(text).not.toContain(charged.accountNumber);
  expect(text.replace(/\D/g, '')).not.toContain(charged.accountNumber);
  expect(text).not.toMatch(/Примеров|Примерная/);
};

test('from the page of the code to the bank and back, and the account has the money', async () => {
  const before = await world.balanceOf(charged);
  const paper = await visitor.get(href('verifyBill', { code }));
  const link = paper.$('a:contains("Оплатить эту квитанцию")').attr('href');
  expect(link).toBe(href('guestPayment', { code }));
  const form = await visitor.get(link ?? '');
  expect(headingOf(form)).toBe('Оплата квитанции');
  expect(form.$('[name=amount]').val()).toBe(
    (sum / 100)
      .toFixed(2)
      .replace('.', ',')
      .replace(/\B(?=(\d{3})+,)/g, '\u00a0'),
  );
  isSilent(textOf(form));
  const sent = await fill({ amount: '300' });
  expect([sent.status, sent.location]).toEqual([303, expect.stringContaining('/checkout')]);
  const back = await world.payAt(sent.location);
  expect(back).toContain(`${world.url}/guest-payments/`);
  world.clock.advance({ minutes: 1 });
  const done = await world.visitor().get(back);
  expect(headingOf(done)).toBe('Оплата прошла');
  expect(done.headers.get('cache-control')).toContain('no-store');
  isSilent(textOf(done));
  expect(done.$('main a').toArray()).toHaveLength(0);
  expect(await world.balanceOf(charged)).toBe(before - 30_000);
  const letter = await world.waitForLetter(email, 'Оплата прошла');
  isSilent(letter.text.replace(/https?:\S+/g, ''));
  expect(letter.text).toContain('/guest-payments/');
});

test('the household sees the payment, not the page or the address of whoever paid', async () => {
  await world.payAt((await fill({ amount: '20' })).location);
  world.clock.advance({ minutes: 1 });
  const owner = world.visitor();
  await charged.signIn(owner);
  const history = await owner.get(href('payments', { number: charged.accountNumber }));
  expect(textOf(history)).toMatch(/20,00 ₽СБП/);
  expect(history.text).not.toContain(email);
  expect(history.$('tbody a[href^="/payments/"]')).toHaveLength(0);
});

test('a form sent twice is one payment, another sum another', async () => {
  const form = await visitor.get(href('guestPayment', { code }));
  const send = (amount: string) =>
    visitor.submit(form, { amount, method: 'sbp', email }, 'Перейти к оплате');
  const before = await world.count('payments');
  const [first, second] = await Promise.all([send('40'), send('40')]);
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(await world.count('payments')).toBe(before + 1);
  await send('41');
  expect(await world.count('payments')).toBe(before + 2);
});

test('what is mistyped is said at its field; a refusal of the bank leads back to the form', async () => {
  for (const [fields, says] of [
    [{ amount: 'сто' }, 'Сумма должна быть числом'],
    [{ email: 'никуда' }, 'Проверьте адрес почты'],
  ] as const) {
    const page = await fill(fields);
    expect(page.status).toBe(422);
    expect(page.$('.ds-error-summary').text()).toContain(says);
  }
  await world.order('cancel:insufficient_funds');
  const back = await world.payAt((await fill({ amount: '50' })).location);
  world.clock.advance({ minutes: 1 });
  const failed = await visitor.get(back);
  expect(headingOf(failed)).toBe('Оплата не прошла');
  const again = failed.$('a:contains("Попробовать ещё раз")').attr('href') ?? '';
  expect((await visitor.get(again)).$('[name=amount]').val()).toBe('50,00');
});

test('an old bill says that there is a newer one; what may not be paid says why', async () => {
  const old = await billOf('2026-09-01');
  const page = await visitor.get(href('guestPayment', { code: old.verifyCode }));
  expect([page.status, textOf(page)]).toEqual([
    200,
    expect.stringContaining('Это не последняя квитанция'),
  ]);
  expect(page.$('[name=amount]').val() ?? '').toBe('');
  const unfilled = await visitor.submit(page, { method: 'sbp', email }, 'Перейти к оплате');
  expect(unfilled.status).toBe(422);
  expect(unfilled.$('.ds-error-summary a[href="#amount"]')).toHaveLength(1);
  const change = (set: string) =>
    world.pool.query(`update personal_accounts set ${set} where personal_account_id = $1`, [
      charged.personalAccountId,
    ]);
  const form = await visitor.get(href('guestPayment', { code }));
  await change(`holder_since = '2026-11-10'`);
  const moved = await visitor.get(href('guestPayment', { code }));
  expect([moved.status, textOf(moved)]).toEqual([409, expect.stringContaining('переоформили')]);
  await change(`holder_since = '2020-01-01', closed_on = '2026-11-10'`);
  const before = await world.count('payments');
  const closed = await visitor.get(href('guestPayment', { code }));
  expect([closed.status, textOf(closed)]).toEqual([409, expect.stringContaining('Счёт закрыт')]);
  expect(closed.$('form [name=amount]')).toHaveLength(0);
  const sent = await visitor.submit(form, { amount: '10', method: 'sbp', email });
  expect([sent.status, await world.count('payments')]).toEqual([409, before]);
  await change('closed_on = null');
});

test('one bill is not filled with payments, and others of the same network are paid on', async () => {
  const form = await visitor.get(href('guestPayment', { code }));
  const begin = (amount: number) =>
    visitor.submit(form, { amount: String(amount), method: 'sbp', email }, 'Перейти к оплате');
  for (let at = 1; at <= 20; at += 1) expect((await begin(100 + at)).status).toBe(303);
  const before = await world.count('payments');
  const refused = await begin(200);
  expect([refused.status, await world.count('payments')]).toEqual([429, before]);
  expect(refused.$('.ds-error-summary').text()).toMatch(/через/i);
  const old = await billOf('2026-09-01');
  const another = await visitor.get(href('guestPayment', { code: old.verifyCode }));
  const fields = { amount: '100', method: 'sbp', email };
  expect((await visitor.submit(another, fields, 'Перейти к оплате')).status).toBe(303);
});

test('a guessed code tells nothing, and guessing is stopped here as on the page of codes', async () => {
  const guess = (last: string) =>
    visitor.get(href('guestPayment', { code: `${code.slice(0, -1)}${last}` }));
  const letters = [...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ'].filter((one) => !code.endsWith(one));
  const answers: number[] = [];
  for (const letter of letters.slice(0, 24)) answers.push((await guess(letter)).status);
  expect(new Set(answers)).toEqual(new Set([404, 429]));
  expect((await visitor.get(href('guestPayment', { code }))).status).toBe(429);
  expect((await visitor.get(href('verifyBill', { code }))).status).toBe(429);
});

test('a resident’s payment is not opened as a guest’s, nor the other way round', async () => {
  const anna = await createSubscriber(world);
  const own = world.visitor();
  await anna.signIn(own);
  const { rows } = await world.pool.query(
    `insert into payment_baskets (public_id, user_id, method, receipt_email, source, started_at)
     values ('residents-basket', $1, 'sbp', 'a@example.ru', 'cabinet', now()) returning public_id`,
    [anna.userId],
  );
  const page = (id: string) => href('guestPaymentState', { paymentId: id });
  expect((await visitor.get(page(rows[0].public_id))).status).toBe(404);
  expect((await visitor.get(page('nobodys'))).status).toBe(404);
  const { rows: guests } = await world.pool.query(
    `select public_id from payment_baskets where source = 'guest' limit 1`,
  );
  const theirs = href('paymentState', { paymentId: guests[0].public_id });
  expect((await own.get(theirs)).status).toBe(404);
});
