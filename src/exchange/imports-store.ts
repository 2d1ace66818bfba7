import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { ImportKind, ImportSummary } from './import-types.ts';

export type ImportEntry = {
  importId: number;
  kind: ImportKind;
  fileName: string;
  sha256: string;
  asOf: PlainDate;
  isFull: boolean;
  importedAt: Date;
  undoneAt: Date | null;
  summary: ImportSummary;
};

const entries = (db: Db) =>
  db
    .selectFrom('register_imports')
    .select([
      'register_import_id as importId',
      'kind',
      'file_name as fileName',
      'file_sha256 as sha256',
      'as_of as asOf',
      'is_full as isFull',
      'imported_at as importedAt',
      'undone_at as undoneAt',
      'summary',
    ]);

/** Newest first. Summaries name subscribers' numbers, so only the product's own people see them. */
export async function listImports(
  db: Db,
  actor: Exclude<Actor, { kind: 'resident' }>,
  { limit }: { limit: number },
): Promise<ImportEntry[]> {
  if (actor.kind === 'bank') return [];
  const rows = await entries(db).orderBy('register_import_id', 'desc').limit(limit).execute();
  return rows as ImportEntry[];
}

export async function findImport(
  db: Db,
  actor: Exclude<Actor, { kind: 'resident' }>,
  importId: number,
): Promise<ImportEntry | null> {
  if (actor.kind === 'bank') return null;
  const row = await entries(db).where('register_import_id', '=', importId).executeTakeFirst();
  return (row as ImportEntry | undefined) ?? null;
}
