import { sql } from 'kysely';
import type { Actor, StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { FiscalState } from './gateway.ts';

/** A чек that its gateway would not register however often it was asked. */
export type RefusedReceipt = {
  fiscalReceiptId: number;
  paymentId: number;
  /** Of money that went back. */
  isRefund: boolean;
  personalAccountId: number;
  accountNumber: string;
  amountKopecks: number;
  /** Or given back on. */
  paidOn: PlainDate | null;
  gateway: string;
  /** Of the payment or of the refund. */
  gatewayId: string | null;
  receiptEmail: string;
  state: FiscalState;
  repeats: number;
  /** The gateway's own word, if it gave one. */
  told: string | null;
  /** null: it is tried by itself. */
  handedOverAt: Date | null;
  closedAt: Date | null;
};

/** Those that wait for people, oldest first. */
export async function listRefusedReceipts(
  db: Db,
  _actor: Actor,
  { limit }: { limit: number },
): Promise<RefusedReceipt[]> {
  const rows = await receipts(db)
    .where('f.handed_over_at', 'is not', null)
    .where('f.closed_at', 'is', null)
    .where('f.state', '=', 'canceled')
    .orderBy('f.handed_over_at')
    .limit(limit)
    .execute();
  return rows.map(toReceipt);
}

export async function findRefusedReceipt(
  db: Db,
  _actor: Actor,
  fiscalReceiptId: number,
): Promise<RefusedReceipt | null> {
  const row = await receipts(db)
    .where('f.fiscal_receipt_id', '=', fiscalReceiptId)
    .executeTakeFirst();
  return row ? toReceipt(row) : null;
}

export const receiptWaits = sql`handed_over_at is not null and closed_at is null
  and state = 'canceled'`;

const receipts = (db: Db) =>
  db
    .selectFrom('fiscal_receipts as f')
    .innerJoin('payments as p', 'p.payment_id', 'f.payment_id')
    .leftJoin('payment_refunds as r', 'r.refund_id', 'f.refund_id')
    // A payment may have two parts of its account: gas and penalties.
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('payment_parts')
          .select('personal_account_id')
          .whereRef('payment_parts.payment_id', '=', 'p.payment_id')
          .limit(1)
          .as('part'),
      (join) => join.onTrue(),
    )
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'part.personal_account_id')
    .innerJoin('gateway_payments as g', 'g.payment_id', 'p.payment_id')
    .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .select([
      'f.fiscal_receipt_id',
      'f.state',
      'f.repeats',
      'f.told',
      'f.handed_over_at',
      'f.closed_at',
      'p.payment_id',
      'p.amount_kopecks',
      'p.paid_on',
      'r.refund_id',
      'r.amount_kopecks as refund_kopecks',
      'r.refunded_on',
      'r.gateway_refund_id',
      'a.personal_account_id',
      'a.number',
      'g.gateway',
      'g.gateway_payment_id',
      'b.receipt_email',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof receipts>['execute']>>[number];

const toReceipt = (row: Row): RefusedReceipt => ({
  fiscalReceiptId: row.fiscal_receipt_id,
  paymentId: row.payment_id,
  personalAccountId: row.personal_account_id,
  accountNumber: row.number,
  isRefund: row.refund_id !== null,
  amountKopecks: row.refund_kopecks ?? row.amount_kopecks,
  paidOn: row.refunded_on ?? row.paid_on,
  gateway: row.gateway,
  gatewayId: row.gateway_refund_id ?? row.gateway_payment_id,
  receiptEmail: row.receipt_email,
  state: row.state,
  repeats: row.repeats,
  told: row.told,
  handedOverAt: row.handed_over_at,
  closedAt: row.closed_at,
});

export type ReceiptDecision = 'retried' | 'closed';

type Deciding = { fiscalReceiptId: number; decision: ReceiptDecision; deed: Deed; now: Date };

/** What people have mended is tried anew from the beginning; what they made elsewhere rests. */
export async function decideRefusedReceipt(
  tx: Tx,
  actor: StaffMember,
  { fiscalReceiptId, decision, deed, now }: Deciding,
): Promise<{ ok: true } | { ok: false; code: 'decided_already' }> {
  const change =
    decision === 'closed'
      ? { closed_at: now }
      : { handed_over_at: null, repeats: 0, asked_times: 0, told: null, ask_after: now };
  const changed = await tx
    .updateTable('fiscal_receipts')
    .set(change)
    .where('fiscal_receipt_id', '=', fiscalReceiptId)
    .where('handed_over_at', 'is not', null)
    .where('closed_at', 'is', null)
    .where('state', '=', 'canceled')
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return { ok: false, code: 'decided_already' };
  const action = decision === 'closed' ? 'close_fiscal_receipt' : 'retry_fiscal_receipt';
  const subject = `fiscal_receipt:${fiscalReceiptId}`;
  await recordEntry(tx, actor, { ...deed, action, subject, now });
  return { ok: true };
}
