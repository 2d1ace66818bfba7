import { monthsBetween, type PlainMonth } from '#src/plain-date.ts';
import type { AccountAttributes, CountedReading, MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { ChargeLine, LineBasis, ReadingsBasis } from './charge-line.ts';
import type { MonthCharges } from './charge-month.ts';
import { basisReading } from './counted-readings.ts';
import { coefficientFor, coefficientIfKnown } from './gap-shares.ts';
import { NO_COEFFICIENT, normLine, reversalOf } from './line.ts';
import type { MonthDays } from './month-days.ts';
import { monthDays } from './month-days.ts';
import { normBasis } from './norm-volume.ts';
import type { RateTable } from './rate-lookup.ts';
import type { Tariff } from './rates.ts';
import { isReplaceable } from './rebase.ts';
import { dividedHalfUp, litresAsM3, litresInShort, scaled, timesDivided } from './whole-numbers.ts';

/** A month without a calendar and without decimals: whole litres, whole millionths of a rouble. */
export type Ordinary = {
  meter: MeterFacts;
  state: MeterState;
  attributes: AccountAttributes;
  month: MonthDays;
  rates: RateTable;
  tariff: Tariff;
};

type Volume = { measured: number; coefficient: string; volume: number };

/** By the reading of this month and the one of an earlier; null: the general path must see to it. */
export function byReading(ordinary: Ordinary, closing: CountedReading): MonthCharges | null {
  const { meter, state, month } = ordinary;
  const { anchor, estimated, normDays } = state;
  if (!anchor || normDays) return null;
  const gap = monthsBetween(anchor.month, month.month);
  if (gap < 1 || (gap === 1 && estimated.length > 0)) return null;
  if (closing.takenOn < anchor.takenOn || closing.readingId === anchor.readingId) return null;
  const measured = litresBetween(anchor.value, closing, meter.integerDigits);
  if (measured === null) return null;
  const basis: ReadingsBasis = {
    kind: 'readings',
    from: basisReading(anchor),
    to: basisReading(closing),
    isRollover: closing.isRollover,
    differenceM3: litresAsM3(measured),
    gapMonths: gap,
  };
  return gap === 1 ? afterOneMonth(ordinary, measured, basis) : afterGap(ordinary, measured, basis);
}

function litresBetween(
  from: string,
  { value, isRollover }: CountedReading,
  integerDigits: number,
): number | null {
  const [start, end] = [scaled(from, 3), scaled(value, 3)];
  if (start === null || end === null) return null;
  const litres = end - start + (isRollover ? 10 ** (integerDigits + 3) : 0);
  // Below zero: an inspector put the counter right, which is not ordinary.
  return litres >= 0 ? litres : null;
}

function afterOneMonth(
  ordinary: Ordinary,
  measured: number,
  basis: ReadingsBasis,
): MonthCharges | null {
  const { meter, month, rates } = ordinary;
  const coefficient = coefficientFor(meter, month.month, rates);
  const volume = timesCoefficient(measured, coefficient);
  if (volume === null) return null;
  const line = lineOf(ordinary, { measured, coefficient, volume }, basis);
  return line && closedBy(ordinary, basis, { lines: [line], volumes: [litresInShort(volume)] });
}

/**
 * After months without a reading: each has an equal part of the difference, and what was estimated for
 * it is taken back.
 */
function afterGap(ordinary: Ordinary, measured: number, basis: ReadingsBasis): MonthCharges | null {
  const { meter, state, month, rates } = ordinary;
  const { estimated } = state;
  const part = (measured - (measured % basis.gapMonths)) / basis.gapMonths;
  const rest = measured - part * (basis.gapMonths - 1);
  const metered: string[] = [];
  const again: ChargeLine[] = [];
  let seen = 0;
  for (let one = nextOf(state); one <= month.month; one = monthDays(one).next) {
    const own = one === month.month ? rest : part;
    const known = timesCoefficient(own, coefficientIfKnown(meter, one, rates));
    if (known === null) return null;
    metered.push(litresInShort(known));
    const line = estimated[seen];
    if (line?.chargedMonth !== one) continue;
    seen += 1;
    const anew = meteredAnew(line, own, { ordinary, basis });
    if (anew === null) return null;
    again.push(reversalOf(line), anew);
  }
  // A month that was estimated by two lines, or out of order, is not ordinary.
  if (seen !== estimated.length) return null;
  const coefficient = coefficientFor(meter, month.month, rates);
  const volume = timesCoefficient(rest, coefficient);
  if (volume === null) return null;
  const line = lineOf(ordinary, { measured: rest, coefficient, volume }, basis);
  return line && closedBy(ordinary, basis, { lines: [line, ...again], volumes: metered });
}

const nextOf = ({ anchor }: MeterState): PlainMonth => (anchor ? monthDays(anchor.month).next : '');

function meteredAnew(
  line: ChargeLine,
  measured: number,
  { ordinary, basis }: { ordinary: Ordinary; basis: ReadingsBasis },
): ChargeLine | null {
  const { meter, rates } = ordinary;
  const coefficient = coefficientFor(meter, line.chargedMonth, rates);
  const volume = timesCoefficient(measured, coefficient);
  const amountKopecks = volume === null ? null : kopecksOfLitres(volume, line.pricePerM3);
  if (volume === null || amountKopecks === null) return null;
  return {
    ...line,
    kind: 'recalculation',
    method: 'METER',
    measuredM3: litresAsM3(measured),
    coefficient,
    volumeM3: litresAsM3(volume),
    amountKopecks,
    eventId: null,
    basis,
  };
}

function closedBy(
  { meter, state, month, rates }: Ordinary,
  { to }: ReadingsBasis,
  { lines, volumes }: { lines: ChargeLine[]; volumes: readonly string[] },
): MonthCharges {
  const next: MeterState = {
    meterId: meter.meterId,
    anchor: { ...to, month: month.month },
    missedMonths: 0,
    removedMonths: 0,
    metered: [...state.metered, ...volumes].slice(-rates.rules.averageMonths),
    estimated: [],
  };
  return { lines, state: { meters: [next] } };
}

/** п. 31: by average for so many months in a row, then by norm; by norm where there is no average. */
export function byEstimate(ordinary: Ordinary): MonthCharges | null {
  const { state, rates } = ordinary;
  const hasAverage = state.metered.length > 0;
  const isAverage = hasAverage && state.missedMonths < rates.rules.estimatedMonthsMost;
  const line = isAverage ? averageLineOf(ordinary) : normLineOf(ordinary, state.meterId);
  if (!line) return null;
  const toReplace = isReplaceable(line, rates.rules) ? [line] : [];
  const estimated = [...state.estimated, ...toReplace];
  const next: MeterState = { ...state, missedMonths: state.missedMonths + 1, estimated };
  return { lines: [line], state: { meters: [next] } };
}

function averageLineOf(ordinary: Ordinary): ChargeLine | null {
  const { state, month } = ordinary;
  const months = state.metered.length;
  let total = 0;
  for (const one of state.metered) {
    const litres = scaled(one, 3);
    if (litres === null) return null;
    total += litres;
  }
  const volume = dividedHalfUp(total, months);
  const basis: LineBasis = {
    kind: 'average',
    totalM3: litresAsM3(total),
    months,
    monthlyM3: litresAsM3(volume),
    days: month.days,
    daysInMonth: month.days,
    monthInRow: state.missedMonths + 1,
  };
  return lineOf(ordinary, { measured: volume, coefficient: NO_COEFFICIENT, volume }, basis);
}

/** A whole month by one norm (п. 31, 34); null where a norm begins within it. */
function normLineOf(
  { attributes, month, rates, tariff }: Omit<Ordinary, 'meter' | 'state'>,
  meterId: number | null,
): ChargeLine | null {
  if (rates.changesWithin(month.month).length > 0) return null;
  const piece = { from: 0, to: month.days, attributes, tariff, meters: meterId === null ? 0 : 1 };
  const method = meterId === null ? 'NORM_NO_METER' : 'NORM_P31';
  const of = { month, piece, method, meterId, eventId: null } as const;
  return normLine(of, normBasis(piece, month, rates));
}

/** п. 34: there is no meter, and none is remembered. */
export function withoutMeter(home: Omit<Ordinary, 'meter' | 'state'>): MonthCharges | null {
  const line = normLineOf(home, null);
  return line && { lines: [line], state: { meters: [] } };
}

function lineOf(
  { meter, month, tariff }: Ordinary,
  { measured, coefficient, volume }: Volume,
  basis: LineBasis,
): ChargeLine | null {
  const amountKopecks = kopecksOfLitres(volume, tariff.pricePerM3);
  if (amountKopecks === null) return null;
  return {
    kind: 'charge',
    chargedMonth: month.month,
    method: basis.kind === 'readings' ? 'METER' : 'AVG_P31',
    from: month.month,
    to: month.next,
    meterId: meter.meterId,
    measuredM3: litresAsM3(measured),
    coefficient,
    volumeM3: litresAsM3(volume),
    tariffId: tariff.tariffId,
    pricePerM3: tariff.pricePerM3,
    amountKopecks,
    eventId: null,
    basis,
  };
}

/** Litres after k. */
function timesCoefficient(litres: number, coefficient: string): number | null {
  if (coefficient === NO_COEFFICIENT) return litres;
  const k = scaled(coefficient, 4);
  return k === null ? null : timesDivided(litres, k, 10_000);
}

/** Litres × millionths of a rouble: ten million of them are a kopeck. */
function kopecksOfLitres(litres: number, pricePerM3: string): number | null {
  const price = scaled(pricePerM3, 6);
  return price === null ? null : timesDivided(litres, price, 10_000_000);
}
