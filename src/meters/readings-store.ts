import { sql } from 'kysely';
import type { Actor, ReadingSender } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { visibleTo } from './meters-store.ts';
import type {
  MeterReading,
  NotCountedReason,
  ReadingPreview,
  ReadingSource,
  ReadingStatus,
} from './reading-types.ts';
import { plainDecimal } from './reading-value.ts';

export type ReadingRow = {
  meter_reading_id: number;
  meter_id: number;
  value_m3: string;
  taken_on: PlainDate;
  billing_month: PlainMonth;
  is_rollover: boolean;
  source: ReadingSource;
  status: ReadingStatus;
  not_counted_reason: NotCountedReason | null;
  confirmation_number: number | null;
  user_id: number | null;
  staff_member_id: number | null;
  corrects_reading_id: number | null;
  received_at: Date;
};

export const readingColumns = sql.raw(`r.meter_reading_id, r.meter_id, r.value_m3, r.taken_on,
  r.billing_month, r.is_rollover, r.source, r.status, r.not_counted_reason,
  r.confirmation_number, r.user_id, r.staff_member_id, r.corrects_reading_id,
  r.received_at`);

export const lastClosedMonth = sql<PlainMonth | null>`(select max(month) from billing_months)`;

/** Of those that do not count only a repeat is looked for, and that is a recent one. */
const RECENT_STORED = 1_000;

export type MeterHistory = { lastClosedMonth: PlainMonth | null; readings: MeterReading[] };

/**
 * All that judging a reading needs, in one statement: it runs under the meter's lock. Every accepted
 * reading, since any of them may be the neighbour; of the stored ones the newest, and `corrects`.
 */
export async function findMeterHistory(
  db: Db,
  actor: Actor,
  place: { personalAccountId: number; meterId: number; corrects?: number | undefined },
): Promise<MeterHistory> {
  const { personalAccountId, meterId, corrects = null } = place;
  const ofMeter = sql`r.personal_account_id = ${personalAccountId} and r.meter_id = ${meterId}
    and ${visibleTo(actor, 'r')}`;
  // One row at least: without readings its columns are null.
  type Row = { last_closed_month: PlainMonth | null } & (ReadingRow | { meter_reading_id: null });

  const { rows } = await sql<Row>`
    select ${lastClosedMonth} as last_closed_month, current.* from (select) one left join lateral (
      select ${readingColumns} from meter_readings r
      where ${ofMeter} and (r.status = 'accepted' or r.status = 'stored' and (
        r.meter_reading_id = ${corrects}::bigint or r.meter_reading_id in (
          select r.meter_reading_id from meter_readings r
          where ${ofMeter} and r.status = 'stored'
          order by r.taken_on desc, r.meter_reading_id desc limit ${RECENT_STORED})))
    ) current on true`.execute(db);
  return {
    lastClosedMonth: rows[0]?.last_closed_month ?? null,
    readings: rows.flatMap((row) => (row.meter_reading_id === null ? [] : toReading(row))),
  };
}

/** A reading in any status, by its id or by the number of its confirmation. */
export async function findReading(
  db: Db,
  actor: Actor,
  by: { personalAccountId: number } & ({ readingId: number } | { confirmationNumber: number }),
): Promise<MeterReading | null> {
  const isIt =
    'readingId' in by
      ? sql`r.meter_reading_id = ${by.readingId}`
      : sql`r.confirmation_number = ${by.confirmationNumber}`;
  const { rows } = await sql<ReadingRow>`
    select ${readingColumns} from meter_readings r
    where r.personal_account_id = ${by.personalAccountId} and ${isIt}
      and ${visibleTo(actor, 'r')}`.execute(db);
  return rows[0] ? toReading(rows[0]) : null;
}

export type NewReading = {
  personalAccountId: number;
  preview: ReadingPreview;
  source: ReadingSource;
  isConfirmedImprobable: boolean;
  /** The first version of what it replaces. */
  correctsReadingId: number | null;
  /** Staff: the resident who had sent it. */
  onBehalfOf?: number | undefined;
  now: Date;
};

/**
 * The resident's e-mail comes back with it: the confirmation goes there, in the same transaction.
 * Null when no resident sent it.
 */
export async function insertReading(
  tx: Tx,
  actor: ReadingSender,
  { personalAccountId, preview, source, now, ...reading }: NewReading,
): Promise<{ readingId: number; confirmationNumber: number; email: string | null }> {
  const userId = actor.kind === 'resident' ? actor.userId : (reading.onBehalfOf ?? null);
  const staffMemberId = actor.kind === 'staff' ? actor.staffMemberId : null;
  const status = preview.notCountedReason ? 'stored' : 'accepted';
  type Row = { meter_reading_id: number; confirmation_number: number; email: string | null };
  const { rows } = await sql<Row>`
    insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
      is_rollover, is_confirmed_improbable, source, status, not_counted_reason,
      confirmation_number, received_at, user_id, staff_member_id, corrects_reading_id)
    values (${personalAccountId}, ${preview.meter.meterId}, ${preview.value}, ${preview.takenOn},
      ${preview.billingMonth}, ${preview.isRollover}, ${reading.isConfirmedImprobable}, ${source},
      ${status}, ${preview.notCountedReason}, nextval('reading_confirmation_numbers'), ${now},
      ${userId}, ${staffMemberId}, ${reading.correctsReadingId})
    returning meter_reading_id, confirmation_number,
      (select email from users where user_id = ${userId}) as email`.execute(tx);
  const row = rows[0];
  if (!row) throw new Error('insert into meter_readings returned nothing');
  const { meter_reading_id: readingId, confirmation_number: confirmationNumber, email } = row;
  return { readingId, confirmationNumber, email };
}

export type Retirement = {
  personalAccountId: number;
  readingId: number;
  status: 'corrected' | 'withdrawn';
  now: Date;
};

/** Takes a reading out of the count; its row stays. The caller holds the meter's lock. */
export async function retireReading(tx: Tx, actor: ReadingSender, retirement: Retirement) {
  let update = tx
    .updateTable('meter_readings')
    .set({ status: retirement.status, status_changed_at: retirement.now })
    .where('personal_account_id', '=', retirement.personalAccountId)
    .where('meter_reading_id', '=', retirement.readingId)
    .where('status', 'in', ['accepted', 'stored']);
  // Staff were asked about by canChange; a resident is held to their own once more.
  if (actor.kind === 'resident') update = update.where('user_id', '=', actor.userId);
  const { numUpdatedRows } = await update.executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`reading ${retirement.readingId} is not current`);
}

export function toReading(row: ReadingRow): MeterReading {
  return {
    readingId: row.meter_reading_id,
    meterId: row.meter_id,
    value: plainDecimal(row.value_m3),
    takenOn: row.taken_on,
    billingMonth: row.billing_month,
    isRollover: row.is_rollover,
    source: row.source,
    status: row.status,
    notCountedReason: row.not_counted_reason,
    userId: row.user_id,
    staffMemberId: row.staff_member_id,
    confirmationNumber: row.confirmation_number,
    correctsReadingId: row.corrects_reading_id,
    receivedAt: row.received_at,
  };
}
