import { sql } from 'kysely';
import type { Db, Tx } from '#src/db/database.ts';
import { firstOpenMonth } from '#src/meters/billing-month.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';

/** What our books know of months. */
export type OpenBooks = {
  /** The first month that our books closed, or are closing; null: none yet. */
  firstClosed: PlainMonth | null;
  lastClosed: PlainMonth | null;
  /** The first month that is open. */
  openSince: PlainMonth;
};

/** SQL: nobody shuts a month until the transaction ends; the close takes the lock alone. */
export const BOOKS_LOCKED = 'select pg_advisory_xact_lock_shared(books_lock())';

export async function lockBooks(tx: Tx): Promise<void> {
  await sql.raw(BOOKS_LOCKED).execute(tx);
}

/** A register that opens the books shuts the month before them too; it was charged elsewhere. */
export async function readBooks(db: Db): Promise<OpenBooks> {
  type Row = { shut: PlainMonth | null; first: PlainMonth | null; last: PlainMonth | null };
  const { rows } = await sql<Row>`
    select (select max(month) from billing_months) as shut, min(month) as first, max(month) as last
    from month_closes where state <> 'reversed'`.execute(db);
  const { shut = null, first = null, last = null } = rows[0] ?? {};
  return { firstClosed: first, lastClosed: last, openSince: firstOpenMonth(shut) };
}

/** Months already closed that something which holds from `from` to the day `to` reaches into. */
export function closedMonthsOf(
  { from, to }: { from: PlainDate; to: PlainDate | null },
  { firstClosed, lastClosed }: OpenBooks,
): PlainMonth[] {
  if (firstClosed === null || lastClosed === null) return [];
  const months: PlainMonth[] = [];
  const begins = firstDayOfMonth(from) < firstClosed ? firstClosed : firstDayOfMonth(from);
  const ends = to !== null && to < lastClosed ? firstDayOfMonth(to) : lastClosed;
  for (let month = begins; month <= ends; month = addMonths(month, 1)) months.push(month);
  return months;
}
