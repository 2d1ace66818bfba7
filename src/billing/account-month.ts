import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

/** What the balance of a month is made of, of one account or of many. Plus: the subscriber owes. */
export type MonthSums = {
  openingKopecks: number;
  chargedKopecks: number;
  recalculatedKopecks: number;
  penaltyKopecks: number;
  /** Plus: money came in. */
  paidKopecks: number;
  correctedKopecks: number;
  closingKopecks: number;
};

/** The balance that the others make. */
export const closingOf = (sums: Omit<MonthSums, 'closingKopecks'>): number =>
  sums.openingKopecks +
  sums.chargedKopecks +
  sums.recalculatedKopecks +
  sums.penaltyKopecks +
  sums.correctedKopecks -
  sums.paidKopecks;

/** The sums alone of whatever has them, in the order in which a paper reads them. */
export const monthSumsOf = (month: MonthSums): MonthSums => ({
  openingKopecks: month.openingKopecks,
  chargedKopecks: month.chargedKopecks,
  recalculatedKopecks: month.recalculatedKopecks,
  penaltyKopecks: month.penaltyKopecks,
  correctedKopecks: month.correctedKopecks,
  paidKopecks: month.paidKopecks,
  closingKopecks: month.closingKopecks,
});

/** A month of an account as its statement tells it. */
export type AccountMonth = MonthSums & {
  month: PlainMonth;
  /** imported: told by the supplier's old system, shown and never recomputed. */
  source: 'closed' | 'imported';
  /** Of an imported month null, as is all that the old system did not tell. */
  closeId: number | null;
  /** The part of the closing balance that is penalties. */
  closingPenaltyKopecks: number | null;
  volumeM3: string;
  isEstimated: boolean;
  dueOn: PlainDate | null;
};

/** The sums of several months in a row, newest first, as one row of the same columns. */
export type MonthTotals = MonthSums & { from: PlainMonth; to: PlainMonth; months: number };

/** null without a month. */
export function totalsOf(months: readonly AccountMonth[]): MonthTotals | null {
  const [last] = months;
  const first = months.at(-1);
  if (!first || !last) return null;
  const sum = (pick: (month: AccountMonth) => number) =>
    months.reduce((total, month) => total + pick(month), 0);
  return {
    from: first.month,
    to: last.month,
    months: months.length,
    openingKopecks: first.openingKopecks,
    chargedKopecks: sum((month) => month.chargedKopecks),
    recalculatedKopecks: sum((month) => month.recalculatedKopecks),
    penaltyKopecks: sum((month) => month.penaltyKopecks),
    paidKopecks: sum((month) => month.paidKopecks),
    correctedKopecks: sum((month) => month.correctedKopecks),
    closingKopecks: last.closingKopecks,
  };
}
