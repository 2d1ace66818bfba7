import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#src/db/transaction.ts';
import {
  type BanksWorld,
  type Line,
  nextTxn,
  sberFile,
  sberTerms,
  startBanksWorld,
} from '#test/banks-world.ts';
import type { World } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';
import { approveRegistry, dropRegistry, stornoRegistry } from './decide-registry.ts';
import { decideUnidentified } from './decide-unidentified.ts';
import { postRegistry } from './post-registry.ts';
import { reconcileDay } from './reconcile.ts';
import { viewRegistry } from './registry-view.ts';
import { takeRegistryBack } from './storno-registry.ts';
import { takePayment } from './take-payment.ts';

let banks: BanksWorld;
let world: World;
let anna: Subscriber;
let boris: Subscriber;
beforeAll(async () => {
  banks = await startBanksWorld();
  ({ world, anna, boris } = banks);
});
afterAll(() => world.stop());

const fileOf = (lines: Line[], trailer?: string) =>
  sberFile(lines, { number: anna.accountNumber, ...(trailer === undefined ? {} : { trailer }) });

const day = '2026-11-20';

const outcomes = async (registryId: number) => {
  const { rows } = await world.pool.query(
    `select r.outcome, p.state, p.reason from bank_registry_rows r
     left join payments p using (payment_id) where registry_id = $1 order by row_number`,
    [registryId],
  );
  return rows;
};

test('nothing is posted before it is approved, everything once after it, however often it is run', async () => {
  const before = [await banks.balanceOf(anna), await banks.balanceOf(boris)] as const;
  const registryId = await banks.loadOne([
    { roubles: '150,50' },
    { number: boris.accountNumber, roubles: '20,00' },
  ]);
  await postRegistry(world.deps, registryId);
  expect(await banks.balanceOf(anna)).toBe(before[0]);
  const view = await viewRegistry(
    { ...world.deps, now: world.clock.now() },
    banks.accountant.actor,
    {
      registryId,
      limit: 10,
    },
  );
  expect(view.totals.to_post).toEqual({ rows: 2, kopecks: 17_050 });
  expect(await banks.decide(registryId, approveRegistry)).toEqual({ ok: true });
  await Promise.all([1, 2, 3].map(() => postRegistry(world.deps, registryId)));
  expect(await banks.balanceOf(anna)).toBe(before[0] - 15_050);
  expect(await banks.balanceOf(boris)).toBe(before[1] - 2_000);
  expect(await outcomes(registryId)).toMatchObject([{ outcome: 'posted' }, { outcome: 'posted' }]);
  expect(await banks.decide(registryId, approveRegistry)).toEqual({
    ok: false,
    code: 'registry_not_so',
  });
});

test.each([
  ['a count that differs', '=3;200,00;200,00;0,00;1;21-11-2026', 'count'],
  ['a total that differs by a kopeck', '=2;200,01;200,01;0,00;1;21-11-2026', 'total'],
  ['no trailer', '', 'no_trailer'],
  ['a trailer of words', '=two;200,00;200,00;0,00;1;21-11-2026', 'trailer'],
  ['more transferred than paid', '=2;200,00;200,01;0,00;1;21-11-2026', 'trailer'],
])('the whole file is refused for %s', async (_, trailer, code) => {
  expect(await banks.load(fileOf([{}, {}], trailer))).toMatchObject({
    ok: false,
    failure: { code: 'registry_wrong', fault: { code } },
  });
});

test.each<[string, Line, string]>([
  ['no number of the operation', { txn: '' }, 'txn_id'],
  ['no account', { number: '' }, 'account'],
  ['a sum with a dot', { roubles: '10.00' }, 'amount'],
  ['a sum of nothing', { roubles: '0,00' }, 'amount'],
  ['a day that is none', { on: '31-02-2026' }, 'day'],
  ['a day written otherwise', { on: '2026-11-20' }, 'day'],
])('the whole file is refused for a line with %s', async (_, line, code) => {
  expect(await banks.load(fileOf([{}, line]))).toMatchObject({
    ok: false,
    failure: { fault: { code, line: 2 } },
  });
});

test('a file, an operation in another file, an operation twice and a day to come are refused', async () => {
  const txn = nextTxn();
  const file = fileOf([{ txn }]);
  const loaded = await banks.load(file);
  expect(loaded).toMatchObject({ ok: true });
  expect(await banks.load(file)).toMatchObject({ ok: false, failure: { code: 'known_file' } });
  expect(await banks.load(fileOf([{}, { txn }]))).toMatchObject({
    failure: { code: 'known_rows', txnId: txn, count: 1 },
  });
  expect(await banks.load(fileOf([{ txn: '1' }, { txn: '1' }]))).toMatchObject({
    failure: { fault: { code: 'repeated_txn', line: 2, earlier: 1 } },
  });
  expect(await banks.load(fileOf([{ on: '25-11-2026' }]))).toMatchObject({
    failure: { code: 'day_to_come', line: 1 },
  });
  expect(await banks.load(file, 'nobody')).toMatchObject({ failure: { code: 'unknown_agent' } });
});

