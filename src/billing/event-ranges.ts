import { addDays, addMonths, dayOf, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import type { AccountEvent, AccountEventKind, AccountFacts, MeterFacts } from './billing-facts.ts';
import { dateAt, monthDays } from './month-days.ts';

/** Days [from, to) that an event puts under a rule; `to` null: until further news. */
export type EventRange = { from: PlainDate; to: PlainDate | null; eventId: number | null };

/** Oldest first, whatever order they came in. */
export function inOrder(events: readonly AccountEvent[]): readonly AccountEvent[] {
  if (events.length < 2) return events;
  return events.toSorted((a, b) =>
    a.startsOn === b.startsOn ? a.eventId - b.eventId : a.startsOn < b.startsOn ? -1 : 1,
  );
}

const isAbout = (event: AccountEvent, meterId: number): boolean =>
  event.meterId === null || event.meterId === meterId;

const dayAfter = (date: PlainDate | null): PlainDate | null => date && addDays(date, 1);

export const asRange = ({ eventId, startsOn, endsOn }: AccountEvent): EventRange => ({
  from: startsOn,
  to: dayAfter(endsOn),
  eventId,
});

/** п. 28 reported by the subscriber, no access: from the day named to the day after the last. */
export function plainRanges(
  events: readonly AccountEvent[],
  kind: AccountEventKind,
  meterId: number,
): EventRange[] {
  return events.filter((one) => one.kind === kind && isAbout(one, meterId)).map(asRange);
}

/** Until the day of connection, on which gas flows again; `meterId` null: of the whole house. */
export function disconnectedRanges(
  events: readonly AccountEvent[],
  meterId: number | null,
): EventRange[] {
  const cuts = events.filter(
    (one) => one.kind === 'disconnected' && (one.meterId === null || one.meterId === meterId),
  );
  return cuts.map((cut) => {
    const connected = events.find(
      (one) =>
        one.kind === 'connected' &&
        one.startsOn >= cut.startsOn &&
        (one.meterId === null || cut.meterId === null || one.meterId === cut.meterId),
    );
    const range = asRange(cut);
    return { ...range, to: range.to ?? connected?.startsOn ?? null };
  });
}

/**
 * п. 28 found at an inspection: from the last inspection before it, six months back at most, to the
 * day after the repair.
 */
export function inspectionRanges(
  facts: AccountFacts,
  meter: MeterFacts,
  events: readonly AccountEvent[],
  monthsMost: number,
): EventRange[] {
  const found = events.filter((one) => one.kind === 'fault_found' && isAbout(one, meter.meterId));
  return found.map((fault) => {
    const inspections = [
      ...events
        .filter(({ kind }) => kind === 'control_reading' || kind === 'installed')
        .filter((one) => isAbout(one, meter.meterId))
        .map(({ startsOn }) => startsOn),
      ...meter.readings.filter(({ isControl }) => isControl).map(({ takenOn }) => takenOn),
    ].filter((day) => day < fault.startsOn);
    const last = inspections.sort().at(-1) ?? meter.liveFrom ?? facts.openedOn;
    const earliest = monthsEarlier(fault.startsOn, monthsMost);
    return { ...asRange(fault), from: last > earliest ? last : earliest };
  });
}

/** The same day of an earlier month, or its last day. */
function monthsEarlier(date: PlainDate, months: number): PlainDate {
  const month = monthDays(addMonths(firstDayOfMonth(date), -months));
  return dateAt(Math.min(dayOf(date), month.days) - 1, month);
}
