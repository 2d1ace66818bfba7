import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

export type RefundState = 'created' | 'unknown' | 'pending' | 'succeeded' | 'canceled';

export type Refund = {
  refundId: number;
  paymentId: number;
  personalAccountId: number;
  /** chargeback: money that went back though nobody here asked for it. */
  kind: 'refund' | 'chargeback';
  state: RefundState;
  amountKopecks: number;
  /** Of the sum, what had been paid for penalties. */
  penaltyKopecks: number;
  gateway: string | null;
  idempotenceKey: string | null;
  request: string | null;
  gatewayRefundId: string | null;
  askedTimes: number;
  createdAt: Date;
};

export type NewRefund = Pick<
  Refund,
  'paymentId' | 'personalAccountId' | 'kind' | 'amountKopecks' | 'penaltyKopecks'
> & {
  gateway: string;
  idempotenceKey: string;
  request: string | null;
  gatewayRefundId: string | null;
  reason: string;
  staffMemberId: number | null;
  askAfter: Date | null;
  now: Date;
};

/** Of a payment that is locked. What is asked for is no longer there to be asked for again. */
export async function addRefund(tx: Tx, actor: Actor, refund: NewRefund): Promise<number | null> {
  const row = await tx
    .insertInto('payment_refunds')
    .values({
      payment_id: refund.paymentId,
      personal_account_id: refund.personalAccountId,
      penalty_kopecks: refund.penaltyKopecks,
      kind: refund.kind,
      state: 'created',
      amount_kopecks: refund.amountKopecks,
      gateway: refund.gateway,
      idempotence_key: refund.idempotenceKey,
      request: refund.request,
      gateway_refund_id: refund.gatewayRefundId,
      reason: refund.reason,
      staff_member_id: refund.staffMemberId,
      created_at: refund.now,
      state_changed_at: refund.now,
      ask_after: refund.askAfter,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('refund_id')
    .executeTakeFirst();
  if (!row) return null;
  await reserve(tx, actor, refund);
  return row.refund_id;
}

type Reserved = Pick<
  Refund,
  'paymentId' | 'personalAccountId' | 'amountKopecks' | 'penaltyKopecks'
>;

/** Minus: it was not given back after all. The tables refuse more than was paid. */
export async function reserve(tx: Tx, _actor: Actor, refund: Reserved, sign: 1 | -1 = 1) {
  const { paymentId, personalAccountId, amountKopecks, penaltyKopecks } = refund;
  await tx
    .updateTable('payments')
    .set({ refunded_kopecks: sql<number>`refunded_kopecks + ${sign * amountKopecks}` })
    .where('payment_id', '=', paymentId)
    .execute();
  const gasKopecks = amountKopecks - penaltyKopecks;
  await tx
    .updateTable('payment_parts')
    .set({
      refunded_kopecks: sql<number>`refunded_kopecks + ${sign}::bigint
        * case when is_penalty then ${penaltyKopecks}::bigint else ${gasKopecks}::bigint end`,
    })
    .where('payment_id', '=', paymentId)
    .where('personal_account_id', '=', personalAccountId)
    .execute();
}

/** Oldest first. */
export async function findRefunds(db: Db, _actor: Actor, paymentId: number): Promise<Refund[]> {
  const rows = await db
    .selectFrom('payment_refunds')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('refund_id')
    .execute();
  return rows.map((row) => ({
    refundId: row.refund_id,
    paymentId: row.payment_id,
    personalAccountId: row.personal_account_id,
    kind: row.kind,
    state: row.state,
    amountKopecks: row.amount_kopecks,
    penaltyKopecks: row.penalty_kopecks,
    gateway: row.gateway,
    idempotenceKey: row.idempotence_key,
    request: row.request,
    gatewayRefundId: row.gateway_refund_id,
    askedTimes: row.asked_times,
    createdAt: row.created_at,
  }));
}

/** The first that was written stays. */
export async function keepRequest(
  db: Db,
  _actor: Actor,
  { refundId, request }: { refundId: number; request: string },
): Promise<string> {
  const row = await db
    .updateTable('payment_refunds')
    .set((is) => ({ request: is.fn.coalesce('request', is.val(request)) }))
    .where('refund_id', '=', refundId)
    .returning('request')
    .executeTakeFirstOrThrow();
  return row.request ?? request;
}

export async function findRefundPayer(
  db: Db,
  _actor: Actor,
  { paymentId, personalAccountId }: { paymentId: number; personalAccountId: number },
) {
  const row = await db
    .selectFrom('gateway_payments as g')
    .innerJoin('payments as p', 'p.payment_id', 'g.payment_id')
    .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .innerJoin('personal_accounts as a', (join) =>
      join.on('a.personal_account_id', '=', personalAccountId),
    )
    .select(['g.gateway_payment_id', 'b.receipt_email', 'a.number'])
    .where('g.payment_id', '=', paymentId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    gatewayPaymentId: row.gateway_payment_id,
    receiptEmail: row.receipt_email,
    accountNumber: row.number,
  };
}

export type RefundChange = {
  refundId: number;
  state: RefundState;
  gatewayRefundId?: string;
  askAfter: Date | null;
  posted?: { ledgerKey: string; ledgerMonth: PlainMonth; on: PlainDate };
  now: Date;
};

export async function changeRefund(tx: Tx, _actor: Actor, change: RefundChange): Promise<void> {
  const { posted } = change;
  await tx
    .updateTable('payment_refunds')
    .set((is) => ({
      state: change.state,
      state_changed_at: change.now,
      ask_after: change.askAfter,
      asked_times: is('asked_times', '+', 1),
      ...(change.gatewayRefundId ? { gateway_refund_id: change.gatewayRefundId } : {}),
      ...(posted
        ? {
            ledger_key: posted.ledgerKey,
            ledger_month: posted.ledgerMonth,
            refunded_on: posted.on,
          }
        : {}),
    }))
    .where('refund_id', '=', change.refundId)
    .execute();
}

/** Those that it is time to send or to ask about, put off so that nobody else does it meanwhile. */
export async function claimDueRefunds(
  db: Db,
  _actor: Actor,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<{ refundId: number; paymentId: number }[]> {
  const { rows } = await sql<{ refund_id: number; payment_id: number }>`
    update payment_refunds set ask_after = ${until}
    where refund_id in (
      select refund_id from payment_refunds where ask_after <= ${now}
      order by ask_after limit ${limit} for update skip locked)
    returning refund_id, payment_id`.execute(db);
  return rows.map((row) => ({ refundId: row.refund_id, paymentId: row.payment_id }));
}

export type RefundablePayment = {
  paymentId: number;
  paidOn: PlainDate;
  amountKopecks: number;
  leftKopecks: number;
  means: string;
};

type OfAccount = { personalAccountId: number };

/** What a gateway took for an account and can still give back, newest first. */
export async function findRefundable(
  db: Db,
  _actor: Actor,
  { personalAccountId }: OfAccount,
): Promise<RefundablePayment[]> {
  const rows = await takenFor(db, personalAccountId)
    .where('p.state', '=', 'succeeded')
    .having((is) => is(is.fn.sum('part.refunded_kopecks'), '<', is.fn.sum('part.amount_kopecks')))
    .limit(50)
    .execute();
  return rows.map(toRefundable);
}

/** One that a gateway took, whatever of it is left; null: there is no such payment. */
export async function findTaken(
  db: Db,
  _actor: Actor,
  { personalAccountId, paymentId }: OfAccount & { paymentId: number },
): Promise<RefundablePayment | null> {
  const row = await takenFor(db, personalAccountId)
    .where('p.payment_id', '=', paymentId)
    .executeTakeFirst();
  return row ? toRefundable(row) : null;
}

const takenFor = (db: Db, personalAccountId: number) =>
  db
    .selectFrom('payment_parts as part')
    .innerJoin('payments as p', 'p.payment_id', 'part.payment_id')
    .select(['p.payment_id', 'p.paid_on', 'p.means'])
    .select((is) => [
      is.fn.sum('part.amount_kopecks').as('amount_kopecks'),
      is.fn.sum('part.refunded_kopecks').as('refunded_kopecks'),
    ])
    .where('part.personal_account_id', '=', personalAccountId)
    .where('p.channel', '=', 'gateway')
    .groupBy('p.payment_id')
    .orderBy('p.payment_id', 'desc');

type TakenRow = Awaited<ReturnType<ReturnType<typeof takenFor>['executeTakeFirstOrThrow']>>;

const toRefundable = (row: TakenRow): RefundablePayment => ({
  paymentId: row.payment_id,
  paidOn: row.paid_on ?? '',
  amountKopecks: Number(row.amount_kopecks),
  leftKopecks: Number(row.amount_kopecks) - Number(row.refunded_kopecks),
  means: row.means,
});
