import Big from 'big.js';
import { daysBetween } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import type { ChargeLine, ChargeMethod } from './charge-line.ts';

/** What a month added to the account, and the lines that say why; imported months have none. */
export type ComparedMonth = Pick<
  AccountMonth,
  'source' | 'volumeM3' | 'chargedKopecks' | 'recalculatedKopecks' | 'penaltyKopecks'
> & {
  lines: readonly Pick<
    ChargeLine,
    | 'kind'
    | 'method'
    | 'from'
    | 'to'
    | 'measuredM3'
    | 'coefficient'
    | 'volumeM3'
    | 'pricePerM3'
    | 'amountKopecks'
  >[];
};

export const differenceReasons = [
  'volume',
  'method',
  'days',
  'coefficient',
  'price',
  'other',
  'privilege',
  'recalculation',
  'penalty',
] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

/** Signed kopecks: they add up to the difference exactly. */
export type DifferencePart = { reason: DifferenceReason; amountKopecks: number };

export type MonthDifference = { differenceKopecks: number; parts: DifferencePart[] };

/** What a month's gas sum is the product of: daily volume × days × coefficient × price. */
type Factors = { perDay: Big; days: Big; coefficient: Big; price: Big };

/**
 * Why a month costs more or less than another. The gas itself is taken apart factor by factor: one
 * after the other takes its new value, and the kopecks that each step moves are its part. The steps
 * follow one another, so that they add up whatever is rounded; the last takes the new sum itself.
 */
export function compareMonths(now: ComparedMonth, before: ComparedMonth): MonthDifference {
  const sums = { now: sumsOf(now), before: sumsOf(before) };
  const parts: DifferencePart[] = [
    ...gasParts(now, before),
    { reason: 'privilege', amountKopecks: sums.now.privilege - sums.before.privilege },
    {
      reason: 'recalculation',
      amountKopecks: now.recalculatedKopecks - before.recalculatedKopecks,
    },
    { reason: 'penalty', amountKopecks: now.penaltyKopecks - before.penaltyKopecks },
  ];
  return {
    differenceKopecks: sums.now.total - sums.before.total,
    parts: parts.filter(({ amountKopecks }) => amountKopecks !== 0),
  };
}

function sumsOf(month: ComparedMonth) {
  const privilege = month.lines
    .filter(({ kind, method }) => kind === 'charge' && method === 'PRIVILEGE')
    .reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
  return {
    privilege,
    gas: month.chargedKopecks - privilege,
    total: month.chargedKopecks + month.recalculatedKopecks + month.penaltyKopecks,
  };
}

function gasParts(now: ComparedMonth, before: ComparedMonth): DifferencePart[] {
  const [target, start] = [sumsOf(now).gas, sumsOf(before).gas];
  const [to, from] = factorsOfBoth(now, before);
  const isTold = isToldByLines(now, before);
  const reasons = {
    perDay: isSameMethod(now, before) ? 'volume' : 'method',
    days: 'days',
    coefficient: 'coefficient',
    price: 'price',
  } as const;
  // Without lines, price and coefficient of the old system are not known apart from each other.
  const order = isTold ? factorOrder : (['perDay'] as const);
  const parts: DifferencePart[] = [];
  let factors = from;
  let reached = start;
  for (const factor of order.filter((one) => !to[one].eq(from[one]))) {
    factors = { ...factors, [factor]: to[factor] };
    const next = productOf(factors);
    parts.push({ reason: reasons[factor], amountKopecks: next - reached });
    reached = next;
  }
  const rest = target - reached;
  const last = parts.at(-1);
  // Each line was rounded by itself: those kopecks have no reason of their own.
  if (isTold && last) last.amountKopecks += rest;
  else parts.push({ reason: isTold ? reasons.perDay : 'other', amountKopecks: rest });
  return parts;
}

const factorOrder = ['perDay', 'days', 'coefficient', 'price'] as const;

