import type { BillData } from './bill-data.ts';

type Sums = Pick<
  BillData,
  'openingKopecks' | 'correctedKopecks' | 'paidKopecks' | 'recalculatedKopecks'
>;

/**
 * What the month began with and was not paid in it (below nought: an advance), and what of months before was
 * given back in it: a debt may be larger than the sum that it is a part of, where its months were counted anew.
 */
export const pastOf = (sums: Sums) => ({
  owedKopecks: sums.openingKopecks + sums.correctedKopecks - sums.paidKopecks,
  returnedKopecks: Math.max(0, -sums.recalculatedKopecks),
});

type WithPenalties = Sums & Pick<BillData, 'closingPenaltyKopecks' | 'penaltyKopecks'>;

/** The part of the sum to be paid whose own due day has passed: for gas, and penalties of months before. */
export function overdueOf(bill: WithPenalties) {
  const { owedKopecks, returnedKopecks } = pastOf(bill);
  const leftKopecks = Math.max(0, owedKopecks - returnedKopecks);
  const earlier = Math.max(0, bill.closingPenaltyKopecks - bill.penaltyKopecks);
  const penaltyKopecks = Math.min(leftKopecks, earlier);
  return { gasKopecks: leftKopecks - penaltyKopecks, penaltyKopecks };
}
