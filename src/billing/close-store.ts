import { sql } from 'kysely';
import type pg from 'pg';
import type { Db } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { RangeTotals } from './range-totals.ts';

export type MonthClose = {
  closeId: number;
  month: PlainMonth;
  state: 'running' | 'closed' | 'reversed';
  isFirst: boolean;
  startedAt: Date;
};

const closeColumns = 'close_id, month, state, is_first, started_at';

const toClose = (row: Record<string, unknown>): MonthClose => ({
  closeId: row.close_id as number,
  month: row.month as PlainMonth,
  state: row.state as MonthClose['state'],
  isFirst: row.is_first as boolean,
  startedAt: row.started_at as Date,
});

type Client = Pick<pg.ClientBase, 'query'>;

/** The close of a month that was not reversed. */
export async function findClose(db: Client, month: PlainMonth): Promise<MonthClose | null> {
  const { rows } = await db.query(
    `select ${closeColumns} from month_closes where month = $1 and state <> 'reversed'`,
    [month],
  );
  return rows[0] ? toClose(rows[0]) : null;
}

export async function findRunningClose(db: Client): Promise<MonthClose | null> {
  const { rows } = await db.query(
    `select ${closeColumns} from month_closes where state = 'running'`,
  );
  return rows[0] ? toClose(rows[0]) : null;
}

export type BooksState = {
  /** Shut, by a close or by the first register; null: nothing is. */
  lastShut: PlainMonth | null;
  /** The first month that our own books hold; null: none is closed yet. */
  booksSince: PlainMonth | null;
};

export async function findBooks(db: Client): Promise<BooksState> {
  const { rows } = await db.query(
    `select (select max(month) from billing_months) as last_shut,
       (select min(month) from month_closes where state <> 'reversed') as books_since`,
  );
  return { lastShut: rows[0].last_shut, booksSince: rows[0].books_since };
}

export type NewClose = { month: PlainMonth; isFirst: boolean; now: Date; actor: string };

/**
 * Shuts the month: from the end of this transaction on nothing comes into it, and whoever was
 * writing into it is waited for. Must be called first in its transaction.
 */
export async function shutMonth(db: Client, close: NewClose): Promise<MonthClose> {
  await db.query('insert into billing_months (month, closed_at) values ($1, $2)', [
    close.month,
    close.now,
  ]);
  const { rows } = await db.query(
    `insert into month_closes (month, state, is_first, started_at, actor)
     values ($1, 'running', $2, $3, $4) returning ${closeColumns}`,
    [close.month, close.isFirst, close.now, close.actor],
  );
  return toClose(rows[0]);
}

/** Cuts all accounts into parts of `size`, by their ids. */
export async function cutRanges(db: Client, closeId: number, size: number): Promise<void> {
  await db.query(
    `insert into month_close_ranges (close_id, range_no, first_account_id, last_account_id)
     select $1, part, min(personal_account_id), max(personal_account_id)
     from (select personal_account_id,
         (row_number() over (order by personal_account_id) - 1) / $2::int as part
       from personal_accounts) numbered
     group by part`,
    [closeId, size],
  );
}

export type CloseRange = { rangeNo: number; firstAccountId: number; lastAccountId: number };

/** A part that nobody works at, held until the transaction ends; null: none is left. */
export async function takeRange(db: Client, closeId: number): Promise<CloseRange | null> {
  const { rows } = await db.query(
    `select range_no, first_account_id, last_account_id from month_close_ranges
     where close_id = $1 and done_at is null
     order by range_no limit 1 for update skip locked`,
    [closeId],
  );
  const row = rows[0];
  return row
    ? {
        rangeNo: row.range_no,
        firstAccountId: row.first_account_id,
        lastAccountId: row.last_account_id,
      }
    : null;
}

export type DoneRange = { closeId: number; rangeNo: number; now: Date; totals: RangeTotals };

export async function markRangeDone(db: Client, range: DoneRange): Promise<void> {
  await db.query(
    `update month_close_ranges set done_at = $3, totals = $4
     where close_id = $1 and range_no = $2`,
    [range.closeId, range.rangeNo, range.now, JSON.stringify(range.totals)],
  );
}

export type CloseProgress = { ranges: number; done: number; accounts: number };

export async function findProgress(db: Client, closeId: number): Promise<CloseProgress> {
  const { rows } = await db.query(
    `select count(*)::int as ranges, count(done_at)::int as done,
       coalesce(sum((totals->>'accounts')::int), 0)::int as accounts
     from month_close_ranges where close_id = $1`,
    [closeId],
  );
  return rows[0];
}

export async function listRangeTotals(db: Client, closeId: number): Promise<RangeTotals[]> {
  const { rows } = await db.query(
    'select totals from month_close_ranges where close_id = $1 order by range_no',
    [closeId],
  );
  return rows.map((row) => row.totals);
}

/** True for the one of several workers who finishes it. */
export async function markClosed(
  tx: Db,
  { closeId, now, totals }: { closeId: number; now: Date; totals: RangeTotals },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update month_closes set state = 'closed', closed_at = ${now}, totals = ${JSON.stringify(totals)}
    where close_id = ${closeId} and state = 'running' and not exists (
      select from month_close_ranges where close_id = ${closeId} and done_at is null)`.execute(tx);
  return numAffectedRows === 1n;
}
