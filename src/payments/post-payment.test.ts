import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addClosedMonths } from '#test/closed-months.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import {
  addParts,
  addPayment,
  findAgentPayment,
  type NewPayment,
  setState,
} from './payments-store.ts';
import { type PaymentNews, postPayment } from './post-payment.ts';

let world: World;
let anna: Subscriber;
let boris: Subscriber;
const actor = system('test');

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  boris = await createSubscriber(world);
});
afterAll(() => world.stop());

const begin = (own: Partial<NewPayment> = {}) =>
  inTransaction(world.db, (tx) =>
    addPayment(tx, actor, {
      channel: 'gateway',
      means: 'sbp',
      amountKopecks: 50_000,
      parts: [{ personalAccountId: anna.personalAccountId, amountKopecks: 50_000 }],
      createdAt: world.clock.now(),
      ...own,
    }),
  );

async function beginOne(own: Partial<NewPayment> = {}): Promise<number> {
  const paymentId = await begin(own);
  if (paymentId === null) throw new Error('known already');
  return paymentId;
}

const post = (paymentId: number, own: Partial<PaymentNews> = {}) =>
  inTransaction(world.db, (tx) =>
    postPayment(tx, actor, {
      paymentId,
      paidOn: '2026-11-23',
      heardFrom: 'notification',
      now: world.clock.now(),
      ...own,
    }),
  );

async function balanceOf({ personalAccountId, actor: resident }: Subscriber): Promise<number> {
  const balance = await getBalance(world, resident, { personalAccountId });
  return balance?.totalKopecks ?? Number.NaN;
}

const count = async (query: string, values: unknown[]): Promise<number> => {
  const { rows } = await world.pool.query<{ n: number }>(
    `select count(*)::int as n from ${query}`,
    values,
  );
  return rows[0]?.n ?? Number.NaN;
};

test('twenty who learn of one success at once put it into the ledger once', async () => {
  const before = await balanceOf(anna);
  const paymentId = await beginOne();
  const results = await Promise.all(Array.from({ length: 20 }, () => post(paymentId)));
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(results.filter((one) => one.ok && !one.isKnown)).toHaveLength(1);
  expect(await balanceOf(anna)).toBe(before - 50_000);
  expect(await count('ledger_entries where cause = $1', [`payment ${paymentId}`])).toBe(1);
  expect(
    await count(`payment_events where payment_id = $1 and to_state = 'succeeded'`, [paymentId]),
  ).toBe(1);
});

test('each account of a payment gets its part, a line of penalties on its own', async () => {
  const before = [await balanceOf(anna), await balanceOf(boris)] as const;
  const paymentId = await beginOne({
    amountKopecks: 30_310,
    parts: [
      { personalAccountId: anna.personalAccountId, amountKopecks: 10_000 },
      { personalAccountId: anna.personalAccountId, amountKopecks: 310, isPenalty: true },
      { personalAccountId: boris.personalAccountId, amountKopecks: 20_000 },
    ],
  });
  expect(await post(paymentId)).toMatchObject({ ok: true, isKnown: false });
  expect(await balanceOf(anna)).toBe(before[0] - 10_310);
  expect(await balanceOf(boris)).toBe(before[1] - 20_000);
  const { rows } = await world.pool.query(
    `select e.is_penalty, e.amount_kopecks, e.channel, p.ledger_month
     from payment_parts p join ledger_entries e on e.personal_account_id = p.personal_account_id
       and e.idempotency_key = p.ledger_key and e.billing_month = p.ledger_month
     where p.payment_id = $1 order by e.amount_kopecks`,
    [paymentId],
  );
  expect(rows).toEqual([
    { is_penalty: false, amount_kopecks: -20_000, channel: 'sbp', ledger_month: '2026-11-01' },
    { is_penalty: false, amount_kopecks: -10_000, channel: 'sbp', ledger_month: '2026-11-01' },
    { is_penalty: true, amount_kopecks: -310, channel: 'sbp', ledger_month: '2026-11-01' },
  ]);
});

