import Big from 'big.js';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { ChargeLine, ChargeMethod } from './charge-line.ts';
import type { PenaltySpan } from './money-entry.ts';
import type { BillingRules } from './rates.ts';

/** Rules that a sum of a bill may rest on: clauses of ПП 549, and one article of the housing code. */
export const clauses = [
  'p25',
  'p26',
  'p27',
  'p28',
  'p30',
  'p31',
  'p32',
  'p34',
  'p62',
  'zhk155',
] as const;
export type Clause = (typeof clauses)[number];

const clausesOfMethod = {
  METER: ['p26'],
  AVG_P31: ['p31'],
  NORM_P31: ['p31', 'p32'],
  AVG_P30: ['p30'],
  NORM_P30: ['p30', 'p32'],
  NORM_P28_REPORTED: ['p28', 'p32'],
  NORM_P28_INSPECTION: ['p28', 'p32'],
  NORM_EXPIRED: ['p25', 'p32'],
  NORM_NO_METER: ['p32'],
  NORM_NO_ACCESS: ['p62', 'p32'],
  PRIVILEGE: [],
} as const satisfies Record<ChargeMethod, readonly Clause[]>;

/** The clauses that a line rests on, the one that decides first. */
export const clausesOf = ({ method }: Pick<ChargeLine, 'method'>): readonly Clause[] =>
  clausesOfMethod[method];

export type VatInside = { percent: string; amountKopecks: number };

/** The tax that is in a sum already, at the rate of the day; null where none is known. */
export function vatInside(
  amountKopecks: number,
  on: PlainDate,
  vat: BillingRules['vat'],
): VatInside | null {
  const rate = vat.findLast(({ from }) => from <= on);
  if (!rate) return null;
  const inside = new Big(amountKopecks).times(rate.percent).div(new Big(rate.percent).plus(100));
  return { percent: rate.percent, amountKopecks: toKopecks(inside) };
}

/** Roubles of a late debt for days at one rate, as the law multiplies them, not rounded. */
export const penaltyOfDays = ({ debtKopecks, percent, divisor, days }: PenaltySpan): string =>
  new Big(debtKopecks).times(percent).times(days).div(divisor).div(10_000).toFixed();

/** Half up is away from zero on both sides: a reversal takes back what was charged. */
const toKopecks = (kopecks: Big): number => Number(kopecks.round(0, Big.roundHalfUp).toFixed());

export type RecalculatedMonth<Line extends ChargeLine> = {
  month: PlainMonth;
  amountKopecks: number;
  lines: Line[];
};

/** The recalculation lines of a bill by the month that they change, oldest first. */
export function recalculationsByMonth<Line extends ChargeLine>(
  lines: readonly Line[],
): RecalculatedMonth<Line>[] {
  const changing = lines.filter(({ kind }) => kind === 'recalculation');
  const byMonth = Map.groupBy(changing, ({ chargedMonth }) => chargedMonth);
  return [...byMonth]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, those]) => ({
      month,
      amountKopecks: those.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0),
      lines: those,
    }));
}
