import { sql } from 'kysely';
import type { Resident } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';

export type DataExport = {
  dataExportId: number;
  userId: number;
  askedAt: Date;
  /** null both while it is being made. */
  madeAt: Date | null;
  expiresAt: Date | null;
};

const columns = ['data_export_id', 'user_id', 'asked_at', 'made_at', 'expires_at'] as const;

type Row = {
  data_export_id: number;
  user_id: number;
  asked_at: Date;
  made_at: Date | null;
  expires_at: Date | null;
};

const toExport = (row: Row): DataExport => ({
  dataExportId: row.data_export_id,
  userId: row.user_id,
  askedAt: row.asked_at,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
});

/** The one that a person has: being made, or ready and not expired. */
export async function findOwnExport(
  db: Db,
  { userId }: Resident,
  now: Date,
): Promise<DataExport | null> {
  const row = await db
    .selectFrom('data_exports')
    .select(columns)
    .where('user_id', '=', userId)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .executeTakeFirst();
  return row ? toExport(row) : null;
}

export async function findExport(db: Db, dataExportId: number): Promise<DataExport | null> {
  const row = await db
    .selectFrom('data_exports')
    .select(columns)
    .where('data_export_id', '=', dataExportId)
    .executeTakeFirst();
  return row ? toExport(row) : null;
}

/** null: one is being made already. */
export async function insertExport(
  tx: Db,
  { userId }: Resident,
  { now, stuckSince }: { now: Date; stuckSince: Date },
): Promise<number | null> {
  await tx
    .deleteFrom('data_exports')
    .where('user_id', '=', userId)
    .where((is) => is.or([is('made_at', 'is not', null), is('asked_at', '<=', stuckSince)]))
    .execute();
  const row = await tx
    .insertInto('data_exports')
    .values({ user_id: userId, asked_at: now, made_at: null, expires_at: null, zip: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('data_export_id')
    .executeTakeFirst();
  return row?.data_export_id ?? null;
}

/** false: made by another run of the job, or replaced by a newer wish meanwhile. */
export async function keepExport(
  tx: Db,
  dataExportId: number,
  made: { zip: Buffer; madeAt: Date; expiresAt: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('data_exports')
    .set({ zip: made.zip, made_at: made.madeAt, expires_at: made.expiresAt })
    .where('data_export_id', '=', dataExportId)
    .where('made_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0;
}

type Ready = { dataExportId: number; now: Date };

/** What the person may download now. */
export async function findExportFile(
  db: Db,
  actor: Resident,
  ready: Ready,
): Promise<Buffer | null> {
  const row = await readyExport(db, actor, ready).select('zip').executeTakeFirst();
  return row?.zip ?? null;
}

/** How much of it there is: a page that only names the size must not load some megabytes. */
export async function findExportBytes(
  db: Db,
  actor: Resident,
  ready: Ready,
): Promise<number | null> {
  const bytes = sql<number>`length(zip)`.as('bytes');
  const row = await readyExport(db, actor, ready).select(bytes).executeTakeFirst();
  return row?.bytes ?? null;
}

const readyExport = (db: Db, { userId }: Resident, { dataExportId, now }: Ready) =>
  db
    .selectFrom('data_exports')
    .where('data_export_id', '=', dataExportId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now);

export async function deleteExpiredExports(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('data_exports').where('expires_at', '<=', now).execute();
}

export async function forgetExports(tx: Db, { userId }: Resident): Promise<void> {
  await tx.deleteFrom('data_exports').where('user_id', '=', userId).execute();
}
