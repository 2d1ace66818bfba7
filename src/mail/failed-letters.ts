import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { enqueueLetter } from './letters.ts';

export type FailedLetter = {
  letterId: number;
  kind: string;
  to: string;
  userId: number | null;
  state: 'queued' | 'sent' | 'failed';
  error: string;
  createdAt: Date;
  closedAt: Date | null;
  closedReason: string | null;
};

/**
 * Failed for good, and nobody has decided. A letter that had become pointless when its turn came
 * is missed by nobody.
 */
export const letterWaits = sql<boolean>`state = 'failed' and closed_at is null
  and last_error is distinct from 'not relevant any more'`;

const select = (db: Db) =>
  db
    .selectFrom('letters')
    .select(['letter_id', 'kind', 'to_address', 'user_id', 'state', 'last_error'])
    .select(['created_at', 'closed_at', 'closed_reason']);

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

/** Those that wait for a decision, oldest first. */
export async function findFailedLetters(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<FailedLetter[]> {
  const rows = await select(db).where(letterWaits).orderBy('letter_id').limit(limit).execute();
  return rows.map(toLetter);
}

/** The newest letters to these people. */
export async function findLettersOf(
  db: Db,
  _actor: StaffMember,
  { userIds, limit }: { userIds: readonly number[]; limit: number },
): Promise<FailedLetter[]> {
  if (userIds.length === 0) return [];
  const rows = await select(db)
    .where('user_id', 'in', [...userIds])
    .orderBy('letter_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toLetter);
}

export async function findLetter(
  db: Db,
  _actor: StaffMember,
  letterId: number,
): Promise<FailedLetter | null> {
  const row = await select(db).where('letter_id', '=', letterId).executeTakeFirst();
  return row ? toLetter(row) : null;
}

/** More tries, to this address. False when it does not wait for a decision any more. */
export async function retryLetter(
  tx: Tx,
  _actor: StaffMember,
  { letterId, to }: { letterId: number; to: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('letters')
    .set({ state: 'queued', last_error: null, to_address: to })
    .where('letter_id', '=', letterId)
    .where('state', '=', 'failed')
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await enqueueLetter(tx, letterId, 6);
  return true;
}

/** It stays unsent. False when it does not wait for a decision any more. */
export async function closeLetter(
  tx: Tx,
  _actor: StaffMember,
  { letterId, reason, now }: { letterId: number; reason: string; now: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('letters')
    .set({ closed_at: now, closed_reason: reason })
    .where('letter_id', '=', letterId)
    .where('state', '=', 'failed')
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function toLetter(row: Row): FailedLetter {
  return {
    letterId: row.letter_id,
    kind: row.kind,
    to: row.to_address,
    userId: row.user_id,
    state: row.state,
    error: row.last_error ?? '',
    createdAt: row.created_at,
    closedAt: row.closed_at,
    closedReason: row.closed_reason,
  };
}
