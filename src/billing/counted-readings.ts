import Big from 'big.js';
import type { PlainMonth } from '#src/plain-date.ts';
import type { CountedReading, MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { BasisReading } from './charge-line.ts';

/**
 * In the order of the counter: by day; of one day an inspector's word is the last, and what was
 * shown after a turn through zero comes after what was shown before it.
 */
function compare(a: CountedReading, b: CountedReading): number {
  if (a.takenOn !== b.takenOn) return a.takenOn < b.takenOn ? -1 : 1;
  if (a.isControl !== b.isControl) return a.isControl ? 1 : -1;
  if (a.isRollover !== b.isRollover) return a.isRollover ? 1 : -1;
  return Number(a.value) - Number(b.value) || a.readingId - b.readingId;
}

export const inCounterOrder = (readings: readonly CountedReading[]): readonly CountedReading[] =>
  readings.length < 2 ? readings : readings.toSorted(compare);

type Anchor = MeterState['anchor'];

/**
 * The readings that close `month`, after the one that closed an earlier month. One that came when a
 * later one had closed its month already divides nothing: what passed around it is billed.
 */
export function readingsOfMonth(
  readings: readonly CountedReading[],
  anchor: Anchor,
  month: PlainMonth,
): readonly CountedReading[] {
  return readings.filter(
    (one) =>
      one.billingMonth === month &&
      (!anchor ||
        (one.billingMonth > anchor.month &&
          one.takenOn >= anchor.takenOn &&
          one.readingId !== anchor.readingId)),
  );
}

/** Between two readings of one meter: one turn of the counter more for each passage through zero. */
export type Difference = {
  from: BasisReading;
  to: CountedReading;
  isRollover: boolean;
  volume: Big;
};

/** `closing` in the order of the counter; a meter's first reading only begins the count. */
export function differenceOf(
  meter: MeterFacts,
  anchor: Anchor,
  closing: readonly CountedReading[],
): Difference | null {
  const to = closing.at(-1);
  const from = anchor ?? closing[0];
  if (!to || !from) return null;
  const turns = closing.filter((one) => one.isRollover && one !== from).length;
  let volume = new Big(to.value).minus(from.value);
  if (turns > 0) volume = volume.plus(new Big(10).pow(meter.integerDigits).times(turns));
  return { from: basisReading(from), to, isRollover: turns > 0, volume };
}

export const basisReading = ({ readingId, value, takenOn }: BasisReading): BasisReading => ({
  readingId,
  value,
  takenOn,
});
