import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { Span } from './gateway.ts';
import type { PaymentState } from './payment-state.ts';

/** A payment as it stands in our books, to be held against those of its gateway. */
export type BookedPayment = {
  paymentId: number;
  gatewayPaymentId: string | null;
  idempotenceKey: string;
  request: string;
  sentAt: Date | null;
  state: PaymentState;
  paidOn: PlainDate | null;
  amountKopecks: number;
  /** Given back and known to be. */
  refundedKopecks: number;
  /** Asked to be given back, and not answered yet. */
  isRefundUnderWay: boolean;
};

/** What was paid on a day through a gateway, and what was begun on it and has come to nothing yet. */
export async function findBookedOfDay(
  db: Db,
  _actor: Actor,
  { gateway, day, span }: { gateway: string; day: PlainDate; span: Span },
): Promise<BookedPayment[]> {
  const rows = await booked(db, gateway)
    .where(({ or, and, eb }) =>
      or([
        and([eb('p.state', '=', 'succeeded'), eb('p.paid_on', '=', day)]),
        and([
          eb('p.state', '<>', 'succeeded'),
          eb('p.created_at', '>=', span.from),
          eb('p.created_at', '<', span.until),
        ]),
      ]),
    )
    .execute();
  return rows.map(toBooked);
}

/** Ours among payments of a gateway's list: by its ids, or by the keys that they were made with. */
export async function findBookedByIds(
  db: Db,
  _actor: Actor,
  { gateway, ids, keys }: { gateway: string; ids: readonly string[]; keys: readonly string[] },
): Promise<BookedPayment[]> {
  const rows = await booked(db, gateway)
    .where(({ or, eb }) =>
      or([
        eb('g.gateway_payment_id', 'in', [...ids, '']),
        eb('g.idempotence_key', 'in', [...keys, '']),
      ]),
    )
    .execute();
  return rows.map(toBooked);
}

export async function findBooked(
  db: Db,
  _actor: Actor,
  { gateway, paymentId }: { gateway: string; paymentId: number },
): Promise<BookedPayment> {
  const row = await booked(db, gateway)
    .where('g.payment_id', '=', paymentId)
    .executeTakeFirstOrThrow();
  return toBooked(row);
}

const booked = (db: Db, gateway: string) =>
  db
    .selectFrom('gateway_payments as g')
    .innerJoin('payments as p', 'p.payment_id', 'g.payment_id')
    .select((eb) => [
      'p.payment_id',
      'g.gateway_payment_id',
      'g.idempotence_key',
      'g.request',
      'g.sent_at',
      'p.state',
      'p.paid_on',
      'p.amount_kopecks',
      eb
        .selectFrom('payment_refunds as r')
        .select(({ fn }) => fn.coalesce(fn.sum<number>('r.amount_kopecks'), eb.lit(0)).as('sum'))
        .whereRef('r.payment_id', '=', 'p.payment_id')
        .where('r.state', '=', 'succeeded')
        .as('refunded'),
      eb
        .exists(
          eb
            .selectFrom('payment_refunds as r')
            .select('r.refund_id')
            .whereRef('r.payment_id', '=', 'p.payment_id')
            .where('r.state', 'in', ['created', 'unknown', 'pending']),
        )
        .as('under_way'),
    ])
    .where('g.gateway', '=', gateway)
    .where('p.channel', '=', 'gateway')
    .orderBy('p.payment_id');

type Row = Awaited<ReturnType<ReturnType<typeof booked>['execute']>>[number];

const toBooked = (row: Row): BookedPayment => ({
  paymentId: row.payment_id,
  gatewayPaymentId: row.gateway_payment_id,
  idempotenceKey: row.idempotence_key,
  request: row.request,
  sentAt: row.sent_at,
  state: row.state,
  paidOn: row.paid_on,
  amountKopecks: row.amount_kopecks,
  refundedKopecks: Number(row.refunded ?? 0),
  isRefundUnderWay: Boolean(row.under_way),
});

export type BookedRefund = {
  paymentId: number;
  gatewayRefundId: string;
  amountKopecks: number;
};

/** What has gone back, by the gateway's own numbers of it, or of a day. */
export async function findBookedRefunds(
  db: Db,
  _actor: Actor,
  which: { gateway: string; day: PlainDate } | { gateway: string; ids: readonly string[] },
): Promise<BookedRefund[]> {
  const rows = await db
    .selectFrom('payment_refunds')
    .select(['payment_id', 'gateway_refund_id', 'amount_kopecks'])
    .where('gateway', '=', which.gateway)
    .where('state', '=', 'succeeded')
    .where((eb) =>
      'day' in which
        ? eb('refunded_on', '=', which.day)
        : eb('gateway_refund_id', 'in', [...which.ids, '']),
    )
    .orderBy('refund_id')
    .execute();
  return rows.map((row) => ({
    paymentId: row.payment_id,
    gatewayRefundId: row.gateway_refund_id ?? '',
    amountKopecks: row.amount_kopecks,
  }));
}
