import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type BanksWorld,
  incomeOf,
  nextTxn,
  sberTerms,
  startBanksWorld,
  statementFile,
  trustedTerms,
} from '#test/banks-world.ts';
import type { World } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';
import { describeStatementFailure } from './banks-cli.ru.ts';
import { loadStatement } from './load-statement.ts';
import { reconcileDay } from './reconcile.ts';
import { takePayment } from './take-payment.ts';

let banks: BanksWorld;
let world: World;
let anna: Subscriber;
beforeAll(async () => {
  banks = await startBanksWorld();
  ({ world, anna } = banks);
});
afterAll(() => world.stop());

test('reconciliation posts what a trusted registry has and we have not, and lists the rest', async () => {
  const on = '2026-11-18';
  const online = { accountNumber: anna.accountNumber, amountKopecks: 10_000, paidOn: on };
  const [told, silent, missing] = [nextTxn(), nextTxn(), nextTxn()] as const;
  for (const txnId of [told, silent]) {
    await takePayment(world.deps, trustedTerms, { ...online, txnId });
  }
  const found = async () =>
    (await reconcileDay(world.deps, on)).found.map(({ kind, subject }) => [kind, subject]);
  expect(await found()).toEqual([['no_registry', 'trusted']]);
  const before = await banks.balanceOf(anna);
  await banks.loadOne(
    [
      { txn: told, on: '18-11-2026' },
      { txn: missing, on: '18-11-2026', roubles: '33,00' },
    ],
    'trusted',
  );
  expect(await found()).toEqual([['not_in_registry', `trusted ${silent}`]]);
  expect(await banks.balanceOf(anna)).toBe(before - 3_300);
  expect(await banks.paymentOf(missing)).toMatchObject({ state: 'succeeded', channel: 'registry' });
  const { rows } = await world.pool.query(
    `select kind, state from book_differences where day = $1 order by kind`,
    [on],
  );
  expect(rows).toEqual([
    { kind: 'no_registry', state: 'mended' },
    { kind: 'not_in_registry', state: 'open' },
  ]);
});

test('what waits for two people is told of, and gone when they have agreed', async () => {
  const on = '2026-11-17';
  const registryId = await banks.loadOne([{ on: '17-11-2026' }]);
  expect((await reconcileDay(world.deps, on)).found.map(({ kind }) => kind)).toEqual([
    'not_posted',
  ]);
  await banks.post(registryId);
  expect((await reconcileDay(world.deps, on)).found).toEqual([]);
});

test('an entry that is not what was paid is found in the ledger', async () => {
  const on = '2026-11-16';
  const txnId = nextTxn();
  const online = { accountNumber: anna.accountNumber, amountKopecks: 500, paidOn: on };
  await takePayment(world.deps, sberTerms, { ...online, txnId });
  await world.pool.query(
    `update payment_parts set ledger_key = 'another' from payments p
     where p.payment_id = payment_parts.payment_id and p.agent_txn_id = $1`,
    [txnId],
  );
  expect((await reconcileDay(world.deps, on)).found).toContainEqual(
    expect.objectContaining({ kind: 'ledger_differs', ourKopecks: 0, theirKopecks: 500 }),
  );
});

test('a statement finds whose registry its money is, and lists what is of none', async () => {
  const registryId = await banks.loadOne([{ roubles: '777,10' }]);
  await banks.post(registryId);
  const bytes = statementFile([incomeOf('1', '777.10'), incomeOf('2', '13.00')], '790.10');
  const load = () => loadStatement(world.deps, banks.engineer, { bytes, fileName: 'kl_to_1c.txt' });
  expect(await load()).toMatchObject({ ok: true, added: 2, matched: 1 });
  expect(await load()).toMatchObject({ ok: false, failure: { code: 'known_statement' } });
  const { rows } = await world.pool.query(
    'select document_number, registry_id from bank_transactions order by document_number',
  );
  expect(rows).toEqual([
    { document_number: '1', registry_id: registryId },
    { document_number: '2', registry_id: null },
  ]);
  expect((await reconcileDay(world.deps, '2026-11-21')).found).toEqual([
    expect.objectContaining({ kind: 'unmatched_money', theirKopecks: 1_300 }),
  ]);
});

test.each([
  ['its total differs', statementFile([incomeOf('9', '1.00')], '1.01'), 'total_in'],
  ['it has no end', statementFile([], '0.00').subarray(0, -12), 'no_end'],
  ['it is something else', Buffer.from('a;b;c'), 'not_statement'],
])('a statement is refused whole when %s', async (_, bytes, code) => {
  expect(await loadStatement(world.deps, banks.engineer, { bytes, fileName: 'x' })).toMatchObject({
    ok: false,
    failure: { fault: { code } },
  });
});

test.each([
  ['of somebody else', ['40702810000000000001']],
  ['of ours and of another one', ['40702810700000012345', '40702810000000000001']],
])('a statement %s is refused whole, with both accounts named', async (_, accounts) => {
  const bytes = statementFile([], '0.00', accounts);
  const before = await world.pool.query('select from bank_statements');
  const loaded = await loadStatement(world.deps, banks.engineer, { bytes, fileName: 'x' });
  if (loaded.ok) throw new Error('taken');
  expect(describeStatementFailure(loaded.failure)).toContain(
    'по счёту 40702810000000000001, а наш расчётный счёт — 40702810700000012345',
  );
  const after = await world.pool.query('select from bank_statements');
  expect(after.rowCount).toBe(before.rowCount);
});
