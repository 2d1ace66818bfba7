import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { CountedReading } from './consumption.ts';
import { visibleTo, visibleUntil } from './meters-store.ts';
import { counterOrder } from './reading-order.ts';
import type { MeterReading } from './reading-types.ts';
import { plainDecimal } from './reading-value.ts';
import { lastClosedMonth, type ReadingRow, readingColumns, toReading } from './readings-store.ts';

/** A place in the history, newest first: what follows it comes next. */
export type HistoryCursor = { takenOn: PlainDate; readingId: number };

export type HistoryRow = {
  reading: MeterReading;
  meterSerial: string;
  integerDigits: number;
  /** What the accepted reading before it showed; null for the meter's first, or if not accepted. */
  previousValue: string | null;
  previousTakenOn: PlainDate | null;
  /** Why staff took it back; null when they did not. */
  voidReason: string | null;
  lastClosedMonth: PlainMonth | null;
  /** Of the account and of the actor's access to it. */
  closedOn: PlainDate | null;
  visibleUntil: PlainDate | null;
};

export type HistoryQuery = {
  personalAccountId: number;
  meterId?: number;
  readingId?: number;
  after?: HistoryCursor | null;
  limit: number;
  /** Without the versions that were corrected or withdrawn. */
  isCurrentOnly?: boolean;
};

/** Every version of every reading, newest first, with what it is measured from. */
export async function findHistory(
  db: Db,
  actor: Actor,
  { personalAccountId, meterId, readingId, after, limit, isCurrentOnly }: HistoryQuery,
): Promise<HistoryRow[]> {
  type Row = ReadingRow & {
    serial_number: string;
    integer_digits: number;
    previous_value: string | null;
    previous_taken_on: PlainDate | null;
    void_reason: string | null;
    last_closed_month: PlainMonth | null;
    closed_on: PlainDate | null;
    visible_until: PlainDate | null;
  };
  const isCurrent = isCurrentOnly ? sql`r.status in ('accepted', 'stored')` : sql`true`;
  const isAfter = after
    ? sql`(r.taken_on, r.meter_reading_id) < (${after.takenOn}::date, ${after.readingId}::bigint)`
    : sql`true`;
  const isMeter = meterId === undefined ? sql`true` : sql`r.meter_id = ${meterId}`;
  const isReading = readingId === undefined ? sql`true` : sql`r.meter_reading_id = ${readingId}`;
  const { rows } = await sql<Row>`
    with counted as (
      select c.meter_reading_id,
        lag(c.value_m3) over in_order as previous_value,
        lag(c.taken_on) over in_order as previous_taken_on
      from meter_readings c
      where c.personal_account_id = ${personalAccountId} and c.status = 'accepted'
      window in_order as (partition by c.meter_id
        order by ${sql.raw(counterOrder('c'))}))
    select ${readingColumns}, m.serial_number, m.integer_digits, counted.previous_value,
      counted.previous_taken_on, v.reason as void_reason,
      ${lastClosedMonth} as last_closed_month,
      a.closed_on, ${visibleUntil(actor, 'r')} as visible_until
    from meter_readings r
      join personal_accounts a on a.personal_account_id = r.personal_account_id
      join meters m on m.personal_account_id = r.personal_account_id and m.meter_id = r.meter_id
      left join counted on counted.meter_reading_id = r.meter_reading_id
      left join reading_reviews v on v.personal_account_id = r.personal_account_id
        and v.meter_reading_id = r.meter_reading_id and v.outcome = 'voided'
    where r.personal_account_id = ${personalAccountId} and ${isMeter} and ${isReading}
      and ${isAfter} and ${isCurrent} and ${visibleTo(actor, 'r')}
    order by r.taken_on desc, r.meter_reading_id desc
    limit ${limit}`.execute(db);
  return rows.map((row) => ({
    reading: toReading(row),
    meterSerial: row.serial_number,
    integerDigits: row.integer_digits,
    previousValue: row.previous_value && plainDecimal(row.previous_value),
    previousTakenOn: row.previous_taken_on,
    voidReason: row.void_reason,
    lastClosedMonth: row.last_closed_month,
    closedOn: row.closed_on,
    visibleUntil: row.visible_until,
  }));
}

/** The accepted readings of all the account's meters: what consumption is made of. */
export async function findCountedReadings(
  db: Db,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<CountedReading[]> {
  type Row = ReadingRow & { integer_digits: number };
  const { rows } = await sql<Row>`
    select ${readingColumns}, m.integer_digits
    from meter_readings r
      join meters m on m.personal_account_id = r.personal_account_id and m.meter_id = r.meter_id
    where r.personal_account_id = ${personalAccountId} and r.status = 'accepted'
      and ${visibleTo(actor, 'r')}`.execute(db);
  return rows.map((row) => ({ ...toReading(row), integerDigits: row.integer_digits }));
}
