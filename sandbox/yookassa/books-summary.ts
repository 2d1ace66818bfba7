import type { Payment, Refund } from './books.ts';

/** For tests: what was taken and given back, to compare with somebody else's books. */
export function summary(payments: readonly Payment[], refunds: readonly Refund[]) {
  return {
    payments: payments.map((one) => ({
      id: one.id,
      status: one.status,
      amountKopecks: one.kopecks,
      refundedKopecks: one.refundedKopecks,
      method: one.method,
      reason: one.reason,
      metadata: one.request.metadata ?? {},
      createdAt: one.createdAt.toISOString(),
      capturedAt: one.capturedAt?.toISOString() ?? null,
    })),
    refunds: refunds.map((one) => ({
      id: one.id,
      paymentId: one.paymentId,
      status: one.status,
      amountKopecks: one.kopecks,
    })),
    succeededKopecks: payments.reduce(
      (sum, one) => sum + (one.status === 'succeeded' ? one.kopecks : 0),
      0,
    ),
    refundedKopecks: payments.reduce((sum, one) => sum + one.refundedKopecks, 0),
  };
}
