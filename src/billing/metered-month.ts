import Big from 'big.js';
import type { MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { ChargeLine, LineBasis, ReadingsBasis } from './charge-line.ts';
import {
  basisReading,
  type Difference,
  differenceOf,
  inCounterOrder,
  readingsOfMonth,
} from './counted-readings.ts';
import {
  appendMetered,
  coefficientFor,
  type GapShare,
  shareGap,
  withTakenBack,
} from './gap-shares.ts';
import { lineOf } from './line.ts';
import { dayIndex, type MonthDays } from './month-days.ts';
import type { Piece, Slice } from './month-slices.ts';
import type { RateTable } from './rate-lookup.ts';
import type { Tariff } from './rates.ts';
import { rebase } from './rebase.ts';
import { divideM3, formatM3, partM3 } from './rounding.ts';

type Metered = { lines: ChargeLine[]; state: MeterState };
type Input = {
  meter: MeterFacts;
  before: MeterState;
  month: MonthDays;
  rates: RateTable;
  slices: readonly Slice[];
  /** Days on which the meter measured. */
  measuring: readonly Piece[];
  /** Days on which the counter ran, though a norm is charged for them. */
  running: readonly Piece[];
  /** Days on which it hung there, though a norm is charged for them. */
  hasNorm: boolean;
};

/** A month that a reading closes; null when none does. */
export function chargeMetered(input: Input): Metered | null {
  const { meter, before, month, rates, measuring, hasNorm } = input;
  const readings = inCounterOrder(meter.readings);
  const closing = readingsOfMonth(readings, before.anchor, month.month);
  const difference = differenceOf(meter, before.anchor, closing);
  if (!difference) return null;
  const isStill = measuring.length === 0 && !hasNorm;
  const still = [...(before.stillMonths ?? []), ...(isStill ? [month.month] : [])];
  const shares = shareGap(difference, before.anchor, month.month, still);
  const basis = basisOf(difference, shares);
  const own = shares.find((share) => share.month === month.month);
  const isKnown = before.anchor !== null || closing.length > 1;
  return {
    lines: [
      ...(own ? ownLines(input, partOf(own, difference, input), basis) : []),
      ...rebase(before, shares, { meter, basis, rates }),
      ...takenBack(input, difference, basis),
    ],
    state: {
      ...before,
      anchor: { ...basisReading(difference.to), month: month.month },
      missedMonths: 0,
      // Of a first reading alone nothing is known but where the count begins.
      metered: isKnown
        ? appendMetered(before.metered, withTakenBack(shares, difference), meter, rates)
        : before.metered,
      estimated: [],
      stillMonths: undefined,
      normDays: undefined,
    },
  };
}

type Part = GapShare & { part?: { days: number; ofDays: number } };

/**
 * No gas is charged twice: where a norm is charged for days on which the counter ran, the month's
 * share is of the other days only, among those up to the reading.
 */
function partOf(
  share: GapShare,
  { to: { takenOn } }: Difference,
  { measuring, running, month }: Input,
): Part {
  const isWithin = takenOn >= month.month && takenOn < month.next;
  const end = isWithin ? dayIndex(takenOn, month) + 1 : month.days;
  const daysOf = (pieces: readonly Piece[]) =>
    pieces.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - from), 0);
  const days = daysOf(measuring);
  const ofDays = days + daysOf(running);
  if (days === ofDays) return share;
  return { ...share, measured: partM3(share.measured, days, ofDays), part: { days, ofDays } };
}

const basisOf = (difference: Difference, shares: readonly GapShare[]): ReadingsBasis => ({
  kind: 'readings',
  from: difference.from,
  to: basisReading(difference.to),
  isRollover: difference.isRollover,
  differenceM3: formatM3(difference.volume),
  gapMonths: shares.length,
});

type Stretch = { from: number; to: number; days: number; tariff: Tariff };

/** The metered days of each price: from the first of them to the last. */
function stretchesOf(pieces: readonly Piece[]): Stretch[] {
  const stretches = new Map<number, Stretch>();
  for (const { from, to, tariff } of pieces) {
    const known = stretches.get(tariff.tariffId);
    const days = to - from;
    if (known) Object.assign(known, { to, days: known.days + days });
    else stretches.set(tariff.tariffId, { from, to, days, tariff });
  }
  return [...stretches.values()];
}

function ownLines(input: Input, share: Part, difference: ReadingsBasis): ChargeLine[] {
  const { meter, month, rates, measuring, hasNorm, slices } = input;
  let stretches = stretchesOf(measuring);
  // What a meter showed on the day of its removal is of days before it, be they of another month.
  const isLeftOver = stretches.length === 0 && !hasNorm && share.measured.gt(0);
  if (isLeftOver) stretches = slices.slice(0, 1).map((one) => ({ ...one, to: 1, days: 1 }));
  const parts = divideM3(
    share.measured,
    stretches.map(({ days }) => days),
  );
  const coefficient = stretches.length > 0 ? coefficientFor(meter, month.month, rates) : '';
  return stretches.map((piece, index) => {
    const of = { month, piece, method: 'METER' as const, meterId: meter.meterId, eventId: null };
    const basis = share.part ? { ...difference, part: share.part } : difference;
    return lineOf(of, parts[index] ?? new Big(0), coefficient, basis);
  });
}

/** What was sent before an inspector's reading, and was more than the counter shows. */
function takenBack(input: Input, { volume }: Difference, basis: LineBasis): ChargeLine[] {
  const { meter, month, rates, measuring, slices } = input;
  if (!volume.lt(0)) return [];
  const [first] = measuring.length > 0 ? measuring : slices;
  const last = (measuring.length > 0 ? measuring : slices).at(-1);
  if (!first || !last) return [];
  const piece = { from: first.from, to: last.to, tariff: last.tariff };
  const of = { month, piece, method: 'METER' as const, meterId: meter.meterId, eventId: null };
  const line = lineOf(of, volume, coefficientFor(meter, month.month, rates), basis);
  return [{ ...line, kind: 'recalculation' }];
}
