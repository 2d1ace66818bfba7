import { sql } from 'kysely';
import type { Actor, StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';

export const differenceKinds = [
  'not_posted',
  'other_sum',
  'other_account',
  'other_day',
  'not_in_registry',
  'no_registry',
  'no_money',
  'unmatched_money',
  'ledger_differs',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Where two books differ. */
export type FoundDifference = {
  kind: DifferenceKind | (string & {});
  day: PlainDate;
  /** The operation or the file, by its own number: with source, kind and day, one for ever. */
  subject: string;
  agent?: string | null;
  paymentId?: number | null;
  ourKopecks?: number | null;
  theirKopecks?: number | null;
};

/**
 * Keeps what a comparison of a day has found. What it finds no longer is mended; what somebody has
 * closed stays closed.
 */
export async function keepDifferences(
  tx: Tx,
  _actor: Actor,
  { source, day, found, now }: KeptDifferences,
): Promise<void> {
  for (const one of found) {
    await tx
      .insertInto('book_differences')
      .values({
        source,
        kind: one.kind,
        day: one.day,
        subject: one.subject,
        agent: one.agent ?? null,
        payment_id: one.paymentId ?? null,
        our_kopecks: one.ourKopecks ?? null,
        their_kopecks: one.theirKopecks ?? null,
        state: 'open',
        found_at: now,
        state_changed_at: now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['source', 'kind', 'day', 'subject'])
          .doUpdateSet({ state: 'open', state_changed_at: now })
          .where('book_differences.state', '=', 'mended'),
      )
      .execute();
  }
  const standing = found.map(({ kind, subject }) => `${kind} ${subject}`);
  await sql`
    update book_differences set state = 'mended', state_changed_at = ${now}
    where source = ${source} and day = ${day} and state = 'open'
      and kind || ' ' || subject <> all(${standing}::text[])`.execute(tx);
}

type KeptDifferences = {
  source: string;
  day: PlainDate;
  found: readonly FoundDifference[];
  now: Date;
};

export type Difference = {
  differenceId: number;
  source: string;
  kind: string;
  day: PlainDate;
  subject: string;
  agent: string | null;
  paymentId: number | null;
  ourKopecks: number | null;
  theirKopecks: number | null;
  state: 'open' | 'mended' | 'closed';
  reason: string;
};

export async function listDifferences(
  db: Db,
  _actor: Actor,
  { day, limit }: { day?: PlainDate; limit: number },
): Promise<Difference[]> {
  const rows = await db
    .selectFrom('book_differences')
    .selectAll()
    .where('state', '=', 'open')
    .$if(day !== undefined, (query) => query.where('day', '=', day ?? ''))
    .orderBy('day')
    .orderBy('difference_id')
    .limit(limit)
    .execute();
  return rows.map(toDifference);
}

export async function findDifference(
  db: Db,
  _actor: Actor,
  differenceId: number,
): Promise<Difference | null> {
  const row = await db
    .selectFrom('book_differences')
    .selectAll()
    .where('difference_id', '=', differenceId)
    .executeTakeFirst();
  return row ? toDifference(row) : null;
}

const toDifference = (row: {
  difference_id: number;
  source: string;
  kind: string;
  day: PlainDate;
  subject: string;
  agent: string | null;
  payment_id: number | null;
  our_kopecks: number | null;
  their_kopecks: number | null;
  state: Difference['state'];
  reason: string;
}): Difference => ({
  differenceId: row.difference_id,
  source: row.source,
  kind: row.kind,
  day: row.day,
  subject: row.subject,
  agent: row.agent,
  paymentId: row.payment_id,
  ourKopecks: row.our_kopecks,
  theirKopecks: row.their_kopecks,
  state: row.state,
  reason: row.reason,
});

/** Somebody has looked into it and says why it may stand. */
export async function closeDifference(
  tx: Tx,
  actor: StaffMember,
  { differenceId, deed, now }: { differenceId: number; deed: Deed; now: Date },
): Promise<{ ok: true } | { ok: false; code: 'decided_already' }> {
  const closed = await tx
    .updateTable('book_differences')
    .set({ state: 'closed', reason: deed.reason, state_changed_at: now })
    .where('difference_id', '=', differenceId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (closed.numUpdatedRows === 0n) return { ok: false, code: 'decided_already' };
  const subject = `difference:${differenceId}`;
  await recordEntry(tx, actor, { ...deed, action: 'close_difference', subject, now });
  return { ok: true };
}
