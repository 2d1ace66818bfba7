import type { PaymentPart } from './payments-store.ts';

type Left = Pick<PaymentPart, 'isPenalty' | 'amountKopecks' | 'refundedKopecks'>;

/**
 * How much of a sum that goes back had been paid for penalties: what the part for gas cannot give. The
 * other way round a household would owe penalties while its advance lies there. null: so much is
 * not left.
 */
export function penaltiesOf(parts: readonly Left[], amountKopecks: number): number | null {
  const left = (isPenalty: boolean) =>
    parts.reduce(
      (sum, part) =>
        sum + (part.isPenalty === isPenalty ? part.amountKopecks - part.refundedKopecks : 0),
      0,
    );
  const penaltyKopecks = Math.max(0, amountKopecks - left(false));
  return penaltyKopecks > left(true) ? null : penaltyKopecks;
}
