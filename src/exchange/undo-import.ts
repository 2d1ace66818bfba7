import type pg from 'pg';
import type { Clock } from '#src/clock.ts';
import { lockImports } from './import-entry.ts';
import type { ImportKind } from './import-types.ts';
import { interruptibly } from './interruption.ts';
import { lockBooks } from './merge-readings.ts';
import { run } from './sql.ts';
import { meterColumns, stateColumns } from './staged-columns.ts';
import { type Dependent, findDependents, findTouchedMeters } from './undo-dependents.ts';
import { takeBackRows } from './undo-rows.ts';

export type UndoOutcome =
  | { ok: true; kind: ImportKind; undone: UndoCounts }
  | { ok: false; failure: UndoFailure };

export type UndoCounts = {
  readingsRemoved: number;
  metersRemoved: number;
  metersRestored: number;
  accountsRemoved: number;
  accountsRestored: number;
  accessRestored: number;
  /** Of a kind other than register and readings: its own rows. */
  rowsRemoved: number;
  rowsRestored: number;
  /** By opposite entries: nothing leaves the ledger. */
  paymentsReversed: number;
};

export type UndoFailure =
  | { code: 'interrupted' }
  | { code: 'import_missing'; importId: number }
  | { code: 'import_undone'; importId: number; undoneAt: Date }
  | { code: 'import_needed'; importId: number; dependents: Dependent[] };

type RegisterUndoCounts = Omit<UndoCounts, 'rowsRemoved' | 'rowsRestored' | 'paymentsReversed'>;

type UndoDeps = { pool: pg.Pool; clock: Clock };
type UndoOptions = { importId: number; onWait?: () => void; signal?: AbortSignal };

/** Deadlock, serialization failure: PostgreSQL asks for a repeat. */
const REPEATABLE = new Set(['40P01', '40001']);
const MAX_TRIES = 4;

/** Puts everything as it was before the import, unless something has been built upon it. */
export async function undoImport(deps: UndoDeps, options: UndoOptions): Promise<UndoOutcome> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await undoOnce(deps, options);
    } catch (error) {
      const isRepeatable = REPEATABLE.has((error as { code?: string }).code ?? '');
      if (!isRepeatable || tryNumber === MAX_TRIES) throw error;
    }
  }
}

async function undoOnce(
  { pool, clock }: UndoDeps,
  { importId, onWait = () => {}, signal }: UndoOptions,
): Promise<UndoOutcome> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("set local work_mem = '128MB'");
    const outcome = await interruptibly({ pool, client, signal }, async () => {
      await lockImports(client, onWait);
      return undo(client, importId, clock.now());
    });
    await client.query(outcome.ok ? 'commit' : 'rollback');
    return outcome;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (signal?.aborted) return { ok: false, failure: { code: 'interrupted' } };
    throw error;
  } finally {
    // Its temporary tables must not meet the buffers of a later import.
    client.release(true);
  }
}

async function undo(client: pg.ClientBase, importId: number, now: Date): Promise<UndoOutcome> {
  const found = await client.query(
    'select kind, imported_at, undone_at from register_imports where register_import_id = $1',
    [importId],
  );
  const entry = found.rows[0];
  if (!entry) return { ok: false, failure: { code: 'import_missing', importId } };
  if (entry.undone_at) {
    const failure = { code: 'import_undone' as const, importId, undoneAt: entry.undone_at };
    return { ok: false, failure };
  }
  await findTouchedMeters(client, importId);
  await lockTouched(client, importId);
  // Whoever sends a reading has its meter first and the books then: so do we.
  await lockBooks(client);
  const about = { importId, importedAt: entry.imported_at, kind: entry.kind };
  const dependents = await findDependents(client, about);
  if (dependents.length > 0) {
    return { ok: false, failure: { code: 'import_needed', importId, dependents } };
  }
  const rows = await takeBackRows(client, { importId, kind: entry.kind, now });
  const undone = { ...(await takeBack(client, importId)), ...rows };
  await run(client, 'update register_imports set undone_at = $2 where register_import_id = $1', [
    importId,
    now,
  ]);
  return { ok: true, kind: entry.kind, undone };
}

/**
 * Nobody may build on these rows between the look and the removal. Whoever links holds the personal
 * account, whoever sends a reading or asks about one holds the meter; other rows are not waited for.
 */
async function lockTouched(client: pg.ClientBase, importId: number): Promise<void> {
  await run(
    client,
    `select count(*) from (
       select from personal_accounts p where p.first_import_id = $1 or p.personal_account_id in (
         select r.personal_account_id from personal_account_revisions r
           where r.ended_by_import_id = $1
         union select t.personal_account_id from touched_meters t)
       order by p.personal_account_id for update of p) locked`,
    [importId],
  );
  await run(
    client,
    `select count(*) from (
       select from meters m where (m.personal_account_id, m.meter_id) in (
         select t.personal_account_id, t.meter_id from touched_meters t)
       order by m.personal_account_id, m.meter_id for update of m) locked`,
  );
}

const meterState = [
  ...meterColumns.map(([, column]) => column),
  'decimal_digits',
  'removed_on',
  'register_import_id',
];
const accountState = [
  ...stateColumns.map(([, column]) => column),
  'holder_since',
  'register_import_id',
];
const restored = (columns: readonly string[]): string =>
  columns.map((column) => `${column} = r.${column}`).join(', ');

async function takeBack(client: pg.ClientBase, importId: number): Promise<RegisterUndoCounts> {
  const each = (sql: string) => run(client, sql, [importId]);
  await each('delete from register_late_changes where register_import_id = $1');
  const readingsRemoved = await each('delete from meter_readings where register_import_id = $1');
  const metersRestored = await each(
    `update meters m set ${restored(meterState)}, attributes_since = r.valid_from
     from meter_revisions r where r.ended_by_import_id = $1
       and r.personal_account_id = m.personal_account_id and r.meter_id = m.meter_id`,
  );
  await each('delete from meter_revisions where ended_by_import_id = $1');
  const metersRemoved = await each('delete from meters where first_import_id = $1');
  const accessRestored = await each(
    `update personal_account_links set visible_until = null, visible_until_reason = null,
       visible_until_import_id = null where visible_until_import_id = $1`,
  );
  const accountsRestored = await each(
    `update personal_accounts p set ${restored(accountState)}, attributes_since = r.valid_from
     from personal_account_revisions r where r.ended_by_import_id = $1
       and r.personal_account_id = p.personal_account_id`,
  );
  await each('delete from personal_account_revisions where ended_by_import_id = $1');
  await each('delete from register_differences where register_import_id = $1');
  await each(
    `delete from register_differences d using personal_accounts p
     where p.personal_account_id = d.personal_account_id and p.first_import_id = $1`,
  );
  await each(
    `delete from personal_account_numbers n using personal_accounts p
     where p.first_import_id = $1 and n.number = p.number`,
  );
  const accountsRemoved = await each('delete from personal_accounts where first_import_id = $1');
  // The books that the first register opened are closed again with the last that stands on them.
  await each(
    `delete from billing_months where register_import_id is not null and not exists (
       select from register_imports where undone_at is null and register_import_id <> $1)`,
  );
  return {
    readingsRemoved,
    metersRemoved,
    metersRestored,
    accountsRemoved,
    accountsRestored,
    accessRestored,
  };
}
