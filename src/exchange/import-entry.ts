import type pg from 'pg';
import type { PlainDate } from '#src/plain-date.ts';
import type { FileFormat } from './file-format.ts';
import type { ImportKind, ImportSummary } from './import-types.ts';

/** Any number of our own: imports and their undoing stand in one queue. */
const IMPORT_LOCK = 390_517_031;

/** Waits for another import to end; `onWait` is called when there is one. */
export async function lockImports(client: pg.ClientBase, onWait: () => void): Promise<void> {
  const tried = await client.query('select pg_try_advisory_xact_lock($1) as ours', [IMPORT_LOCK]);
  if (tried.rows[0].ours) return;
  onWait();
  await client.query('select pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
}

export type Entry = {
  kind: ImportKind;
  fileName: string;
  format: FileFormat;
  asOf: PlainDate;
  isFull: boolean;
  now: Date;
};

export async function openEntry(client: pg.ClientBase, entry: Entry): Promise<number> {
  const result = await client.query(
    `insert into register_imports (kind, file_name, file_sha256, as_of, is_full, imported_at)
     values ($1, $2, $3, $4, $5, $6) returning register_import_id`,
    [entry.kind, entry.fileName, entry.format.sha256, entry.asOf, entry.isFull, entry.now],
  );
  return result.rows[0].register_import_id;
}

export async function closeEntry(
  client: pg.ClientBase,
  importId: number,
  summary: ImportSummary,
): Promise<void> {
  const { lines, counts } = summary;
  await client.query(
    `update register_imports set lines_total = $2, lines_accepted = $3, lines_refused = $4,
       accounts_added = $5, accounts_changed = $6, accounts_ended = $7,
       meters_added = $8, meters_changed = $9, meters_ended = $10, readings_added = $11,
       summary = $12
     where register_import_id = $1`,
    [
      importId,
      lines.total,
      lines.accepted,
      lines.refused,
      counts.accountsAdded,
      counts.accountsChanged,
      counts.accountsEnded,
      counts.metersAdded,
      counts.metersChanged,
      counts.metersEnded,
      counts.readingsAdded,
      JSON.stringify(summary),
    ],
  );
}

/** The last import that brought the very same bytes and has not been undone. */
export async function findSameFile(
  client: pg.ClientBase,
  { kind, sha256 }: { kind: ImportKind; sha256: string },
): Promise<number | null> {
  const result = await client.query(
    `select max(register_import_id) as id from register_imports
     where kind = $1 and file_sha256 = $2 and undone_at is null`,
    [kind, sha256],
  );
  return result.rows[0].id;
}

/** A register that is newer than `asOf`: older news must not overwrite it. */
export async function findNewerRegister(
  client: pg.ClientBase,
  asOf: PlainDate,
): Promise<{ importId: number; asOf: PlainDate } | null> {
  const result = await client.query(
    `select register_import_id, as_of from register_imports
     where kind = 'register' and undone_at is null and as_of > $1
     order by as_of desc, register_import_id desc limit 1`,
    [asOf],
  );
  const row = result.rows[0];
  return row ? { importId: row.register_import_id, asOf: row.as_of } : null;
}
