import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { DAY_PAUSE_MS, pauseBeforeAsking } from './ask-pauses.ts';
import type { FiscalState, GatewayReceipt } from './gateway.ts';

/** The чек of a payment is on its way; whatever becomes of it, the payment stands. */
export async function expectReceipt(
  tx: Tx,
  _actor: Actor,
  { paymentId, state, now }: { paymentId: number; state: FiscalState; now: Date },
): Promise<void> {
  await tx
    .insertInto('fiscal_receipts')
    .values({ payment_id: paymentId, state, ask_after: new Date(now.getTime() + 2_000) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type DueReceipt = {
  fiscalReceiptId: number;
  gateway: string;
  gatewayPaymentId: string;
  askedTimes: number;
};

/** Those that it is time to ask about. One worker at a time does. */
export async function findDueReceipts(
  db: Db,
  _actor: Actor,
  { now, limit }: { now: Date; limit: number },
): Promise<DueReceipt[]> {
  const due = await db
    .selectFrom('fiscal_receipts as f')
    .innerJoin('gateway_payments as g', 'g.payment_id', 'f.payment_id')
    .select(['f.fiscal_receipt_id', 'f.asked_times', 'g.gateway', 'g.gateway_payment_id'])
    .where('f.ask_after', '<=', now)
    .where('f.refund_id', 'is', null)
    .where('g.gateway_payment_id', 'is not', null)
    .orderBy('f.ask_after')
    .limit(limit)
    .execute();
  return due.map((row) => ({
    fiscalReceiptId: row.fiscal_receipt_id,
    gateway: row.gateway,
    gatewayPaymentId: row.gateway_payment_id ?? '',
    askedTimes: row.asked_times,
  }));
}

/** null: nothing was learnt; it is asked about again later. */
export async function noteReceipt(
  db: Db,
  _actor: Actor,
  { due, receipt, now }: { due: DueReceipt; receipt: GatewayReceipt | null; now: Date },
): Promise<void> {
  const isDone = receipt !== null && receipt.state !== 'pending';
  const pause = pauseBeforeAsking(due.askedTimes, DAY_PAUSE_MS);
  const askAfter = isDone ? null : new Date(now.getTime() + pause);
  await db
    .updateTable('fiscal_receipts')
    .set({
      asked_times: due.askedTimes + 1,
      ask_after: askAfter,
      ...(receipt
        ? {
            state: receipt.state,
            gateway_receipt_id: receipt.id,
            document_number: receipt.documentNumber,
            storage_number: receipt.storageNumber,
            attribute: receipt.attribute,
            registered_at: receipt.registeredAt,
          }
        : {}),
    })
    .where('fiscal_receipt_id', '=', due.fiscalReceiptId)
    .execute();
}
