import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { startTwoGateways, type TwoGateways } from '#test/two-gateways.ts';
import { reconcileDay } from './reconcile.ts';

// A gateway's own books against our payments and the ledger, whatever nobody told us of. T-Bank dates
// nothing; ЮKassa lives by the clock of the test.
let world: TwoGateways;
let anna: Subscriber;
let day: string;
beforeAll(async () => {
  world = await startTwoGateways();
});
let days = 2;
beforeEach(async () => {
  await world.order('succeed');
  // Each test has a day of its own.
  days += 1;
  day = `2026-11-${String(days).padStart(2, '0')}`;
  world.clock.set(`${day}T10:00:00+02:00`);
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());

type Method = 'sbp' | 'bank_card';
const paidInSilence = (method: Method, kopecks?: number) =>
  world.payInSilence(anna, method, kopecks);
const paid = (method: Method, kopecks?: number) => world.payAloud(anna, method, kopecks);

type Row = { kind: string; ours: number | null; theirs: number | null };
const rowsOf = (
  list: readonly { kind: string; ourKopecks?: number | null; theirKopecks?: number | null }[],
) =>
  list.map(
    ({ kind, ourKopecks: ours = null, theirKopecks: theirs = null }): Row => ({
      kind,
      ours,
      theirs,
    }),
  );
async function reconcile(on = day) {
  const { found, gateways } = await reconcileDay(world.deps, on);
  const mended = rowsOf(gateways.flatMap((one) => one.mended));
  return { found: rowsOf(found), mended, gateways };
}
const states = async () => {
  const { rows } = await world.pool.query(
    'select kind, state from book_differences where day = $1 order by kind',
    [day],
  );
  return rows;
};

test('what was paid and nobody told of is learnt from the gateway’s list, once', async () => {
  const before = await world.balanceOf(anna);
  await paid('sbp', 10_000);
  await paidInSilence('sbp', 20_000);
  await paidInSilence('bank_card', 30_000);
  expect(await world.balanceOf(anna)).toBe(before - 10_000);
  const first = await reconcile();
  expect(first.found).toEqual([]);
  expect(first.mended).toEqual([
    { kind: 'not_counted', ours: null, theirs: 20_000 },
    { kind: 'not_counted', ours: null, theirs: 30_000 },
  ]);
  expect(await world.balanceOf(anna)).toBe(before - 60_000);
  const [list, single] = first.gateways;
  expect(list).toMatchObject({ hasList: true, theirs: { count: 2, kopecks: 30_000 } });
  expect(single).toMatchObject({ hasList: false, theirs: { count: 1, kopecks: 30_000 } });
  const again = await reconcile();
  expect([again.found, again.mended]).toEqual([[], []]);
  expect(await states()).toEqual([
    { kind: 'not_counted', state: 'mended' },
    { kind: 'not_counted', state: 'mended' },
  ]);
});

test('one that we hold for refused and the gateway has taken after all is counted', async () => {
  const before = await world.balanceOf(anna);
  for (const method of ['sbp', 'bank_card'] as const) {
    const id = await paidInSilence(method);
    await world.pool.query(
      `update payments set state = 'canceled' from gateway_payments g
       where g.payment_id = payments.payment_id and gateway_payment_id = $1`,
      [id],
    );
  }
  expect((await reconcile()).mended).toHaveLength(2);
  expect(await world.balanceOf(anna)).toBe(before - 100_000);
});

test('what went back without us is owed again: listed refunds, and what is left at T-Bank', async () => {
  const before = await world.balanceOf(anna);
  await world.giveBackAtYookassa(await paid('sbp'), 1_500);
  const tbank = await paid('bank_card');
  await world.giveBackAtTbank(tbank, 2_500);
  expect((await reconcile()).mended).toEqual([
    { kind: 'refund_not_counted', ours: 0, theirs: 1_500 },
    { kind: 'refund_not_counted', ours: 0, theirs: 2_500 },
  ]);
  expect(await world.balanceOf(anna)).toBe(before - 100_000 + 4_000);
  await world.giveBackAtTbank(tbank, 47_500);
  expect((await reconcile()).mended).toEqual([
    { kind: 'refund_not_counted', ours: 2_500, theirs: 50_000 },
  ]);
  expect(await world.balanceOf(anna)).toBe(before - 50_000 + 1_500);
  expect(await reconcile()).toMatchObject({ found: [], mended: [] });
});

test('a refund of a later day is found in the list of its own day', async () => {
  const before = await world.balanceOf(anna);
  const id = await paid('sbp');
  await reconcile();
  world.clock.advance({ days: 1 });
  days += 1;
  await world.giveBackAtYookassa(id, 50_000);
  const later = `2026-11-${String(days).padStart(2, '0')}`;
  expect((await reconcile(later)).mended).toEqual([
    { kind: 'refund_not_counted', ours: null, theirs: 50_000 },
  ]);
  expect(await world.balanceOf(anna)).toBe(before);
});

test('a payment and a refund that are none of ours are put before staff', async () => {
  const id = await world.beginForeign(7_700);
  await world.pay(id, 'sbp');
  await world.giveBackAtYookassa(id, 700);
  expect(await reconcile()).toMatchObject({
    mended: [],
    found: [
      { kind: 'foreign_payment', ours: null, theirs: 7_700 },
      { kind: 'foreign_refund', ours: null, theirs: 700 },
    ],
  });
});

test('another sum than ours is credited by nobody', async () => {
  const before = await world.balanceOf(anna);
  const id = await paidInSilence('sbp');
  const client = await world.pool.connect();
  await client.query(`set session_replication_role = 'replica'`);
  await client.query(
    `update payments set amount_kopecks = 49999 from gateway_payments g
     where g.payment_id = payments.payment_id and gateway_payment_id = $1`,
    [id],
  );
  await client.query('reset session_replication_role');
  client.release();
  const found = [{ kind: 'other_sum', ours: 49_999, theirs: 50_000 }];
  expect(await reconcile()).toMatchObject({ found, mended: [] });
  expect(await world.balanceOf(anna)).toBe(before);
});

test('what we have and the gateway denies stays for people, and moves no money', async () => {
  for (const method of ['sbp', 'bank_card'] as const) {
    const id = await paid(method);
    await world.pool.query(
      `update gateway_payments set gateway_payment_id = $2, idempotence_key = $2
       where gateway_payment_id = $1`,
      [id, randomUUID().slice(0, 20)],
    );
  }
  const before = await world.balanceOf(anna);
  const { found } = await reconcile();
  expect(found).toEqual([
    { kind: 'foreign_payment', ours: null, theirs: 50_000 },
    { kind: 'not_in_gateway', ours: 50_000, theirs: null },
    { kind: 'not_in_gateway', ours: 50_000, theirs: null },
  ]);
  expect(await world.balanceOf(anna)).toBe(before);
});

test('more than a page of a hundred is read to its end', async () => {
  const before = await world.balanceOf(anna);
  const ids: string[] = [];
  for (let index = 0; index < 130; index += 1) ids.push(await world.begin(anna, 'sbp', 1_000));
  await world.order('webhook_never', 130);
  for (const id of ids) await world.pay(id, 'sbp');
  await world.order('succeed');
  // As after a restore: we think that they are waiting and do not ask.
  await world.pool.query(`update payments set state = 'canceled' where state = 'pending'`);
  const { mended, gateways } = await reconcile();
  expect(mended).toHaveLength(130);
  expect(gateways[0]?.theirs).toEqual({ count: 130, kopecks: 130_000 });
  expect(await world.balanceOf(anna)).toBe(before - 130_000);
}, 60_000);

test('the command says both sums of each gateway, and what it could not see', async () => {
  await paid('sbp', 12_300);
  await paid('bank_card', 45_600);
  const said = await runOchag(world.deps, ['reconcile', '--date', day]);
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.out).toContain('книги сошлись');
  expect(said.out).toMatch(/ЮKassa: у нас 1 на 123,00\s₽, в шлюзе 1 на 123,00\s₽/);
  expect(said.out).toMatch(/Т-Банк: у нас 1 на 456,00\s₽.*чужих платежей так не видно/);
});
