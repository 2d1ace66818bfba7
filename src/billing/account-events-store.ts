import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { NewEvent } from './account-event.ts';
import type { AccountEventKind } from './billing-facts.ts';

/** An event as the desk shows it: those that were taken back included. */
export type KnownEvent = {
  eventId: number;
  kind: AccountEventKind;
  meterId: number | null;
  startsOn: PlainDate;
  endsOn: PlainDate | null;
  value: string | null;
  document: string;
  recordedMonth: PlainMonth;
  recordedAt: Date;
  /** Null: an import brought it. */
  recordedByName: string | null;
  cancelledAt: Date | null;
};

/** Newest first. */
export async function findEvents(
  db: Db,
  _actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<KnownEvent[]> {
  const rows = await db
    .selectFrom('account_events as e')
    .leftJoin('staff_members as s', 's.staff_member_id', 'e.staff_member_id')
    .selectAll('e')
    .select('s.name')
    .where('e.personal_account_id', '=', personalAccountId)
    .orderBy('e.starts_on', 'desc')
    .orderBy('e.account_event_id', 'desc')
    .execute();
  return rows.map((row) => ({
    eventId: row.account_event_id,
    kind: row.kind,
    meterId: row.meter_id,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    value: row.value,
    document: row.document,
    recordedMonth: row.recorded_month,
    recordedAt: row.recorded_at,
    recordedByName: row.name,
    cancelledAt: row.cancelled_at,
  }));
}

export type EventRecord = {
  personalAccountId: number;
  event: NewEvent;
  recordedMonth: PlainMonth;
  staffMemberId: number;
  now: Date;
};

/** Null when the same is there already. */
export async function insertEvent(tx: Tx, record: EventRecord): Promise<number | null> {
  const { personalAccountId, event, recordedMonth, staffMemberId, now } = record;
  const row = await tx
    .insertInto('account_events')
    .values({
      personal_account_id: personalAccountId,
      meter_id: event.meterId,
      kind: event.kind,
      starts_on: event.startsOn,
      ends_on: event.endsOn,
      value: event.value,
      document: event.document,
      recorded_month: recordedMonth,
      recorded_at: now,
      register_import_id: null,
      staff_member_id: staffMemberId,
      cancelled_at: null,
      cancelled_month: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_event_id')
    .executeTakeFirst();
  return row?.account_event_id ?? null;
}

/** False when it was cancelled before. */
export async function markCancelled(
  tx: Tx,
  place: { personalAccountId: number; eventId: number; month: PlainMonth; now: Date },
): Promise<boolean> {
  const row = await tx
    .updateTable('account_events')
    .set({ cancelled_at: place.now, cancelled_month: place.month })
    .where('personal_account_id', '=', place.personalAccountId)
    .where('account_event_id', '=', place.eventId)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  return row.numUpdatedRows > 0n;
}
