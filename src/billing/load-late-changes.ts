import type pg from 'pg';
import { firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { Bounds } from './load-facts.ts';

/** The first closed month that a register changes which came in the month that is being closed. */
export async function lateChangesByAccount(
  client: pg.ClientBase,
  { firstAccountId, lastAccountId, month, booksSince }: Bounds,
): Promise<Map<number, PlainMonth>> {
  const { rows } = await client.query<[number, PlainDate]>({
    name: 'billing-late-changes',
    rowMode: 'array',
    text: `select personal_account_id, min(since) from register_late_changes
      where recorded_month = $3 and personal_account_id between $1 and $2 and since < $3
      group by personal_account_id`,
    values: [firstAccountId, lastAccountId, month],
  });
  const found = new Map<number, PlainMonth>();
  for (const [id, since] of rows) {
    const from = firstDayOfMonth(since) < booksSince ? booksSince : firstDayOfMonth(since);
    if (from < month) found.set(id, from);
  }
  return found;
}

/**
 * An account that a register of a closed month's day brought: nobody has charged it since, so the months
 * from that day's on are charged as the first open one is closed.
 */
export function missedSince(
  openingOn: PlainDate,
  { month, booksSince }: Bounds,
): PlainMonth | null {
  const first = firstDayOfMonth(openingOn);
  const from = first < booksSince ? booksSince : first;
  return from < month ? from : null;
}
