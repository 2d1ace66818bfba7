import { randomBytes } from 'node:crypto';
import type { Resident, System } from '#src/actor.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import {
  accountOfPayment,
  entryOfPayment,
  isPaymentBilled,
  monthOfPayment,
  penaltiesOfPayment,
} from './columns-of-payment.ts';
import type { FiscalState } from './gateway.ts';
import type { PaymentState } from './payment-state.ts';

export type NewBasket = {
  method: PayMethod;
  receiptEmail: string;
  source: 'cabinet' | 'api' | 'autopay' | 'guest';
  /** The edition of the text by which the payer let us keep their way to pay; null: they did not. */
  saveConsentVersion: string | null;
  startedAt: Date;
};

/** A person who is signed in; or the product, for a guest. */
export type Payer = Resident | System;

export type AddedBasket = { basketId: number; publicId: string };

export async function addBasket(tx: Tx, payer: Payer, basket: NewBasket): Promise<AddedBasket> {
  // 96 bits: nobody counts our payments by it, and nobody finds one.
  const publicId = randomBytes(12).toString('base64url');
  const row = await tx
    .insertInto('payment_baskets')
    .values({ ...rowOf(payer, basket), public_id: publicId })
    .returning('basket_id')
    .executeTakeFirstOrThrow();
  return { basketId: row.basket_id, publicId };
}

const rowOf = (payer: Payer, basket: NewBasket) => ({
  user_id: payer.kind === 'resident' ? payer.userId : null,
  method: basket.method,
  receipt_email: basket.receiptEmail,
  source: basket.source,
  save_consent_version: basket.saveConsentVersion,
  started_at: basket.startedAt,
});

/** Of whoever pays a bill without signing in; the id is of the form: sent again, it is the same. */
export type GuestBasket = { publicId: string; verifyCode: string };

/** null: the form has made its basket before. */
export async function addGuestBasket(
  tx: Tx,
  payer: Payer,
  { publicId, verifyCode, ...basket }: NewBasket & GuestBasket,
): Promise<AddedBasket | null> {
  const row = await tx
    .insertInto('payment_baskets')
    .values({ ...rowOf(payer, basket), public_id: publicId, verify_code: verifyCode })
    .onConflict((conflict) => conflict.doNothing())
    .returning('basket_id')
    .executeTakeFirst();
  return row ? { basketId: row.basket_id, publicId } : null;
}

/** All that a person has begun to pay, oldest first: for the file of their own data. */
export async function listOwnPayments(db: Db, actor: Resident) {
  const rows = await db
    .selectFrom('payment_baskets as b')
    .innerJoin('payments as p', 'p.basket_id', 'b.basket_id')
    .innerJoin('personal_accounts as a', (join) =>
      join.on('a.personal_account_id', '=', accountOfPayment),
    )
    .select(['b.public_id', 'b.started_at', 'b.method', 'b.source', 'b.receipt_email', 'a.number'])
    .select(['p.state', 'p.amount_kopecks', 'p.refunded_kopecks', 'p.paid_on'])
    .select(penaltiesOfPayment.as('penalty_kopecks'))
    .where('b.user_id', '=', actor.userId)
    .orderBy('p.payment_id')
    .execute();
  return rows.map((row) => ({
    id: row.public_id,
    startedAt: row.started_at,
    method: row.method,
    source: row.source,
    receiptEmail: row.receipt_email,
    accountNumber: row.number,
    amountKopecks: row.amount_kopecks,
    penaltyKopecks: row.penalty_kopecks,
    refundedKopecks: row.refunded_kopecks,
    state: row.state,
    paidOn: row.paid_on,
  }));
}

/** Where a payment stands in the ledger. */
export type PaymentEntry = { entryId: number; billingMonth: PlainMonth; isBilled: boolean };

export type BasketPayment = {
  paymentId: number;
  state: PaymentState;
  amountKopecks: number;
  /** Of it, for penalties. */
  penaltyKopecks: number;
  refundedKopecks: number;
  reason: string | null;
  paidOn: PlainDate | null;
  stateChangedAt: Date;
  personalAccountId: number;
  accountNumber: string;
  confirmation: { url: string | null; qr: string | null };
  /** Of its чек; null: none is expected yet. */
  fiscal: FiscalState | null;
  /** null: it is not paid. */
  entry: PaymentEntry | null;
};

export type Basket = {
  publicId: string;
  /** Of the bill that a guest pays; null: the payer was signed in. */
  verifyCode: string | null;
  method: PayMethod;
  receiptEmail: string;
  startedAt: Date;
  source: NewBasket['source'];
  /** The way to pay is kept for autopay. */
  isMethodSaved: boolean;
  /** In the order in which they are to be paid. */
  payments: BasketPayment[];
};

/** The payer's own alone: nobody else's address opens it. A guest's is opened by whoever has its id. */
export async function findBasket(db: Db, payer: Payer, publicId: string): Promise<Basket | null> {
  const basket = await db
    .selectFrom('payment_baskets')
    .selectAll()
    .where('public_id', '=', publicId)
    .where('user_id', 'is not distinct from', payer.kind === 'resident' ? payer.userId : null)
    .executeTakeFirst();
  if (!basket) return null;
  const rows = await db
    .selectFrom('payments as p')
    .innerJoin('gateway_payments as g', 'g.payment_id', 'p.payment_id')
    .innerJoin('personal_accounts as a', (join) =>
      join.on('a.personal_account_id', '=', accountOfPayment),
    )
    .leftJoin('fiscal_receipts as f', (join) =>
      join.onRef('f.payment_id', '=', 'p.payment_id').on('f.refund_id', 'is', null),
    )
    .leftJoin('saved_payment_methods as m', (join) =>
      join.onRef('m.payment_id', '=', 'p.payment_id').on('m.state', '=', 'active'),
    )
    .select([
      'm.saved_method_id',
      'p.payment_id',
      'p.state',
      'p.amount_kopecks',
      'p.refunded_kopecks',
      'p.reason',
      'p.paid_on',
      'p.state_changed_at',
      'a.personal_account_id',
      penaltiesOfPayment.as('penalty_kopecks'),
      'a.number',
      'g.confirmation_url',
      'g.confirmation_qr',
      'f.state as fiscal',
      entryOfPayment.as('entry_id'),
      monthOfPayment.as('billing_month'),
      isPaymentBilled.as('is_billed'),
    ])
    .where('p.basket_id', '=', basket.basket_id)
    .orderBy('p.payment_id')
    .execute();
  return {
    publicId,
    verifyCode: basket.verify_code,
    method: basket.method,
    receiptEmail: basket.receipt_email,
    startedAt: basket.started_at,
    source: basket.source,
    isMethodSaved: rows.some((row) => row.saved_method_id !== null),
    payments: rows.map((row) => ({
      paymentId: row.payment_id,
      state: row.state,
      amountKopecks: row.amount_kopecks,
      penaltyKopecks: row.penalty_kopecks,
      refundedKopecks: row.refunded_kopecks,
      reason: row.reason,
      paidOn: row.paid_on,
      stateChangedAt: row.state_changed_at,
      personalAccountId: row.personal_account_id,
      accountNumber: row.number,
      confirmation: { url: row.confirmation_url, qr: row.confirmation_qr },
      fiscal: row.fiscal,
      entry:
        row.entry_id !== null && row.billing_month !== null
          ? { entryId: row.entry_id, billingMonth: row.billing_month, isBilled: row.is_billed }
          : null,
    })),
  };
}
