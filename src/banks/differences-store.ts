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
  'not_counted',
  'not_in_gateway',
  'not_known',
  'foreign_payment',
  'refund_not_counted',
  'refund_differs',
  'refund_not_in_gateway',
  'foreign_refund',
  'gateway_silent',
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
  { source, day, found, mended = [], isComplete = true, now }: KeptDifferences,
): Promise<void> {
  for (const one of found) {
    await tx
      .insertInto('book_differences')
      .values(toRow(one, { source, state: 'open', now }))
      .onConflict((conflict) =>
        conflict
          .columns(['source', 'kind', 'day', 'subject'])
          .doUpdateSet({ state: 'open', state_changed_at: now })
          .where('book_differences.state', '=', 'mended'),
      )
      .execute();
  }
  for (const one of mended) {
    await tx
      .insertInto('book_differences')
      .values(toRow(one, { source, state: 'mended', now }))
      .onConflict((conflict) =>
        conflict
          .columns(['source', 'kind', 'day', 'subject'])
          .doUpdateSet({ state: 'mended', state_changed_at: now })
          .where('book_differences.state', '=', 'open'),
      )
      .execute();
  }
  if (!isComplete) return;
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
  /** What was put right by the comparison itself. */
  mended?: readonly FoundDifference[];
  /** false: not all could be compared, and what was not found may stand all the same. */
  isComplete?: boolean;
  now: Date;
};

type KeptAs = { source: string; state: 'open' | 'mended'; now: Date };

const toRow = (one: FoundDifference, { source, state, now }: KeptAs) => ({
  source,
  kind: one.kind,
  day: one.day,
  subject: one.subject,
  agent: one.agent ?? null,
  payment_id: one.paymentId ?? null,
  our_kopecks: one.ourKopecks ?? null,
  their_kopecks: one.theirKopecks ?? null,
  state,
  found_at: now,
  state_changed_at: now,
});

export type Difference = {
  differenceId: number;
  source: string;
  kind: string;
  day: PlainDate;
  subject: string;
  agent: string | null;
  agentName: string | null;
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
  const rows = await withNames(db)
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
  const row = await withNames(db).where('difference_id', '=', differenceId).executeTakeFirst();
  return row ? toDifference(row) : null;
}

const withNames = (db: Db) =>
  db
    .selectFrom('book_differences as d')
    .leftJoin('bank_agents as a', 'a.agent', 'd.agent')
    .selectAll('d')
    .select('a.name as agent_name');

type Row = Awaited<ReturnType<ReturnType<typeof withNames>['execute']>>[number];

const toDifference = (row: Row): Difference => ({
  differenceId: row.difference_id,
  source: row.source,
  kind: row.kind,
  day: row.day,
  subject: row.subject,
  agent: row.agent,
  agentName: row.agent_name,
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
