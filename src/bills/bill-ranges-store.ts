import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';

export type BillRange = { rangeNo: number; firstAccountId: number; lastAccountId: number };

type RangeRow = { range_no: number; first_account_id: number; last_account_id: number };

const toRange = (row: RangeRow | undefined): BillRange | null =>
  row
    ? {
        rangeNo: row.range_no,
        firstAccountId: row.first_account_id,
        lastAccountId: row.last_account_id,
      }
    : null;

/** The month of a close that counts; null: it was reopened, or is not closed yet. */
export async function findClosedMonth(db: Db, closeId: number): Promise<PlainMonth | null> {
  const { rows } = await sql<{ month: PlainMonth }>`
    select month from month_closes where close_id = ${closeId} and state = 'closed'`.execute(db);
  return rows[0]?.month ?? null;
}

/** The parts of the close, once more for its bills; nothing the second time. */
export async function cutBillRanges(db: Db, closeId: number): Promise<void> {
  await sql`
    insert into bill_ranges (close_id, range_no, first_account_id, last_account_id)
    select close_id, range_no, first_account_id, last_account_id from month_close_ranges
    where close_id = ${closeId} on conflict do nothing`.execute(db);
}

/** A part that nobody works at, held until the transaction ends. */
export async function takeRangeToFreeze(tx: Db, closeId: number): Promise<BillRange | null> {
  const { rows } = await sql<RangeRow>`
    select range_no, first_account_id, last_account_id from bill_ranges
    where close_id = ${closeId} and frozen_at is null
    order by range_no limit 1 for update skip locked`.execute(tx);
  return toRange(rows[0]);
}

/** Whether a part of the close waits to be frozen, or somebody is at it. */
export async function isAnyRangeOpen(db: Db, closeId: number): Promise<boolean> {
  const { rows } = await sql`select from bill_ranges
    where close_id = ${closeId} and frozen_at is null limit 1`.execute(db);
  return rows.length > 0;
}

type DoneRange = { closeId: number; rangeNo: number; now: Date };

export async function markRangeFrozen(
  tx: Db,
  { closeId, rangeNo, bills, now }: DoneRange & { bills: number },
): Promise<void> {
  await sql`update bill_ranges set frozen_at = ${now}, bills = ${bills}
    where close_id = ${closeId} and range_no = ${rangeNo}`.execute(tx);
}

/** A part whose PDFs are still to be drawn, from this one on. */
export async function findRangeToDraw(
  db: Db,
  { closeId, after }: { closeId: number; after: number },
): Promise<BillRange | null> {
  const { rows } = await sql<RangeRow>`
    select range_no, first_account_id, last_account_id from bill_ranges
    where close_id = ${closeId} and frozen_at is not null and drawn_at is null
      and range_no > ${after}
    order by range_no limit 1`.execute(db);
  return toRange(rows[0]);
}

export async function markRangeDrawn(db: Db, { closeId, rangeNo, now }: DoneRange): Promise<void> {
  await sql`update bill_ranges set drawn_at = ${now}
    where close_id = ${closeId} and range_no = ${rangeNo}`.execute(db);
}

export type BillProgress = { ranges: number; frozen: number; drawn: number; bills: number };

/** By the closes that have any. */
export async function findBillProgress(
  db: Db,
  closeIds: readonly number[],
): Promise<Map<number, BillProgress>> {
  const { rows } = await sql<BillProgress & { close_id: number }>`
    select close_id, count(*)::integer as ranges, count(frozen_at)::integer as frozen,
      count(drawn_at)::integer as drawn, sum(bills)::integer as bills
    from bill_ranges where close_id = any(${closeIds}::integer[]) group by close_id`.execute(db);
  return new Map(rows.map(({ close_id: closeId, ...progress }) => [closeId, progress]));
}

/** The close that counts for the month; null: it is not closed. */
export async function findCloseOfMonth(db: Db, month: PlainMonth): Promise<number | null> {
  const { rows } = await sql<{ close_id: number }>`
    select close_id from month_closes where month = ${month} and state = 'closed'`.execute(db);
  return rows[0]?.close_id ?? null;
}

/** How many bills a close has, and how many of them nobody gets by letter. */
export async function findBillCounts(
  db: Db,
  closeId: number,
): Promise<{ all: number; onPaper: number }> {
  const { rows } = await sql<{ all: number; letters: number }>`
    select (select count(*)::integer from bills where close_id = ${closeId}) as all,
      (select count(*)::integer from bill_letters where close_id = ${closeId}) as letters`.execute(
    db,
  );
  const { all = 0, letters = 0 } = rows[0] ?? {};
  return { all, onPaper: all - letters };
}
