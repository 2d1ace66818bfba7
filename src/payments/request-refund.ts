import { createHash } from 'node:crypto';
import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { findGatewayPayment } from './gateway-payments-store.ts';
import { findParts, lockPayment } from './payments-store.ts';
import { penaltiesOf } from './refund-split.ts';
import { addRefund } from './refunds-store.ts';

export type WantedRefund = { personalAccountId: number; paymentId: number; amountKopecks: number };

export type RefundFailure = 'payment_not_found' | 'refund_too_large' | 'refund_too_small';

export type RefundResult = { ok: true } | { ok: false; code: RefundFailure };

type Refunding = WantedRefund & {
  /** Of the form that it was proposed by: once, for ever. */
  key: string;
  deed: Deed;
  now: Date;
};

/** No gateway gives back less. */
const LEAST_KOPECKS = 100;

/**
 * Money goes back the way it came. Only what two people agreed to comes here; the worker sends it, and
 * the ledger learns of it when the gateway has given it back.
 */
export async function requestRefund(
  tx: Tx,
  actor: StaffMember,
  { key, deed, now, ...wanted }: Refunding,
): Promise<RefundResult> {
  const { paymentId, personalAccountId, amountKopecks } = wanted;
  const payment = await lockPayment(tx, actor, paymentId);
  const known = await findGatewayPayment(tx, actor, paymentId);
  const all = await findParts(tx, actor, paymentId);
  const parts = all.filter((one) => one.personalAccountId === personalAccountId);
  if (parts.length === 0 || !known?.gatewayPaymentId || payment.state !== 'succeeded') {
    return { ok: false, code: 'payment_not_found' };
  }
  if (amountKopecks < LEAST_KOPECKS) return { ok: false, code: 'refund_too_small' };
  const penaltyKopecks = penaltiesOf(parts, amountKopecks);
  if (penaltyKopecks === null) {
    return { ok: false, code: 'refund_too_large' };
  }
  const refundId = await addRefund(tx, actor, {
    paymentId,
    personalAccountId,
    kind: 'refund',
    amountKopecks,
    penaltyKopecks,
    gateway: known.gateway,
    idempotenceKey: `refund-${createHash('sha256').update(key).digest('hex').slice(0, 40)}`,
    request: null,
    gatewayRefundId: null,
    reason: deed.reason,
    staffMemberId: actor.staffMemberId,
    askAfter: now,
    now,
  });
  if (refundId === null) return { ok: true };
  await recordEntry(tx, actor, {
    ...deed,
    action: 'refund_payment',
    personalAccountId,
    subject: `payment:${paymentId}`,
    details: { amountKopecks, refundId },
    now,
  });
  return { ok: true };
}