test('ten who load one file at once: it is loaded once', async () => {
  const file = fileOf([{}, {}]);
  const all = await Promise.all(Array.from({ length: 10 }, () => banks.load(file)));
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a registry dropped before posting leaves its operations free to come again', async () => {
  const file = fileOf([{}]);
  const loaded = await banks.load(file);
  if (!loaded.ok) throw new Error(loaded.failure.code);
  const { registryId } = loaded;
  const now = world.clock.now();
  const drop = () =>
    inTransaction(world.db, (tx) =>
      dropRegistry(tx, banks.accountant.actor, {
        registryId,
        deed: banks.deed(),
        now,
        today: '2026-11-23',
      }),
    );
  expect(await drop()).toEqual({ ok: true });
  expect(await drop()).toEqual({ ok: false, code: 'registry_not_so' });
  expect(await banks.load(file)).toMatchObject({ ok: true });
});

test('what the bank has paid online is matched and never doubled; another sum is left for people', async () => {
  const before = await banks.balanceOf(anna);
  const [same, other] = [nextTxn(), nextTxn()] as const;
  const online = { accountNumber: anna.accountNumber, amountKopecks: 10_000, paidOn: day };
  for (const txnId of [same, other]) {
    expect(await takePayment(world.deps, sberTerms, { ...online, txnId })).toMatchObject({
      ok: true,
    });
  }
  const registryId = await banks.loadOne([{ txn: same }, { txn: other, roubles: '100,01' }]);
  await banks.post(registryId);
  expect(await outcomes(registryId)).toMatchObject([
    { outcome: 'matched' },
    { outcome: 'differs' },
  ]);
  expect(await banks.balanceOf(anna)).toBe(before - 20_000);
  const { found } = await reconcileDay(world.deps, day);
  expect(found).toContainEqual(
    expect.objectContaining({ kind: 'other_sum', ourKopecks: 10_000, theirKopecks: 10_001 }),
  );
});

test('money of nobody waits until it is assigned or returned, once', async () => {
  const before = await banks.balanceOf(boris);
  const [lost, back] = [nextTxn(), nextTxn()] as const;
  const registryId = await banks.loadOne([
    { txn: lost, number: '390099999999', roubles: '70,00' },
    { txn: back, number: 'кв. 5', roubles: '1,00' },
  ]);
  await banks.post(registryId);
  expect(await outcomes(registryId)).toMatchObject([
    { outcome: 'unidentified', state: 'unidentified', reason: 'unknown' },
    { outcome: 'unidentified', state: 'unidentified', reason: 'bad_form' },
  ]);
  const { payment_id: paymentId } = await banks.paymentOf(lost);
  const assign = (accountNumber: string) =>
    decideUnidentified(world.deps, banks.accountant.actor, {
      paymentId,
      choice: { decision: 'assigned', accountNumber },
      deed: banks.deed(),
    });
  expect(await assign('390099999999')).toEqual({ ok: false, code: 'account_not_found' });
  const both = await Promise.all([assign(boris.accountNumber), assign(boris.accountNumber)]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both).toContainEqual({ ok: false, code: 'decided_already' });
  expect(await banks.balanceOf(boris)).toBe(before - 7_000);
  const { payment_id: returned } = await banks.paymentOf(back);
  const choice = { decision: 'returned' as const };
  expect(
    await decideUnidentified(world.deps, banks.accountant.actor, {
      paymentId: returned,
      choice,
      deed: banks.deed(),
    }),
  ).toEqual({ ok: true });
  expect(await banks.paymentOf(back)).toMatchObject({ state: 'returned', reason: 'проверка' });
});

test('a registry goes back by storno alone, to the kopeck, and its mended file is posted anew', async () => {
  const before = [await banks.balanceOf(anna), await banks.balanceOf(boris)] as const;
  const txn = nextTxn();
  const registryId = await banks.loadOne([
    { txn, roubles: '300,00' },
    { number: '390099999999', roubles: '5,00' },
  ]);
  await banks.post(registryId);
  expect(await banks.balanceOf(anna)).toBe(before[0] - 30_000);
  expect(await banks.decide(registryId, stornoRegistry)).toEqual({ ok: true });
  await Promise.all([1, 2].map(() => takeRegistryBack(world.deps, registryId)));
  expect(await banks.balanceOf(anna)).toBe(before[0]);
  expect(await outcomes(registryId)).toMatchObject([{ state: 'reversed' }, { state: 'returned' }]);
  const told = {
    txnId: txn,
    accountNumber: anna.accountNumber,
    amountKopecks: 30_000,
    paidOn: day,
  };
  expect(await takePayment(world.deps, sberTerms, told)).toEqual({
    ok: false,
    code: 'number_used_otherwise',
  });
  const mended = await banks.loadOne([{ txn, number: boris.accountNumber, roubles: '300,00' }]);
  await banks.post(mended);
  expect(await outcomes(mended)).toMatchObject([{ outcome: 'posted', state: 'succeeded' }]);
  expect(await banks.balanceOf(boris)).toBe(before[1] - 30_000);
  expect(await banks.balanceOf(anna)).toBe(before[0]);
});
