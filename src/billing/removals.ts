import { addDays, type PlainDate } from '#src/plain-date.ts';
import type { AccountEvent, AccountFacts, MeterFacts } from './billing-facts.ts';
import { asRange, type EventRange } from './event-ranges.ts';

/** The days of п. 30 by meter, and the first day of a meter that came in another's place. */
export type Removals = {
  away: Map<number, EventRange[]>;
  startsOn: Map<number, PlainDate>;
};

const NONE: Removals = { away: new Map(), startsOn: new Map() };

/**
 * п. 30: from the day of removal to the day after the seal, be it the same meter's or of the one
 * that replaces it. Until then the gap belongs to the meter that went.
 */
export function findRemovals(facts: AccountFacts, events: readonly AccountEvent[]): Removals {
  const isQuiet = facts.meters.every(({ liveTo }) => liveTo === null);
  if (isQuiet && !events.some(isRemoval)) return NONE;
  const removals: Removals = { away: new Map(), startsOn: new Map() };
  const successors = findSuccessors(facts.meters);
  for (const meter of facts.meters) {
    const next = successors.get(meter.meterId);
    const ranges = events
      .filter((event) => isRemoval(event) && isOf(event, meter))
      .map((event) => ({ ...asRange(event), to: endOfRemoval(event, meter, events, next) }));
    const gap = untoldGap(meter, next, ranges);
    if (gap) ranges.push(gap);
    if (ranges.length > 0) removals.away.set(meter.meterId, ranges);
    const last = ranges.find((range) => meter.liveTo && holdsOn(range, meter.liveTo));
    if (next && last?.to) removals.startsOn.set(next.meterId, last.to);
  }
  return removals;
}

const isRemoval = ({ kind }: AccountEvent): boolean =>
  kind === 'removed_for_verification' || kind === 'replaced';

const holdsOn = ({ from, to }: EventRange, day: PlainDate): boolean =>
  from <= day && (to === null || day < to);

/** A paper that names no meter is about those that were there. */
function isOf(event: AccountEvent, { meterId, liveFrom, liveTo }: MeterFacts): boolean {
  if (event.meterId !== null) return event.meterId === meterId;
  const day = event.startsOn;
  return (liveFrom === null || liveFrom < day) && (liveTo === null || day <= liveTo);
}

function endOfRemoval(
  event: AccountEvent,
  meter: MeterFacts,
  events: readonly AccountEvent[],
  next: MeterFacts | undefined,
): PlainDate | null {
  if (event.endsOn) return addDays(event.endsOn, 1);
  const installed = events.find(
    (one) =>
      one.kind === 'installed' &&
      one.startsOn >= event.startsOn &&
      (event.kind === 'replaced' || one.meterId === null || one.meterId === meter.meterId),
  );
  const sealed = [installed?.startsOn, next?.liveFrom].filter((day) => day != null).sort()[0];
  return sealed ? addDays(sealed, 1) : null;
}

/** The register knows of two meters and the days between them, and nobody wrote a paper. */
function untoldGap(
  { liveTo }: MeterFacts,
  next: MeterFacts | undefined,
  told: EventRange[],
): EventRange | null {
  if (!liveTo || !next?.liveFrom || next.liveFrom <= liveTo) return null;
  if (told.some((range) => holdsOn(range, liveTo))) return null;
  return { from: liveTo, to: addDays(next.liveFrom, 1), eventId: null };
}

/** The next meter to come after each that went; none stands in for two. */
function findSuccessors(meters: readonly MeterFacts[]): Map<number, MeterFacts> {
  const gone = byDay(meters, 'liveTo');
  const coming = byDay(meters, 'liveFrom');
  const successors = new Map<number, MeterFacts>();
  for (const meter of gone) {
    const index = coming.findIndex(
      (one) => one !== meter && (one.liveFrom ?? '') >= (meter.liveTo ?? ''),
    );
    const [next] = index === -1 ? [] : coming.splice(index, 1);
    if (next) successors.set(meter.meterId, next);
  }
  return successors;
}

function byDay(meters: readonly MeterFacts[], key: 'liveFrom' | 'liveTo'): MeterFacts[] {
  return meters
    .filter((meter) => meter[key])
    .sort((a, b) => {
      const [day, other] = [a[key] ?? '', b[key] ?? ''];
      return day === other ? a.meterId - b.meterId : day < other ? -1 : 1;
    });
}
