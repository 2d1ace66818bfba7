import type { BillData } from './bill-data.ts';

type Sums = Pick<
  BillData,
  | 'openingKopecks'
  | 'correctedKopecks'
  | 'paidKopecks'
  | 'recalculations'
  | 'closingPenaltyKopecks'
  | 'penaltyKopecks'
>;

export type PastOfBill = {
  /** What was paid before anything was charged, and is left; 0: nothing. */
  advanceKopecks: number;
  /** Of what the month began with and was not paid in it: all, then what of it is overdue as the bill is made. */
  owedKopecks: number;
  overdueGasKopecks: number;
  overduePenaltyKopecks: number;
  /** Of months before something was given back: it goes to the oldest debts. */
  isReduced: boolean;
};

/**
 * What of the sum is of months before. What is added in the month itself (a correction, money that went
 * back, more for an earlier month) is due with this bill (`post-entries`), and no part of it.
 */
export function pastOf(bill: Sums): PastOfBill {
  const { openingKopecks: opening, correctedKopecks: corrected, paidKopecks: paid } = bill;
  const taken = Math.max(0, paid) + Math.max(0, -corrected);
  const owedKopecks = Math.max(0, Math.max(0, opening) - taken);
  const returned = bill.recalculations.reduce(
    (sum, one) => sum + Math.max(0, -one.amountKopecks),
    0,
  );
  const left = Math.max(0, owedKopecks - returned);
  const earlier = bill.closingPenaltyKopecks - Math.max(0, bill.penaltyKopecks);
  const overduePenaltyKopecks = Math.min(left, Math.max(0, earlier));
  return {
    advanceKopecks: Math.max(0, paid - opening - corrected),
    owedKopecks,
    overdueGasKopecks: left - overduePenaltyKopecks,
    overduePenaltyKopecks,
    isReduced: returned > 0,
  };
}
