import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { GatewayCompared } from './gateway-comparison.ts';

/** A gateway's day that has been compared. */
export type Comparison = {
  source: string;
  day: PlainDate;
  isComplete: boolean;
  ourCount: number;
  ourKopecks: number;
  theirCount: number;
  theirKopecks: number;
  comparedAt: Date;
  /** What it has found and nobody has closed yet. */
  openCount: number;
};

export async function keepComparison(
  tx: Tx,
  _actor: Actor,
  { source, day, done, now }: { source: string; day: PlainDate; done: GatewayCompared; now: Date },
): Promise<void> {
  const sums = {
    is_complete: done.isComplete,
    our_count: done.ours.count,
    our_kopecks: done.ours.kopecks,
    their_count: done.theirs.count,
    their_kopecks: done.theirs.kopecks,
    compared_at: now,
  };
  await tx
    .insertInto('book_comparisons')
    .values({ source, day, ...sums })
    .onConflict((conflict) => conflict.columns(['source', 'day']).doUpdateSet(sums))
    .execute();
}

/** Newest day first. */
export async function listComparisons(
  db: Db,
  _actor: Actor,
  { since }: { since: PlainDate },
): Promise<Comparison[]> {
  const rows = await db
    .selectFrom('book_comparisons as c')
    .selectAll('c')
    .select((eb) =>
      eb
        .selectFrom('book_differences as d')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('d.source', '=', 'c.source')
        .whereRef('d.day', '=', 'c.day')
        .where('d.state', '=', 'open')
        .as('open_count'),
    )
    .where('day', '>=', since)
    .orderBy('day', 'desc')
    .orderBy('source')
    .execute();
  return rows.map((row) => ({
    source: row.source,
    day: row.day,
    isComplete: row.is_complete,
    ourCount: row.our_count,
    ourKopecks: row.our_kopecks,
    theirCount: row.their_count,
    theirKopecks: row.their_kopecks,
    comparedAt: row.compared_at,
    openCount: Number(row.open_count ?? 0),
  }));
}