const isToldByLines = (now: ComparedMonth, before: ComparedMonth): boolean =>
  now.source === 'closed' && before.source === 'closed';

const productOf = ({ perDay, days, coefficient, price }: Factors): number =>
  Number(perDay.times(days).times(coefficient).times(price).round(0, Big.roundHalfUp).toFixed());

/** Where one of the two used no gas, it has no coefficient and no price: they are the other's. */
function factorsOfBoth(now: ComparedMonth, before: ComparedMonth): [Factors, Factors] {
  const isTold = isToldByLines(now, before);
  const isByDays = isTold && isMetered(now) && isMetered(before);
  const pick = isTold ? (month: ComparedMonth) => ownFactors(month, isByDays) : importedFactors;
  const [a, b] = [pick(now), pick(before)];
  const complete = (own: typeof a, other: typeof a): Factors => ({
    perDay: own.perDay,
    days: own.days,
    coefficient: own.coefficient ?? other.coefficient ?? ONE,
    price: own.price ?? other.price ?? ONE,
  });
  return [complete(a, b), complete(b, a)];
}

type OwnFactors = Omit<Factors, 'coefficient' | 'price'> & {
  coefficient: Big | null;
  price: Big | null;
};

const ONE = new Big(1);

/** A norm or an average is of a month, however many days it has; a counter runs by the day. */
function ownFactors(month: ComparedMonth, isByDays: boolean): OwnFactors {
  const lines = gasLines(month);
  const measured = sumBy(lines, ({ measuredM3 }) => measuredM3);
  const volume = sumBy(lines, ({ volumeM3 }) => volumeM3);
  const days = new Big(isByDays ? Math.max(1, daysOf(lines)) : 1);
  const kopecks = new Big(sumsOf(month).gas);
  return {
    perDay: measured.div(days),
    days,
    coefficient: same(lines, (line) => line.coefficient) ?? ratio(volume, measured),
    price: same(lines, (line) => line.pricePerM3)?.times(100) ?? ratio(kopecks, volume),
  };
}

function importedFactors(month: ComparedMonth): OwnFactors {
  const volume = new Big(month.volumeM3);
  const price = ratio(new Big(sumsOf(month).gas), volume);
  return { perDay: volume, days: ONE, coefficient: ONE, price };
}

const ratio = (dividend: Big, divisor: Big): Big | null =>
  divisor.eq(0) ? null : dividend.div(divisor);

/** What all lines say alike: exact, where a quotient of rounded numbers is not. */
function same<T>(lines: readonly T[], pick: (line: T) => string): Big | null {
  const values = [...new Set(lines.map(pick))];
  return values.length === 1 && values[0] !== undefined ? new Big(values[0]) : null;
}

const gasLines = ({ lines }: ComparedMonth) =>
  lines.filter(({ kind, method }) => kind === 'charge' && method !== 'PRIVILEGE');

function sumBy<T>(list: readonly T[], pick: (one: T) => string): Big {
  return list.reduce((sum, one) => sum.plus(pick(one)), new Big(0));
}

/** From the first day to the last: two meters run side by side. */
function daysOf(lines: readonly { from: string; to: string }[]): number {
  const from = lines.map((line) => line.from).sort()[0];
  const to = lines
    .map((line) => line.to)
    .sort()
    .at(-1);
  return from && to ? daysBetween(from, to) : 0;
}

const isMetered = (month: ComparedMonth): boolean =>
  gasLines(month).every(({ method }) => method === 'METER');

const kindOfMethod = (method: ChargeMethod) => method.split('_')[0];

function isSameMethod(now: ComparedMonth, before: ComparedMonth): boolean {
  if (!isToldByLines(now, before)) return true;
  const kinds = (month: ComparedMonth) =>
    [...new Set(gasLines(month).map(({ method }) => kindOfMethod(method)))].sort().join();
  const [a, b] = [kinds(now), kinds(before)];
  return a === b || a === '' || b === '';
}
