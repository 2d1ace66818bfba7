import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { href } from '#src/routes.ts';
import { textOf } from '#test/household.ts';
import { type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

// Money back the way it came: two people, the gateway, the ledger.
let world: PaymentsWorld;
let anna: Subscriber;
let visitor: Visitor;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;
let paymentId: number;
let gatewayId: string;

beforeAll(async () => {
  world = await startPaymentsWorld({ hasWorker: true });
  accountant = await createStaff(world, 'accountant');
  administrator = await createStaff(world, 'administrator');
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
  const sent = await payOn(visitor, anna.accountNumber, { amount: '500' });
  await visitor.get(await world.payAt(sent.location));
  const { rows } = await world.pool.query(
    `select payment_id, gateway_payment_id from gateway_payments
     order by payment_id desc limit 1`,
  );
  paymentId = rows[0].payment_id;
  gatewayId = rows[0].gateway_payment_id;
});
afterAll(() => world.stop());

async function propose(own: Record<string, string> = {}) {
  const form = await accountant.visitor.get(href('staffRefund', { number: anna.accountNumber }));
  const fields = { payment: String(paymentId), amount: '200', reason: 'чужой счёт', ...own };
  return accountant.visitor.submit(form, fields, 'Предложить возврат');
}

async function approve(who = administrator) {
  const list = await who.visitor.get(href('staffApprovals'));
  const links = list.$('#a-waiting a:contains("Вернуть платёж")').toArray();
  const pages = await Promise.all(
    links.map((link) => who.visitor.get(list.$(link).attr('href') ?? '')),
  );
  const page = pages.find((one) => textOf(one).includes(`Платёж№ ${paymentId}`));
  if (!page) throw new Error('nothing is proposed');
  for (const fact of ['Туда, откуда платили', 'Сумма платежа500,00', 'Как платилиСБП']) {
    expect(textOf(page).replaceAll('\u00a0', ' ')).toContain(fact);
  }
  const decision = { decision: 'approved', reason: 'проверила' };
  return who.visitor.submit(page, decision, 'Решить');
}

const refundStates = async () =>
  (
    await world.pool.query<{ state: string; kind: string }>(
      'select state, kind from payment_refunds where payment_id = $1 order by refund_id',
      [paymentId],
    )
  ).rows;
const isGivenBack = (kopecks: number, balance: number) =>
  vi.waitFor(
    async () => {
      world.clock.advance({ minutes: 1 });
      expect(await world.balanceOf(anna)).toBe(balance + kopecks);
    },
    { timeout: 8_000, interval: 300 },
  );
const tell = () => world.tellOfRefund(gatewayId);
const refundOutside = (value: string) => world.refundOutside(gatewayId, value);

test('two equal payments of one day are told apart by the minute', async () => {
  world.clock.advance({ minutes: 7 });
  const sent = await payOn(visitor, anna.accountNumber, { amount: '500' });
  await visitor.get(await world.payAt(sent.location));
  const form = await accountant.visitor.get(href('staffRefund', { number: anna.accountNumber }));
  const choices = form.$('[name=payment] option').toArray().slice(1);
  expect(choices).toHaveLength(2);
  expect(new Set(choices.map((one) => form.$(one).text())).size).toBe(2);
});

test('one proposes, another agrees, the gateway gives back, the ledger and the payer learn', async () => {
  const balance = await world.balanceOf(anna);
  expect((await propose()).status).toBe(303);
  expect(await refundStates()).toEqual([]);
  expect((await approve()).status).toBe(303);
  await isGivenBack(20_000, balance);
  const { yookassa } = await world.books();
  expect(yookassa.payments.find(({ id }) => id === gatewayId)?.refundedKopecks).toBe(20_000);
  const letter = await world.waitForLetter(anna.email, 'Вернули');
  expect(letter.subject).toContain('200,00');
  const history = await visitor.get(href('payments', { number: anna.accountNumber }));
  expect(textOf(history)).toContain('Возврат');
  expect(await world.count(`audit_entries where action = 'refund_payment'`)).toBeGreaterThan(0);
});

test('more than is left, nothing, and without a reason it is not even proposed', async () => {
  for (const [own, says] of [
    [{ amount: '500,01' }, 'можно вернуть до'],
    [{ amount: '' }, 'Впишите сумму'],
    [{ payment: '' }, 'Выберите платёж'],
    [{ reason: '' }, 'Напишите, почему'],
  ] as const) {
    const answer = await propose(own);
    expect([answer.status, textOf(answer)]).toEqual([422, expect.stringContaining(says)]);
  }
});

test('what was given back meanwhile cannot be given back again', async () => {
  const balance = await world.balanceOf(anna);
  await propose({ amount: '300' });
  await propose({ amount: '250' });
  const list = await administrator.visitor.get(href('staffApprovals'));
  const links = list.$('#a-waiting a:contains("Вернуть платёж")').toArray();
  expect(links).toHaveLength(2);
  const answers = await Promise.all(
    links.map(async (link) => {
      const page = await administrator.visitor.get(list.$(link).attr('href') ?? '');
      const decision = { decision: 'approved', reason: 'проверила' };
      return administrator.visitor.submit(page, decision, 'Решить');
    }),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  await vi.waitFor(async () => {
    world.clock.advance({ minutes: 1 });
    expect((await refundStates()).map(({ state }) => state)).toEqual(['succeeded']);
  }, 8_000);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused && textOf(refused)).toContain('Столько вернуть нельзя');
  expect([balance + 30_000, balance + 25_000]).toContain(await world.balanceOf(anna));
});

test.each(['error_after_commit', 'drop'])('an answer lost by %s gives back once', async (fault) => {
  const balance = await world.balanceOf(anna);
  await propose();
  await world.order(fault);
  await approve();
  await isGivenBack(20_000, balance);
  world.clock.advance({ minutes: 20 });
  const { yookassa } = await world.books();
  expect(yookassa.payments.find(({ id }) => id === gatewayId)?.refundedKopecks).toBe(20_000);
});

test('what went back without us is in the ledger once, however often it is told', async () => {
  const balance = await world.balanceOf(anna);
  expect((await refundOutside('120.50')).status).toBe(200);
  await Promise.all(Array.from({ length: 10 }, tell));
  expect(await world.balanceOf(anna)).toBe(balance + 12_050);
  expect(await refundStates()).toEqual([{ state: 'succeeded', kind: 'chargeback' }]);
});

test('a refund against a chargeback: together never more than was paid', async () => {
  const balance = await world.balanceOf(anna);
  await propose({ amount: '400' });
  expect((await refundOutside('450.00')).status).toBe(200);
  const approved = await approve();
  await tell();
  const states = await vi.waitFor(async () => {
    world.clock.advance({ minutes: 1 });
    await tell();
    const now = await refundStates();
    expect(now.some(({ state }) => state === 'succeeded')).toBe(true);
    expect(now.every(({ state }) => state === 'succeeded' || state === 'canceled')).toBe(true);
    return now;
  }, 8_000);
  expect(await world.balanceOf(anna)).toBe(balance + 45_000);
  expect([approved.status, states]).toMatchObject([expect.any(Number), expect.anything()]);
});

test('an answer lost for longer than the gateway knows a key: looked for, never sent again', async () => {
  const balance = await world.balanceOf(anna);
  await propose();
  await world.order('error_after_commit');
  await approve();
  const asked = 'payment_refunds where payment_id = $1 and asked_times > 0';
  await vi.waitFor(async () => expect(await world.count(asked, [paymentId])).toBe(1), 5_000);
  // A key that is forgotten is as good as another one.
  await world.pool.query(
    `update payment_refunds set idempotence_key = 'forgotten-' || refund_id where payment_id = $1`,
    [paymentId],
  );
  // Longer than a session of the desk lasts: no test comes after this one.
  world.clock.advance({ days: 2 });
  await isGivenBack(20_000, balance);
  const { yookassa } = await world.books();
  expect(yookassa.payments.find(({ id }) => id === gatewayId)?.refundedKopecks).toBe(20_000);
});
