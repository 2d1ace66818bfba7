import type { ReceiptLine } from './gateway.ts';

export type OwedNow = { totalKopecks: number; penaltyKopecks: number };

/**
 * What a sum will pay, for its чек: gas that is owed, then penalties, the rest is paid before. It
 * goes the way of the ledger (ГК 319), though what arrives meanwhile may change what it pays.
 */
export function splitForReceipt(
  amountKopecks: number,
  owed: OwedNow | null,
): { kind: ReceiptLine['kind']; amountKopecks: number }[] {
  const penalties = Math.max(0, owed?.penaltyKopecks ?? 0);
  const gas = Math.max(0, (owed?.totalKopecks ?? 0) - penalties);
  const forGas = Math.min(amountKopecks, gas);
  const forPenalties = Math.min(amountKopecks - forGas, penalties);
  const lines = [
    { kind: 'owed' as const, amountKopecks: forGas },
    { kind: 'penalty' as const, amountKopecks: forPenalties },
    { kind: 'advance' as const, amountKopecks: amountKopecks - forGas - forPenalties },
  ];
  return lines.filter((line) => line.amountKopecks > 0);
}
