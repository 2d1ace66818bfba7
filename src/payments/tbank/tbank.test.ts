import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { inTransaction } from '#src/db/transaction.ts';
import { href } from '#src/routes.ts';
import { headingOf, type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { requestRefund } from '../request-refund.ts';
import { tbankToken } from './tbank-token.ts';

// The same payments through a gateway that is the other one's opposite in everything.
let world: PaymentsWorld;
let anna: Subscriber;
let visitor: Visitor;

beforeAll(async () => {
  const env = { OCHAG_PAY_BY: 'bank_card:tbank,sbp:tbank' };
  world = await startPaymentsWorld({ hasWorker: true, env });
});
beforeEach(async () => {
  await order('succeed');
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
});
afterAll(() => world.stop());

const order = (next: string) =>
  fetch(`${world.sandbox.url}/control/tbank`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next }),
  });
const pay = (method = 'bank_card') => payOn(visitor, anna.accountNumber, { amount: '500', method });
async function press(checkout: string, decision: 'pay' | 'refuse'): Promise<string> {
  const id = new URL(checkout).searchParams.get('id') ?? '';
  const answer = await fetch(`${world.sandbox.url}/tbank/checkout`, {
    method: 'POST',
    body: new URLSearchParams({ id, decision }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}
type Books = {
  tbank: { payments: { orderId: string; status: string; refundedKopecks: number }[] };
};
async function theirs() {
  const { rows } = await world.pool.query<{ key: string }>(
    `select idempotence_key as key from gateway_payments join payment_parts using (payment_id)
     where personal_account_id = $1`,
    [anna.personalAccountId],
  );
  const { tbank } = (await world.books()) as unknown as Books;
  return tbank.payments.filter(({ orderId }) => rows.some(({ key }) => key === orderId));
}

test.each(['bank_card', 'sbp'])('paid by %s, told with OK, once in the ledger', async (method) => {
  const before = await world.balanceOf(anna);
  await order('webhook_twice');
  const sent = await pay(method);
  expect(sent.location).toContain('/tbank/checkout');
  const back = await press(sent.location, 'pay');
  expect(headingOf(await visitor.get(back))).toBe('Оплата прошла');
  await vi.waitFor(async () => expect(await world.balanceOf(anna)).toBe(before - 50_000));
  expect((await theirs()).map(({ status }) => status)).toEqual(['CONFIRMED']);
});

test('refused by the bank', async () => {
  const before = await world.balanceOf(anna);
  const back = await press((await pay()).location, 'refuse');
  const page = await visitor.get(back);
  expect(headingOf(page)).toBe('Оплата не прошла');
  expect(page.text).toContain('не хватило денег');
  expect(await world.balanceOf(anna)).toBe(before);
});

test.each(['error_after_commit', 'drop'])(
  'an answer lost by %s: the order is found, ended, and begun anew by the payer',
  async (fault) => {
    await order(fault);
    const sent = await pay();
    expect(sent.location).toMatch(/^\/payments\//);
    const page = await visitor.get(sent.location);
    expect(headingOf(page)).toBe('Оплата не прошла');
    expect((await theirs()).map(({ status }) => status)).toEqual(['CANCELED']);
    const again = await visitor.get(page.$('a:contains("Попробовать ещё раз")').attr('href') ?? '');
    const resent = await visitor.submit(again, { method: 'bank_card' }, 'Перейти к оплате');
    const done = await visitor.get(await press(resent.location, 'pay'));
    expect(headingOf(done)).toBe('Оплата прошла');
  },
);

test('the same form sent twice at once makes one order, and ends none', async () => {
  const form = await visitor.get(href('payment', { number: anna.accountNumber }));
  const send = () =>
    visitor.submit(form, { amount: '500', method: 'bank_card' }, 'Перейти к оплате');
  const [first, second] = await Promise.all([send(), send()]);
  expect(second.location).toBe(first.location);
  expect((await theirs()).map(({ status }) => status)).toEqual(['NEW']);
});

test('no notification comes: the worker asks', async () => {
  const before = await world.balanceOf(anna);
  await order('webhook_never');
  await press((await pay()).location, 'pay');
  world.clock.advance({ minutes: 1 });
  await vi.waitFor(async () => expect(await world.balanceOf(anna)).toBe(before - 50_000), 5_000);
});

test('a notification is taken with its signature alone, and answered with OK', async () => {
  const sent = await pay();
  const id = new URL(sent.location).searchParams.get('id') ?? '';
  const news = {
    TerminalKey: 'SandboxDEMO',
    OrderId: 'any',
    Success: true,
    Status: 'CONFIRMED',
    PaymentId: id,
    SomethingNew: 7,
  };
  const tell = (payload: object, remoteAddress = '127.0.0.1') =>
    world.app.inject({
      method: 'POST',
      url: href('gatewayNotification', { gateway: 'tbank' }),
      payload,
      remoteAddress,
    });
  const signed = { ...news, Token: tbankToken(news, 'sandbox-password') };
  const answer = await tell(signed);
  expect([answer.statusCode, answer.body]).toEqual([200, 'OK']);
  expect((await tell({ ...signed, Status: 'REJECTED' })).statusCode).toBe(403);
  expect((await tell(signed, '203.0.113.9')).statusCode).toBe(403);
  expect((await tell({ PaymentId: id })).statusCode).toBe(400);
  expect((await theirs()).map(({ status }) => status)).toEqual(['NEW']);
  const entries = 'ledger_entries where personal_account_id = $1';
  expect(await world.count(entries, [anna.personalAccountId])).toBe(0);
});

async function refund(amountKopecks: number) {
  const { staffMemberId } = await createStaff(world, 'accountant');
  const { rows } = await world.pool.query<{ payment_id: number }>(
    'select payment_id from payment_parts where personal_account_id = $1',
    [anna.personalAccountId],
  );
  return () =>
    inTransaction(world.db, (tx) =>
      requestRefund(
        tx,
        { kind: 'staff', staffMemberId, role: 'accountant' },
        {
          personalAccountId: anna.personalAccountId,
          paymentId: rows[0]?.payment_id ?? 0,
          amountKopecks,
          key: `one form of ${amountKopecks}`,
          deed: { actorName: 'Орлова Т.', requestId: 'test', reason: 'оплачен чужой счёт' },
          now: world.clock.now(),
        },
      ),
    );
}

test('money goes back by the same gateway, once for one decision', async () => {
  const before = await world.balanceOf(anna);
  await visitor.get(await press((await pay()).location, 'pay'));
  const giveBack = await refund(12_000);
  await order('error_after_commit');
  expect([await giveBack(), await giveBack()]).toEqual([{ ok: true }, { ok: true }]);
  await vi.waitFor(async () => {
    world.clock.advance({ minutes: 1 });
    expect(await world.balanceOf(anna)).toBe(before - 50_000 + 12_000);
  }, 8_000);
  expect((await theirs())[0]).toMatchObject({
    status: 'PARTIAL_REFUNDED',
    refundedKopecks: 12_000,
  });
});

test('gas and penalties are paid as one sum, and go back as one', async () => {
  const fields = { amount: '1 243,60', method: 'bank_card' };
  const sent = await payOn(visitor, anna.accountNumber, fields);
  await visitor.get(await press(sent.location, 'pay'));
  await vi.waitFor(async () => expect(await world.balanceOf(anna)).toBe(0));
  const giveBack = await refund(124_360);
  expect(await giveBack()).toEqual({ ok: true });
  await vi.waitFor(async () => {
    world.clock.advance({ minutes: 1 });
    expect(await world.balanceOf(anna)).toBe(124_360);
  }, 8_000);
  expect((await theirs())[0]).toMatchObject({ status: 'REFUNDED', refundedKopecks: 124_360 });
});
