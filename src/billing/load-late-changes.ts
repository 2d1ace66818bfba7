import { firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { type Row, type RowSource, textAt } from './account-rows.ts';
import type { News } from './load-events.ts';

/** Days of closed months that a register tells of which came in the month that is being closed. */
export const lateChangeRows: RowSource = {
  columns: ['l.personal_account_id', 'min(l.since)'],
  sql: `from register_late_changes l
    where l.recorded_month = $3 and l.personal_account_id between $1 and $2 and l.since < $3
    group by l.personal_account_id`,
};

/** The first closed month that such a register changes; null: none. */
export function lateChangeOf(rows: readonly Row[], news: News): PlainMonth | null {
  const [row] = rows;
  return row ? closedSince(textAt(row, 1), news) : null;
}

/**
 * The first month from that of `day` on that our books have closed; null: none. So far back an account
 * goes that a register of a closed month's day brought: nobody has charged it since.
 */
export function closedSince(day: PlainDate, { month, booksSince }: News): PlainMonth | null {
  const first = firstDayOfMonth(day);
  const from = first < booksSince ? booksSince : first;
  return from < month ? from : null;
}
