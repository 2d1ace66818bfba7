import Big from 'big.js';
import { addMonths, monthsBetween, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { compareReadings } from './reading-order.ts';
import { volumeBetween } from './reading-volume.ts';

/** An accepted reading, as far as a month's volume is concerned. */
export type CountedReading = {
  readingId: number;
  correctsReadingId: number | null;
  meterId: number;
  integerDigits: number;
  value: string;
  takenOn: PlainDate;
  billingMonth: PlainMonth;
  isRollover: boolean;
};

export type MonthlyVolume = {
  month: PlainMonth;
  /** null: before the first reading, or no reading has closed the month yet. */
  volumeM3: string | null;
  /** shared: readings were missing, the difference was divided equally among the months. */
  basis: 'metered' | 'shared' | null;
};

type Share = { volume: Big; isShared: boolean };

/** m³ are known to a litre: no counter shows more, and no bill needs more. */
const DECIMALS = 3;

/**
 * Volume of each month `from`…`to`, both included: the difference between the reading that closes
 * it (its last accepted one) and the one that closed the month before. Months without a reading
 * share the difference that spans them equally, three decimals, the remainder to the last, so that
 * the sum stays exact. Meters are added up; a difference is never taken across two of them.
 */
export function consumptionByMonth(
  readings: readonly CountedReading[],
  { from, to }: { from: PlainMonth; to: PlainMonth },
): MonthlyVolume[] {
  const byMeter = Map.groupBy(readings, ({ meterId }) => meterId);
  const meters = [...byMeter.values()].map(sharesOfMeter);
  const months = Math.max(0, monthsBetween(from, to) + 1);
  return Array.from({ length: months }, (_, index) => {
    const month = addMonths(from, index);
    const shares = meters.flatMap((meter) => meter.get(month) ?? []);
    return { month, ...sumOfShares(shares) };
  });
}

function sumOfShares(shares: readonly Share[]): Omit<MonthlyVolume, 'month'> {
  if (shares.length === 0) return { volumeM3: null, basis: null };
  const sum = shares.reduce((total, { volume }) => total.plus(volume), new Big(0));
  const isShared = shares.some((share) => share.isShared);
  return { volumeM3: sum.toFixed(), basis: isShared ? 'shared' : 'metered' };
}

/** Months of one meter. Its first reading opens the count: what was before it is not known. */
function sharesOfMeter(readings: readonly CountedReading[]): Map<PlainMonth, Share> {
  const shares = new Map<PlainMonth, Share>();
  const inOrder = withoutLate([...readings].sort(compareReadings));
  let closedMonth = inOrder[0]?.billingMonth;
  for (const { month, volume } of volumesByClosingMonth(inOrder)) {
    shareGap(shares, closedMonth ?? month, month, volume);
    closedMonth = month;
  }
  return shares;
}

/**
 * A reading that arrived when later ones had closed their months already divides nothing: what
 * passed before and after it is billed. It closes no month, and no gas moves because of it.
 */
function withoutLate(inOrder: readonly CountedReading[]): CountedReading[] {
  let earliestAfter: PlainMonth | undefined;
  return inOrder
    .toReversed()
    .filter(({ billingMonth }) => {
      if (earliestAfter !== undefined && billingMonth > earliestAfter) return false;
      earliestAfter = billingMonth;
      return true;
    })
    .reverse();
}

/** What passed since the month that was closed before, for each month that a reading closes. */
function volumesByClosingMonth(readings: readonly CountedReading[]) {
  const closings: { month: PlainMonth; volume: Big }[] = [];
  let previous = readings[0];
  for (const reading of readings.slice(1)) {
    if (!previous) break;
    const volume = volumeBetween(previous, reading, reading.integerDigits);
    const last = closings.at(-1);
    const month = reading.billingMonth;
    if (last?.month === month) last.volume = last.volume.plus(volume);
    else closings.push({ month, volume });
    previous = reading;
  }
  return closings;
}

/** Divides `volume` equally among the months after `closedMonth` up to `month`. */
function shareGap(
  shares: Map<PlainMonth, Share>,
  closedMonth: PlainMonth,
  month: PlainMonth,
  volume: Big,
): void {
  const gap = monthsBetween(closedMonth, month);
  // No gap, or the very month of the meter's first reading.
  if (gap <= 1) {
    shares.set(month, { volume, isShared: false });
    return;
  }
  const part = volume.div(gap).round(DECIMALS, Big.roundDown);
  for (let index = 1; index <= gap; index += 1) {
    const share = index === gap ? volume.minus(part.times(gap - 1)) : part;
    shares.set(addMonths(closedMonth, index), { volume: share, isShared: true });
  }
}
