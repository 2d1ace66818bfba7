import { sql } from 'kysely';
import type { Resident } from '#src/actor.ts';
import { readBooks } from '#src/billing/books.ts';
import type { Db } from '#src/db/database.ts';
import { EARLIEST_DATE } from '#src/meters/billing-month.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';

export type DeliveryStart = {
  /** The first month whose bill surely comes as is chosen now; null: no books tell which that is. */
  from: PlainMonth | null;
  /** A month that is shut and whose bills are not all frozen: it may come in either way. */
  unsettled: PlainMonth | null;
};

/** The way of delivery is frozen with the bill (docs/decisions/0021): later choices do not reach it. */
export async function findDeliveryStart(
  db: Db,
  _actor: Resident,
  { personalAccountId }: { personalAccountId: number },
): Promise<DeliveryStart> {
  const { rows } = await sql<{ month: PlainMonth; isFrozen: boolean }>`
    select c.month, exists (select from bill_ranges r where r.close_id = c.close_id) and not exists (
        select from bill_ranges r where r.close_id = c.close_id and r.frozen_at is null
          and ${personalAccountId} between r.first_account_id and r.last_account_id) as "isFrozen"
    from month_closes c where c.state <> 'reversed' order by c.month desc limit 1`.execute(db);
  const [last] = rows;
  if (last) return { from: addMonths(last.month, 1), unsettled: last.isFrozen ? null : last.month };
  // Before the first close: the month after the one that the old system charged last.
  const { openSince } = await readBooks(db);
  return { from: openSince === EARLIEST_DATE ? null : openSince, unsettled: null };
}
