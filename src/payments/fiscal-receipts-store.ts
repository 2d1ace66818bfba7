import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { FiscalState, GatewayReceipt, ReceiptOf } from './gateway.ts';

type Expected = { paymentId: number; refundId?: number; state: FiscalState; now: Date };

/** A чек is on its way; whatever becomes of it, the money stands. */
export async function expectReceipt(
  tx: Tx,
  _actor: Actor,
  { paymentId, refundId, state, now }: Expected,
): Promise<void> {
  await tx
    .insertInto('fiscal_receipts')
    .values({
      payment_id: paymentId,
      refund_id: refundId ?? null,
      state,
      ask_after: new Date(now.getTime() + 2_000),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type DueReceipt = {
  fiscalReceiptId: number;
  gateway: string;
  of: ReceiptOf;
  /** As it was sent: it holds what the чек says. null: it was not we who asked for it. */
  request: string | null;
  askedTimes: number;
  /** How often it was registered anew. */
  repeats: number;
  /** The one that is to be sent, or was sent and not answered. */
  repeat: { key: string; request: string } | null;
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
    .leftJoin('payment_refunds as r', 'r.refund_id', 'f.refund_id')
    .select(['f.fiscal_receipt_id', 'f.asked_times', 'f.repeats', 'f.repeat_key'])
    .select(['f.repeat_request', 'g.gateway', 'g.gateway_payment_id', 'g.request', 'f.refund_id'])
    .select(['r.gateway_refund_id', 'r.request as refund_request'])
    .where('f.ask_after', '<=', now)
    .where('g.gateway_payment_id', 'is not', null)
    .orderBy('f.ask_after')
    .limit(limit)
    .execute();
  return due.map((row) => ({
    fiscalReceiptId: row.fiscal_receipt_id,
    gateway: row.gateway,
    of:
      row.refund_id === null
        ? { kind: 'payment', gatewayId: row.gateway_payment_id ?? '' }
        : { kind: 'refund', gatewayId: row.gateway_refund_id ?? '' },
    request: row.refund_id === null ? row.request : row.refund_request,
    askedTimes: row.asked_times,
    repeats: row.repeats,
    repeat:
      row.repeat_key === null ? null : { key: row.repeat_key, request: row.repeat_request ?? '' },
  }));
}

export type ReceiptChange = {
  due: DueReceipt;
  /** null: nothing was learnt. */
  receipt: GatewayReceipt | null;
  /** When to ask again; null: it has come to its end, or people see to it. */
  askAfter: Date | null;
  /** undefined: as it was. */
  repeat?: DueReceipt['repeat'];
  repeats?: number;
  /** The gateway's word for why. */
  told?: string;
  handedOverAt?: Date;
};

export async function noteReceipt(db: Db, _actor: Actor, change: ReceiptChange): Promise<void> {
  const { due, receipt, repeat, repeats, told, handedOverAt } = change;
  await db
    .updateTable('fiscal_receipts')
    .set({
      asked_times: due.askedTimes + 1,
      ask_after: change.askAfter,
      ...(repeats === undefined ? {} : { repeats }),
      ...(told === undefined ? {} : { told }),
      ...(handedOverAt ? { handed_over_at: handedOverAt } : {}),
      ...(repeat === undefined
        ? {}
        : { repeat_key: repeat?.key ?? null, repeat_request: repeat?.request ?? null }),
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
