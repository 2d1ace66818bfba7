import Big from 'big.js';
import type { PlainMonth } from '#src/plain-date.ts';
import type { MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { Difference } from './counted-readings.ts';
import { NO_COEFFICIENT } from './line.ts';
import { monthDays } from './month-days.ts';
import type { RateTable } from './rate-lookup.ts';
import { divideM3, shortM3 } from './rounding.ts';

/** What a month of a gap has of the difference between two readings, before k. */
export type GapShare = { month: PlainMonth; measured: Big };

/**
 * The difference in equal parts, three decimals, the remainder to the last: for every month since
 * the reading before, save those in which no gas went through the meter (domain decision 1). An
 * inspector's reading below the one before gives nothing to share.
 */
export function shareGap(
  { volume }: Difference,
  anchor: MeterState['anchor'],
  month: PlainMonth,
  still: readonly PlainMonth[],
): GapShare[] {
  const months: PlainMonth[] = [];
  const first = anchor ? monthDays(anchor.month).next : month;
  for (let one = first; one <= month; one = monthDays(one).next) {
    if (!still.includes(one)) months.push(one);
  }
  if (months.length === 0) months.push(month);
  const toShare = volume.lt(0) ? new Big(0) : volume;
  const parts = divideM3(
    toShare,
    months.map(() => 1),
  );
  return months.map((one, index) => ({ month: one, measured: parts[index] ?? new Big(0) }));
}

/** п. 26: k of the month and zone, for a meter that does not reckon with the cold itself. */
export function coefficientFor(
  { needsCoefficient, climateZone }: MeterFacts,
  month: PlainMonth,
  rates: RateTable,
): string {
  return needsCoefficient ? rates.coefficientOf(climateZone, month) : NO_COEFFICIENT;
}

/** A year ago nobody charged by it here: an average is not stopped by a k that nobody brought. */
export function coefficientIfKnown(meter: MeterFacts, month: PlainMonth, rates: RateTable): string {
  const { needsCoefficient, climateZone } = meter;
  if (!needsCoefficient || !rates.hasCoefficient(climateZone, month)) return NO_COEFFICIENT;
  return rates.coefficientOf(climateZone, month);
}

/** The last year of volumes after k, the new ones at its end. */
export function appendMetered(
  metered: readonly string[],
  shares: readonly GapShare[],
  meter: MeterFacts,
  rates: RateTable,
): string[] {
  const most = rates.rules.averageMonths;
  const recent = shares
    .slice(-most)
    .map(({ month, measured }) => shortM3(measured.times(coefficientIfKnown(meter, month, rates))));
  return [...metered, ...recent].slice(-most);
}

/** What was taken back is not usage of the last month of the gap: it lowers the year's sum. */
export function withTakenBack(shares: readonly GapShare[], { volume }: Difference): GapShare[] {
  if (!volume.lt(0)) return [...shares];
  return shares.map((share, index) =>
    index === shares.length - 1 ? { ...share, measured: volume } : share,
  );
}
