import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import { addMonths, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';

export type MonthsChoice = { today: PlainDate; now: Date };

/** Makes `months` months before this one open, in books that nothing stands in yet. */
export async function openPastMonths(
  db: Db,
  { today, months, now }: MonthsChoice & { months: number },
): Promise<void> {
  const month = addMonths(firstDayOfMonth(today), -months - 1);
  await db
    .insertInto('billing_months')
    .values({ month, closed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Each on the third day of the next one, as an accountant would; none later than now. */
export async function closePastMonths(db: Db, { today, now }: MonthsChoice): Promise<void> {
  await sql`
    insert into billing_months (month, closed_at)
    select month, least(month + interval '1 month 2 days 9 hours', ${now}::timestamptz)
    from generate_series((select min(month) from billing_months),
      ${addMonths(firstDayOfMonth(today), -1)}::date, interval '1 month') month
    on conflict (month) do update set closed_at = excluded.closed_at`.execute(db);
}

/** A reading of last spring was received last spring. */
export async function dateReceipts(
  db: Db,
  { timeZone, now }: { timeZone: string; now: Date },
): Promise<void> {
  await sql`
    update meter_readings set received_at =
      least((taken_on + time '19:40') at time zone ${timeZone}, ${now}::timestamptz)`.execute(db);
}
