import type { MonthSums } from './account-month.ts';
import type { ClosedAccount } from './close-account.ts';

/** Sums of a part of a close; those of all parts together are the close's. */
export type RangeTotals = MonthSums & {
  accounts: number;
  lines: number;
  estimatedAccounts: number;
  /** Thousandths of a m³: a sum of exact integers. */
  volumeMilliM3: number;
};

export const noTotals: RangeTotals = {
  accounts: 0,
  lines: 0,
  estimatedAccounts: 0,
  openingKopecks: 0,
  chargedKopecks: 0,
  recalculatedKopecks: 0,
  penaltyKopecks: 0,
  paidKopecks: 0,
  correctedKopecks: 0,
  closingKopecks: 0,
  volumeMilliM3: 0,
};

export function totalsOfRange(closed: readonly ClosedAccount[]): RangeTotals {
  const totals = { ...noTotals };
  for (const one of closed) addAccount(totals, one);
  return totals;
}

export function addAccount(totals: RangeTotals, one: ClosedAccount): void {
  totals.accounts += 1;
  totals.lines += one.lines.length;
  totals.estimatedAccounts += one.isEstimated ? 1 : 0;
  totals.openingKopecks += one.openingKopecks;
  totals.chargedKopecks += one.chargedKopecks;
  totals.recalculatedKopecks += one.recalculatedKopecks;
  totals.penaltyKopecks += one.penaltyKopecks;
  totals.paidKopecks += one.paidKopecks;
  totals.correctedKopecks += one.correctedKopecks;
  totals.closingKopecks += one.closingKopecks;
  totals.volumeMilliM3 += Math.round(Number(one.volumeM3) * 1000);
}

export function addTotals(a: RangeTotals, b: RangeTotals): RangeTotals {
  const sum = { ...a };
  for (const key of Object.keys(noTotals) as (keyof RangeTotals)[]) sum[key] += b[key];
  return sum;
}
