import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { plainDecimal } from './reading-value.ts';

/** True of an improbable reading `r` that counts and that no one of the staff has looked at. */
export const improbableWaits = sql<boolean>`r.is_confirmed_improbable and r.status = 'accepted'
  and not exists (select from reading_reviews v where v.personal_account_id = r.personal_account_id
    and v.meter_reading_id = r.meter_reading_id)`;

export type ImprobableReading = {
  personalAccountId: number;
  readingId: number;
  number: string;
  address: string;
  meterSerial: string;
  value: string;
  takenOn: PlainDate;
  receivedAt: Date;
};

/** Oldest first: who waits longest is looked at first. */
export async function findImprobable(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<ImprobableReading[]> {
  type Row = {
    personal_account_id: number;
    meter_reading_id: number;
    number: string;
    address: string;
    serial_number: string;
    value_m3: string;
    taken_on: PlainDate;
    received_at: Date;
  };
  const { rows } = await sql<Row>`
    select r.personal_account_id, r.meter_reading_id, a.number, a.address, m.serial_number, r.value_m3, r.taken_on,
      r.received_at
    from meter_readings r
      join personal_accounts a on a.personal_account_id = r.personal_account_id
      join meters m on m.personal_account_id = r.personal_account_id and m.meter_id = r.meter_id
    where ${improbableWaits} order by r.meter_reading_id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    readingId: row.meter_reading_id,
    number: row.number,
    address: row.address,
    meterSerial: row.serial_number,
    value: plainDecimal(row.value_m3),
    takenOn: row.taken_on,
    receivedAt: row.received_at,
  }));
}

export type Review = {
  outcome: 'confirmed' | 'voided';
  reason: string;
  decidedByName: string;
  decidedAt: Date;
};

export async function findReview(
  db: Db,
  _actor: StaffMember,
  { personalAccountId, readingId }: { personalAccountId: number; readingId: number },
): Promise<Review | null> {
  const row = await db
    .selectFrom('reading_reviews as v')
    .innerJoin('staff_members as s', 's.staff_member_id', 'v.decided_by')
    .select(['v.outcome', 'v.reason', 'v.decided_at', 's.name'])
    .where('v.personal_account_id', '=', personalAccountId)
    .where('v.meter_reading_id', '=', readingId)
    .executeTakeFirst();
  if (!row) return null;
  const { outcome, reason, decided_at: decidedAt, name: decidedByName } = row;
  return { outcome, reason, decidedAt, decidedByName };
}

/** False when somebody has decided already; whoever comes second waits here for the first. */
export async function insertReview(
  tx: Tx,
  actor: StaffMember,
  review: {
    personalAccountId: number;
    readingId: number;
    outcome: 'confirmed' | 'voided';
    reason: string;
    now: Date;
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('reading_reviews')
    .values({
      personal_account_id: review.personalAccountId,
      meter_reading_id: review.readingId,
      outcome: review.outcome,
      reason: review.reason,
      decided_by: actor.staffMemberId,
      decided_at: review.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