test('one operation of a bank is one payment, however many bring it at once', async () => {
  const operation: Partial<NewPayment> = {
    channel: 'bank_agent',
    means: 'bank',
    agent: 'demo',
    agentTxnId: '1234567',
    payerReference: anna.accountNumber,
  };
  const made = await Promise.all(Array.from({ length: 20 }, () => begin(operation)));
  const [paymentId, ...others] = made.filter((one) => one !== null);
  expect(others).toEqual([]);
  const known = await findAgentPayment(world.db, actor, { agent: 'demo', agentTxnId: '1234567' });
  expect(known).toMatchObject({ paymentId, amountKopecks: 50_000, state: 'created' });
});

test('money that nobody owns waits, and money of a month before the books is for people', async () => {
  const nobodys = await beginOne({ parts: [] });
  expect(await post(nobodys)).toEqual({ ok: false, code: 'no_parts' });
  const old = await beginOne();
  expect(await post(old, { paidOn: '2026-10-31' })).toEqual({ ok: false, code: 'before_books' });
  expect(await count('payments where payment_id = $1 and state = $2', [old, 'created'])).toBe(1);
});

test('money that nobody knew the owner of is posted once the owner is found out', async () => {
  const before = await balanceOf(boris);
  const paymentId = await beginOne({
    channel: 'registry',
    means: 'bank',
    agent: 'demo',
    agentTxnId: 'nobodys',
    payerReference: '390100',
    parts: [],
  });
  const now = world.clock.now();
  await inTransaction(world.db, (tx) =>
    setState(tx, actor, {
      paymentId,
      from: 'created',
      to: 'unidentified',
      heardFrom: 'registry',
      paidOn: '2026-11-20',
      at: now,
    }),
  );
  const parts = [{ personalAccountId: boris.personalAccountId, amountKopecks: 50_000 }];
  await inTransaction(world.db, (tx) => addParts(tx, actor, { paymentId, parts }));
  expect(await post(paymentId, { paidOn: '2026-11-20', heardFrom: 'staff' })).toMatchObject({
    ok: true,
    isKnown: false,
  });
  expect(await balanceOf(boris)).toBe(before - 50_000);
});

test('parts are never more or less than the payment', async () => {
  await expect(begin({ amountKopecks: 50_001 })).rejects.toThrow('parts of 50000');
});

test('what is paid in a month already closed stands in the first open one, by its own day', async () => {
  const late = await createSubscriber(world, {
    personalAccount: { opening_balance_on: '2026-09-01' },
  });
  await addClosedMonths(world, late.personalAccountId, [
    { month: '2026-09-01' },
    { month: '2026-10-01' },
  ]);
  await world.pool.query(
    `insert into billing_months (month, closed_at) values ('2026-10-01', now()) on conflict do nothing`,
  );
  const paymentId = await beginOne({
    parts: [{ personalAccountId: late.personalAccountId, amountKopecks: 50_000 }],
  });
  expect(await post(paymentId, { paidOn: '2026-10-30' })).toMatchObject({ ok: true });
  const { rows } = await world.pool.query(
    'select billing_month, value_date from ledger_entries where cause = $1',
    [`payment ${paymentId}`],
  );
  expect(rows).toEqual([{ billing_month: '2026-11-01', value_date: '2026-10-30' }]);
});

test('a payment is neither deleted nor made another', async () => {
  const paymentId = await beginOne();
  const change = (query: string) => world.pool.query(query, [paymentId]);
  await expect(change('delete from payments where payment_id = $1')).rejects.toThrow();
  await expect(
    change('update payments set amount_kopecks = 1 where payment_id = $1'),
  ).rejects.toThrow('does not change');
  await expect(change('delete from payment_events where payment_id = $1')).rejects.toThrow();
});
