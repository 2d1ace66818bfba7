import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '#src/db/transaction.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { startTwoGateways, type TwoGateways } from '#test/two-gateways.ts';
import { askGateway } from './ask-gateway.ts';
import { askRefund } from './ask-refund.ts';
import { createGateways } from './gateways.ts';
import { askGatewaysRegularly } from './jobs.ts';
import { requestRefund } from './request-refund.ts';

// Refunds whose answer was lost for a day, and money that went back while ours was under way.
let world: TwoGateways;
let anna: Subscriber;
let accountant: StaffAtDesk;
beforeAll(async () => {
  world = await startTwoGateways();
  accountant = await createStaff(world, 'accountant');
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());

type Paid = { id: string; paymentId: number };
type Method = 'sbp' | 'bank_card';
async function paid(method: Method): Promise<Paid> {
  const id = await world.payAloud(anna, method);
  const { rows } = await world.pool.query<{ id: number }>(
    'select payment_id as id from gateway_payments where gateway_payment_id = $1',
    [id],
  );
  return { id, paymentId: rows[0]?.id ?? 0 };
}

/** Two have agreed; gives what the worker does with it. */
async function decide({ paymentId }: Paid, amountKopecks: number) {
  const { personalAccountId } = anna;
  const deed = { actorName: accountant.name, requestId: 'test', reason: 'чужой счёт' };
  const now = world.clock.now();
  const wanted = { personalAccountId, paymentId, amountKopecks, key: `of ${paymentId}`, deed, now };
  await inTransaction(world.db, (tx) => requestRefund(tx, accountant.actor, wanted));
  const { rows } = await world.pool.query<{ id: number }>(
    'select refund_id as id from payment_refunds where payment_id = $1',
    [paymentId],
  );
  const refund = { paymentId, refundId: rows[0]?.id ?? 0 };
  return () => askRefund(asking(), refund);
}

const asking = () => ({ ...world.deps, gateways: createGateways(world.deps) });
const refunds = async ({ paymentId }: Paid) => {
  const { rows } = await world.pool.query(
    `select kind, state, amount_kopecks as kopecks from payment_refunds
     where payment_id = $1 order by refund_id`,
    [paymentId],
  );
  return rows;
};

test('a refund whose answer was lost for longer than its key lives goes back once', async () => {
  const before = await world.balanceOf(anna);
  const payment = await paid('sbp');
  const send = await decide(payment, 20_000);
  await world.order('error_after_commit');
  await send();
  expect(await refunds(payment)).toMatchObject([{ state: 'unknown' }]);
  world.clock.advance({ hours: 25 });
  await send();
  expect(await refunds(payment)).toEqual([{ kind: 'refund', state: 'succeeded', kopecks: 20_000 }]);
  expect(await world.balanceOf(anna)).toBe(before - 50_000 + 20_000);
  const { yookassa } = await world.books();
  expect(yookassa.payments.find(({ id }) => id === payment.id)?.refundedKopecks).toBe(20_000);
});

test('one that never arrived is sent after its key has gone, all the same', async () => {
  const payment = await paid('sbp');
  const send = await decide(payment, 20_000);
  await world.order('error_before_commit');
  await send();
  world.clock.advance({ hours: 25 });
  await send();
  expect(await refunds(payment)).toMatchObject([{ state: 'succeeded', kopecks: 20_000 }]);
});

test.each([
  ['sbp', 'ЮKassa', () => world.giveBackAtYookassa],
  ['bank_card', 'Т-Банк', () => world.giveBackAtTbank],
] as const)(
  'more went back than is left beside our refund: counted as the refund ends (%s, %s)',
  async (method, _, giveBack) => {
    const before = await world.balanceOf(anna);
    const payment = await paid(method);
    const send = await decide(payment, 30_000);
    await giveBack()(payment.id, 45_000);
    // Told while ours is reserved: nothing is lost, and nothing breaks.
    await askGateway(asking(), payment.paymentId, 'notification');
    expect(await refunds(payment)).toMatchObject([{ kind: 'refund', state: 'created' }]);
    await send();
    expect(await refunds(payment)).toMatchObject([{ kind: 'refund', state: 'canceled' }]);
    expect(await world.balanceOf(anna)).toBe(before - 50_000);
    world.clock.advance({ minutes: 11 });
    await askGatewaysRegularly(world.deps).run();
    expect(await refunds(payment)).toMatchObject([
      { kind: 'refund', state: 'canceled' },
      { kind: 'chargeback', state: 'succeeded', kopecks: 45_000 },
    ]);
    expect(await world.balanceOf(anna)).toBe(before - 50_000 + 45_000);
    // Its last word is said: nobody goes on asking.
    const open = 'gateway_payments where payment_id = $1 and ask_after is not null';
    expect(await world.count(open, [payment.paymentId])).toBe(0);
  },
);
