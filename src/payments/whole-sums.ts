import type { GatewayPayment } from './gateway.ts';

/**
 * Both sums of a payment, whatever its gateway tells: one that tells what is left of it knows its sum
 * from us. That as much is left as was paid says nothing of what went back.
 */
export function wholeSums(told: GatewayPayment, ourKopecks: number): GatewayPayment {
  const { leftKopecks } = told;
  if (leftKopecks === null) return told;
  const refundedKopecks = Math.max(0, ourKopecks - leftKopecks);
  return { ...told, amountKopecks: ourKopecks, refundedKopecks };
}
