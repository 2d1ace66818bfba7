import type { ReceiptLine } from './gateway.ts';

export type OwedNow = { totalKopecks: number; penaltyKopecks: number };

/** Of a sum, for penalties: so much, or as much of it as there is of them. */
export type PenaltyWish = number | 'first' | undefined;

const owedPenalties = (owed: OwedNow | null): number => Math.max(0, owed?.penaltyKopecks ?? 0);
const owedGas = (owed: OwedNow | null): number =>
  Math.max(0, (owed?.totalKopecks ?? 0) - owedPenalties(owed));

/**
 * How much of a sum is for penalties: what the payer chose, otherwise only what is left when all
 * that is owed for gas is paid (ГК 319). Penalties bear no penalties; a debt does.
 */
export function penaltyPart(
  amountKopecks: number,
  owed: OwedNow | null,
  wish: PenaltyWish,
): number {
  const penalties = owedPenalties(owed);
  if (wish === 'first') return Math.min(amountKopecks, penalties);
  if (wish !== undefined) return wish;
  return Math.min(Math.max(0, amountKopecks - owedGas(owed)), penalties);
}

/** The most that a payer may choose: nobody pays penalties ahead. */
export const mostPenalties = (amountKopecks: number, owed: OwedNow | null): number =>
  Math.min(amountKopecks, owedPenalties(owed));

/** What a sum will pay, for its чек: gas that is owed, its part for penalties, the rest is an advance. */
export function splitForReceipt(
  { amountKopecks, penaltyKopecks }: { amountKopecks: number; penaltyKopecks: number },
  owed: OwedNow | null,
): { kind: ReceiptLine['kind']; amountKopecks: number }[] {
  const forGas = Math.min(amountKopecks - penaltyKopecks, owedGas(owed));
  const lines = [
    { kind: 'owed' as const, amountKopecks: forGas },
    { kind: 'penalty' as const, amountKopecks: penaltyKopecks },
    { kind: 'advance' as const, amountKopecks: amountKopecks - forGas - penaltyKopecks },
  ];
  return lines.filter((line) => line.amountKopecks > 0);
}
