import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { RangeTotals } from './range-totals.ts';

export type ListedClose = {
  closeId: number;
  month: PlainMonth;
  state: 'running' | 'closed' | 'reversed';
  startedAt: Date;
  closedAt: Date | null;
  /** Null: the program, by its calendar or an engineer's command. */
  closedByName: string | null;
  /** Null while it runs. */
  totals: RangeTotals | null;
  reversedAt: Date | null;
  reversedByName: string | null;
  reversalReason: string | null;
  ranges: number;
  rangesDone: number;
  accountsDone: number;
};

/** Every close there was, newest month first; those that were reversed stay. */
export async function listCloses(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<ListedClose[]> {
  type Row = {
    close_id: number;
    month: PlainMonth;
    state: ListedClose['state'];
    started_at: Date;
    closed_at: Date | null;
    closed_by: string | null;
    totals: RangeTotals | Record<string, never>;
    reversed_at: Date | null;
    reversed_by_name: string | null;
    reversal_reason: string | null;
    ranges: number;
    done: number;
    accounts: number;
  };
  const { rows } = await sql<Row>`
    select c.close_id, c.month, c.state, c.started_at, c.closed_at, c.totals, c.reversed_at,
      c.reversal_reason, by.name as closed_by, back.name as reversed_by_name,
      r.ranges, r.done, r.accounts
    from month_closes c
      left join staff_members by on c.actor = 'staff ' || by.staff_member_id
      left join staff_members back on c.reversed_by = 'staff ' || back.staff_member_id
      cross join lateral (
        select count(*)::int as ranges, count(done_at)::int as done,
          coalesce(sum((totals->>'accounts')::int), 0)::int as accounts
        from month_close_ranges where close_id = c.close_id and c.state = 'running') r
    order by c.month desc, c.close_id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    closeId: row.close_id,
    month: row.month,
    state: row.state,
    startedAt: row.started_at,
    closedAt: row.closed_at,
    closedByName: row.closed_by,
    totals: 'accounts' in row.totals ? (row.totals as RangeTotals) : null,
    reversedAt: row.reversed_at,
    reversedByName: row.reversed_by_name,
    reversalReason: row.reversal_reason,
    ranges: row.ranges,
    rangesDone: row.done,
    accountsDone: row.accounts,
  }));
}
