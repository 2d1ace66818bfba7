import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { type EventFailure, judgeEvent, type NewEvent } from './account-event.ts';
import { findEvents, insertEvent, markCancelled } from './account-events-store.ts';
import type { AccountEventKind } from './billing-facts.ts';
import { closedMonthsOf, lockBooks, type OpenBooks, readBooks } from './books.ts';
import { findEventSituation } from './event-situation.ts';
import { lockMeter, turnedMeterOf, turnMeter, turnMeterBack } from './turn-meter.ts';

/** Money of closed months takes a second person: whose approval it is, or that there is none. */
export type Consent = { isApproved: boolean };

export type RecordedEvent = Consent & {
  personalAccountId: number;
  event: NewEvent;
  deed: Deed;
  today: PlainDate;
  now: Date;
};

export type RecordEventResult =
  | { ok: true; eventId: number }
  | { ok: false; code: 'account_not_found' | 'needs_approval' }
  | { ok: false; code: 'event_refused'; failures: EventFailure[] };

/**
 * Keeps an event of an account. It counts from the first month that is open; what it changes in
 * closed ones is recalculated as that month is closed, and therefore takes two people.
 */
export async function recordEvent(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, event, deed, today, now, isApproved }: RecordedEvent,
): Promise<RecordEventResult> {
  const meterId = turnedMeterOf(event);
  if (meterId !== null) await lockMeter(tx, { personalAccountId, meterId });
  await lockBooks(tx);
  const situation = await findEventSituation(tx, actor, { personalAccountId, today });
  if (!situation) return { ok: false, code: 'account_not_found' };
  const failures = judgeEvent(event, situation);
  if (failures.length > 0) return { ok: false, code: 'event_refused', failures };
  const books = await readBooks(tx);
  if (!isApproved && closedMonthsOfEvent(event, books).length > 0) {
    return { ok: false, code: 'needs_approval' };
  }
  const { staffMemberId } = actor;
  const recordedMonth = books.openSince;
  const record = { personalAccountId, event, recordedMonth, staffMemberId, now };
  const eventId = await insertEvent(tx, record);
  if (eventId === null) {
    return { ok: false, code: 'event_refused', failures: [{ field: 'from', code: 'doubled' }] };
  }
  if (meterId !== null) await turnMeter(tx, { personalAccountId, meterId }, { eventId, today });
  await recordEntry(tx, actor, {
    ...deed,
    action: 'record_account_event',
    personalAccountId,
    subject: `account_event:${eventId}`,
    details: { kind: event.kind, startsOn: event.startsOn },
    now,
  });
  return { ok: true, eventId };
}

/** What is not ended goes on to the last closed month. */
export const closedMonthsOfEvent = (
  { kind, startsOn, endsOn }: { kind: AccountEventKind } & Pick<NewEvent, 'startsOn' | 'endsOn'>,
  books: OpenBooks,
): PlainMonth[] => {
  const reaches = kind === 'fault_found' ? FOUND_REACHES_BACK_MONTHS : 0;
  const from = addMonths(firstDayOfMonth(startsOn), -reaches);
  return closedMonthsOf({ from, to: endsOn }, books);
};

/** A fault that is found reaches back to the inspection before it, at most so far (п. 28). */
const FOUND_REACHES_BACK_MONTHS = 6;

export type CancelledEvent = Consent & {
  personalAccountId: number;
  eventId: number;
  deed: Deed;
  today: PlainDate;
  now: Date;
};

export type CancelEventResult =
  | { ok: true; isRepeat: boolean }
  | { ok: false; code: 'event_not_found' | 'needs_approval' };

/** Takes an event back: it stays to be seen, and counts no longer. */
export async function cancelEvent(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, eventId, deed, today, now, isApproved }: CancelledEvent,
): Promise<CancelEventResult> {
  const events = await findEvents(tx, actor, { personalAccountId });
  const event = events.find((one) => one.eventId === eventId);
  if (!event) return { ok: false, code: 'event_not_found' };
  const meterId = turnedMeterOf(event);
  if (meterId !== null) await lockMeter(tx, { personalAccountId, meterId });
  await lockBooks(tx);
  if (event.cancelledAt !== null) return { ok: true, isRepeat: true };
  const books = await readBooks(tx);
  if (!isApproved && closedMonthsOfEvent(event, books).length > 0) {
    return { ok: false, code: 'needs_approval' };
  }
  const place = { personalAccountId, eventId, month: books.openSince, now };
  if (!(await markCancelled(tx, place))) return { ok: true, isRepeat: true };
  if (meterId !== null) {
    const { kind, startsOn } = event;
    await turnMeterBack(tx, { personalAccountId, meterId }, { eventId, today, kind, startsOn });
  }
  await recordEntry(tx, actor, {
    ...deed,
    action: 'cancel_account_event',
    personalAccountId,
    subject: `account_event:${eventId}`,
    details: { kind: event.kind, startsOn: event.startsOn },
    now,
  });
  return { ok: true, isRepeat: false };
}
