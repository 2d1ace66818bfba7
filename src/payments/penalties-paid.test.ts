import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { system } from '#src/actor.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { href } from '#src/routes.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { textOf } from '#test/household.ts';
import { type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { addPayment } from './payments-store.ts';
import { postPayment } from './post-payment.ts';
import { requestRefund } from './request-refund.ts';

// Penalties come after the debt for gas, unless the payer wants them first (ГК 319).
const GAS = 124_050;
const PENALTIES = 310;
let world: PaymentsWorld;
let anna: Subscriber;
let visitor: Visitor;

beforeAll(async () => {
  world = await startPaymentsWorld({ hasWorker: true });
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
});
afterAll(() => world.stop());

const owed = async () => {
  const balance = await getBalance(world, anna.actor, anna);
  const { totalKopecks = Number.NaN, penaltyKopecks = Number.NaN } = balance ?? {};
  return { gas: totalKopecks - penaltyKopecks, penalties: penaltyKopecks };
};
const parts = async () => {
  const { rows } = await world.pool.query(
    `select is_penalty, amount_kopecks, refunded_kopecks from payment_parts
     where personal_account_id = $1 order by is_penalty`,
    [anna.personalAccountId],
  );
  return rows.map((row) => [row.is_penalty, row.amount_kopecks, row.refunded_kopecks]);
};
const receiptLines = async () => {
  const { rows } = await world.pool.query(
    'select request from gateway_payments order by payment_id desc limit 1',
  );
  const { receipt } = JSON.parse(rows[0].request) as {
    receipt: { items: { description: string; vat_code: number; amount: { value: string } }[] };
  };
  return receipt.items.map((item) => [item.description, item.vat_code, item.amount.value]);
};
const pay = async (fields: Record<string, string>) =>
  visitor.get(await world.payAt((await payOn(visitor, anna.accountNumber, fields)).location));

test('who pays all pays the penalties too, as a part and a line of the чек of their own', async () => {
  const { accountNumber: number } = anna;
  const form = await visitor.get(href('payment', { number }));
  expect(textOf(form)).toContain('Пени — 3,10 ₽: заплатить в первую очередь');
  expect(form.$('[name=penalties]:checked')).toHaveLength(0);
  const done = await pay({ amount: '1 243,60' });
  expect(textOf(done)).toContain('За газ 1 240,50 ₽, пени 3,10 ₽');
  expect(await parts()).toEqual([
    [false, GAS, 0],
    [true, PENALTIES, 0],
  ]);
  expect(await receiptLines()).toEqual([
    [expect.stringContaining('Газ природный'), 11, '1240.50'],
    [expect.stringContaining('Пени за газ'), 1, '3.10'],
  ]);
  expect(await owed()).toEqual({ gas: 0, penalties: 0 });
  const home = textOf(await visitor.get(href('account', { number })));
  expect(home).toMatch(/Вы оплатили 23 ноября/);
  await pay({ amount: '10' });
  const again = textOf(await visitor.get(href('account', { number })));
  expect(again).toMatch(/Вы оплатили, платежей: 2/);
  const history = await visitor.get(href('payments', { number }));
  expect(history.$('tbody tr')).toHaveLength(2);
  expect(textOf(history)).toContain('из них пени 3,10 ₽');
  for (const page of [history, done]) {
    const link = page.$('a[href$=".pdf"]').attr('href') ?? '';
    expect((await visitor.get(link)).headers.get('content-type')).toBe('application/pdf');
  }
});

test('a part of what is owed pays for gas, and penalties only where they are wanted first', async () => {
  await pay({ amount: '100' });
  expect(await parts()).toEqual([[false, 10_000, 0]]);
  expect(await owed()).toEqual({ gas: GAS - 10_000, penalties: PENALTIES });
  await pay({ amount: '100', penalties: '1' });
  expect(await owed()).toEqual({ gas: GAS - 20_000 + PENALTIES, penalties: 0 });
  const form = await visitor.get(href('payment', { number: anna.accountNumber }));
  expect(form.$('[name=penalties]')).toHaveLength(0);
});

test('who tries a failed payment again finds all as it was chosen: penalties first, other accounts', async () => {
  const second = await createSubscriber(world);
  const { personalAccountId } = second;
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  await world.order('cancel:insufficient_funds');
  const other = `amount-${second.accountNumber}`;
  const fields = { amount: '100', penalties: '1', [other]: '50' };
  const first = await pay(fields);
  expect(textOf(first)).toContain('Платёж 2 из 2');
  await world.order('cancel:insufficient_funds');
  const next = first.$('a:contains("Перейти к оплате")').attr('href') ?? '';
  const state = await world.payAt(next);
  world.clock.advance({ minutes: 1 });
  const failed = await visitor.get(state);
  const again = await visitor.get(failed.$('a:contains("Попробовать ещё раз")').attr('href') ?? '');
  expect(again.$('[name=amount]').val()).toBe('100,00');
  expect(again.$('[name=penalties]:checked')).toHaveLength(1);
  expect(again.$(`[name=${other}]`).val()).toBe('50,00');
});

test('what is mistyped leaves the wish to pay penalties as it was', async () => {
  const refused = await payOn(visitor, anna.accountNumber, { amount: 'сто', penalties: '1' });
  expect([refused.status, refused.$('[name=penalties]:checked').length]).toEqual([422, 1]);
});

test('a program names the penalties, no more of them than are owed', async () => {
  const api = createApiCaller(world, await anna.createToken());
  const begin = (penaltyKopecks: number, key: string) => {
    const part = { accountNumber: anna.accountNumber, amountKopecks: 5_000, penaltyKopecks };
    return api.post('/payments', { method: 'sbp', parts: [part] }, { 'idempotency-key': key });
  };
  expect(await begin(PENALTIES + 1, 'too-much')).toMatchObject({
    status: 422,
    body: { code: 'penalty_too_large' },
  });
  expect(await begin(200, 'some')).toMatchObject({
    status: 201,
    body: { parts: [{ amountKopecks: 5_000, penaltyKopecks: 200 }] },
  });
  expect(await parts()).toEqual([
    [false, 4_800, 0],
    [true, 200, 0],
  ]);
});

test('money of a bank that is enough for all closes penalties at once, and the paper says so', async () => {
  const { personalAccountId } = anna;
  const actor = system('test');
  const now = world.clock.now();
  await inTransaction(world.db, async (tx) => {
    const amountKopecks = GAS + PENALTIES;
    const paymentId = await addPayment(tx, actor, {
      channel: 'desk',
      means: 'bank',
      amountKopecks,
      parts: [{ personalAccountId, amountKopecks }],
      createdAt: now,
    });
    const news = { paymentId: paymentId ?? 0, paidOn: '2026-11-22', now };
    await postPayment(tx, actor, { ...news, heardFrom: 'staff' });
  });
  expect(await owed()).toEqual({ gas: 0, penalties: 0 });
  const paper = await visitor.get(href('noDebtPaper', { number: anna.accountNumber }));
  expect(paper.status).toBe(200);
});

test('given back, each part is owed again: the one for gas first', async () => {
  await pay({ amount: '1 243,60' });
  const { actor } = await createStaff(world, 'accountant');
  const { rows } = await world.pool.query(
    'select max(payment_id) as id from payment_parts where personal_account_id = $1',
    [anna.personalAccountId],
  );
  const paymentId: number = rows[0].id;
  const giveBack = (amountKopecks: number, key: string) =>
    inTransaction(world.db, (tx) =>
      requestRefund(tx, actor, {
        personalAccountId: anna.personalAccountId,
        paymentId,
        amountKopecks,
        key,
        deed: { actorName: 'Орлова Т.', reason: 'чужой счёт', requestId: key },
        now: world.clock.now(),
      }),
    );
  expect(await giveBack(GAS, 'gas')).toEqual({ ok: true });
  expect(await giveBack(PENALTIES + 100, 'more')).toEqual({ ok: false, code: 'refund_too_large' });
  expect(await giveBack(PENALTIES, 'penalties')).toEqual({ ok: true });
  expect(await parts()).toEqual([
    [false, GAS, GAS],
    [true, PENALTIES, PENALTIES],
  ]);
  await vi.waitFor(
    async () => {
      world.clock.advance({ minutes: 1 });
      expect(await owed()).toEqual({ gas: GAS, penalties: PENALTIES });
    },
    { timeout: 8_000, interval: 300 },
  );
  const { rows: kept } = await world.pool.query(
    'select request from payment_refunds where payment_id = $1 order by refund_id',
    [paymentId],
  );
  const last = JSON.parse(kept[1].request);
  expect(last.receipt.items).toMatchObject([{ description: expect.stringContaining('Пени') }]);
});

test('what the payer’s bank takes back of both is taken from both', async () => {
  await pay({ amount: '1 243,60' });
  const { rows } = await world.pool.query(
    `select payment_id, gateway_payment_id from gateway_payments order by payment_id desc limit 1`,
  );
  const gatewayId: string = rows[0].gateway_payment_id;
  await world.refundOutside(gatewayId, '1243.60');
  await world.tellOfRefund(gatewayId);
  await vi.waitFor(async () => expect(await owed()).toEqual({ gas: GAS, penalties: PENALTIES }), {
    timeout: 8_000,
    interval: 200,
  });
  const history = await visitor.get(href('payments', { number: anna.accountNumber }));
  expect(history.$('tbody tr')).toHaveLength(2);
});
