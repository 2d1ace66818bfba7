import type { Actor } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';

/** What a queued `payment_received` carries. */
export type PaymentLetterData = { paymentId: number };

/** To the payer, at the address given for the чек. Of a bank's money nobody is written to. */
export async function tellOfPayment(
  tx: Tx,
  _actor: Actor,
  { paymentId, now }: { paymentId: number; now: Date },
): Promise<void> {
  const payer = await findPayer(tx, paymentId);
  if (!payer) return;
  const data: PaymentLetterData = { paymentId };
  await queueLetter(tx, { kind: 'payment_received', ...payer, data }, now);
}

/** What a queued `payment_refunded` carries. */
export type RefundLetterData = { refundId: number };

export async function tellOfRefund(
  tx: Tx,
  _actor: Actor,
  { paymentId, refundId, now }: { paymentId: number; refundId: number; now: Date },
): Promise<void> {
  const payer = await findPayer(tx, paymentId);
  if (!payer) return;
  const data: RefundLetterData = { refundId };
  await queueLetter(tx, { kind: 'payment_refunded', ...payer, data }, now);
}

async function findPayer(tx: Tx, paymentId: number) {
  const payer = await tx
    .selectFrom('payments as p')
    .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .select(['b.user_id', 'b.receipt_email'])
    .where('p.payment_id', '=', paymentId)
    .executeTakeFirst();
  return payer ? { userId: payer.user_id, to: payer.receipt_email } : null;
}
