import Big from 'big.js';
import type { PlainDate } from '#src/plain-date.ts';
import type { Between, MeterReading, Neighbour, ReadingSituation } from './reading-types.ts';

/** Where a reading stands among others of its meter. */
export type Place = { takenOn: PlainDate; readingId: number; correctsReadingId: number | null };

/** Readings in the order of the counter. A correction keeps the place of what it corrects. */
export function compareReadings(a: Place, b: Place): number {
  if (a.takenOn !== b.takenOn) return a.takenOn < b.takenOn ? -1 : 1;
  return firstVersion(a) - firstVersion(b);
}

/** The same order for the rows `alias` of SQL. */
export const counterOrder = (alias: string, direction: 'asc' | 'desc' = 'asc'): string =>
  `${alias}.taken_on ${direction},
    coalesce(${alias}.corrects_reading_id, ${alias}.meter_reading_id) ${direction}`;

const firstVersion = (place: Omit<Place, 'takenOn'>) => place.correctsReadingId ?? place.readingId;

/** True when `next` may stand right after `previous`: up, or once through zero if so marked. */
export function followsOn(next: MeterReading, previous: { value: string }): boolean {
  return next.isRollover === new Big(next.value).lt(previous.value);
}

/** A control reading that put the counter right: it stood below `previous` from the beginning. */
export function putsRight(next: MeterReading, previous: { value: string }): boolean {
  const isBelow = new Big(next.value).lt(previous.value);
  return next.source === 'inspector' && !next.isRollover && isBelow;
}

/** A new reading comes after all others; a correction takes the place of its first version. */
export function placeOf(corrects: MeterReading | null): Omit<Place, 'takenOn'> {
  return {
    readingId: Number.MAX_SAFE_INTEGER,
    correctsReadingId: corrects && firstVersion(corrects),
  };
}

/** The accepted readings between which this one would stand. */
export function neighboursOf({
  readings,
  corrects,
}: Pick<ReadingSituation, 'readings' | 'corrects'>): Between {
  const counted = readings
    .filter(({ status, readingId }) => status === 'accepted' && readingId !== corrects?.readingId)
    .sort(compareReadings);
  const after = corrects ? counted.findIndex((other) => compareReadings(other, corrects) > 0) : -1;
  const index = after === -1 ? counted.length : after;
  return { previous: counted[index - 1] ?? null, next: counted[index] ?? null };
}

export function neighbour(reading: MeterReading): Neighbour {
  const { readingId, value, takenOn, source, confirmationNumber } = reading;
  return { readingId, value, takenOn, source, confirmationNumber };
}
