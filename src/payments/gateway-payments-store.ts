import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { GatewayPayment } from './gateway.ts';
import type { PaymentState } from './payment-state.ts';

export type NewGatewayPayment = {
  paymentId: number;
  gateway: string;
  idempotenceKey: string;
  request: string;
  askAfter: Date;
};

/** Before anything is sent: whatever breaks then, it is known what was to be sent, and by which key. */
export async function addGatewayPayment(
  tx: Tx,
  _actor: Actor,
  payment: NewGatewayPayment,
): Promise<void> {
  await tx
    .insertInto('gateway_payments')
    .values({
      payment_id: payment.paymentId,
      gateway: payment.gateway,
      idempotence_key: payment.idempotenceKey,
      request: payment.request,
      ask_after: payment.askAfter,
    })
    .execute();
}

export type KnownGatewayPayment = {
  paymentId: number;
  gateway: string;
  idempotenceKey: string;
  request: string;
  gatewayPaymentId: string | null;
  sentAt: Date | null;
  sendingUntil: Date | null;
  createdAt: Date;
  state: PaymentState;
  /** Nobody is at the bank's page: it may be called off before it leaves. */
  isAutopay: boolean;
};

export async function findGatewayPayment(
  db: Db,
  _actor: Actor,
  paymentId: number,
): Promise<KnownGatewayPayment | null> {
  const row = await db
    .selectFrom('gateway_payments as g')
    .innerJoin('payments as p', 'p.payment_id', 'g.payment_id')
    .leftJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .select([
      'g.gateway',
      'g.idempotence_key',
      'g.request',
      'g.gateway_payment_id',
      'g.sent_at',
      'g.sending_until',
      'p.created_at',
      'p.state',
      'b.source',
    ])
    .where('g.payment_id', '=', paymentId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    paymentId,
    gateway: row.gateway,
    idempotenceKey: row.idempotence_key,
    request: row.request,
    gatewayPaymentId: row.gateway_payment_id,
    sentAt: row.sent_at,
    sendingUntil: row.sending_until,
    createdAt: row.created_at,
    state: row.state,
    isAutopay: row.source === 'autopay',
  };
}

/**
 * Ours of a gateway's payment. Its news may come before the answer that tells its id: then the key that
 * it was made with says which it is. Another installation of the same shop has other keys.
 */
export async function findPaymentOf(
  db: Db,
  _actor: Actor,
  { gateway, told }: { gateway: string; told: GatewayPayment },
): Promise<number | null> {
  const rows = await db
    .selectFrom('gateway_payments')
    .select(['payment_id', 'gateway_payment_id'])
    .where('gateway', '=', gateway)
    .where(({ or, eb }) =>
      or([eb('gateway_payment_id', '=', told.id), eb('idempotence_key', '=', told.ourKey ?? '')]),
    )
    .execute();
  const byId = rows.find((row) => row.gateway_payment_id === told.id);
  const byOurs = rows.find((row) => row.gateway_payment_id === null);
  return byId?.payment_id ?? byOurs?.payment_id ?? null;
}

/** Whether it is ours to send now: of two who would send it at once one does. */
export async function claimSending(
  tx: Tx,
  _actor: Actor,
  { paymentId, now, until }: { paymentId: number; now: Date; until: Date },
): Promise<boolean> {
  const claimed = await tx
    .updateTable('gateway_payments')
    .set({ sent_at: sql<Date>`coalesce(sent_at, ${now})`, sending_until: until })
    .where('payment_id', '=', paymentId)
    .where('gateway_payment_id', 'is', null)
    .where(({ or, eb }) => or([eb('sending_until', 'is', null), eb('sending_until', '<=', now)]))
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}

export type Heard = {
  paymentId: number;
  /** null: nothing was told of it now. */
  told: GatewayPayment | null;
  askAfter: Date | null;
};

/** What was heard in the gateway's own words, and when to ask again. Of a payment that is locked. */
export async function noteHeard(tx: Tx, _actor: Actor, heard: Heard): Promise<void> {
  const { told, askAfter } = heard;
  await tx
    .updateTable('gateway_payments')
    .set((is) => ({
      asked_times: is('asked_times', '+', 1),
      ask_after: askAfter,
      sending_until: null,
      ...(told ? { gateway_payment_id: told.id, gateway_state: told.word } : {}),
      // A payment that has ended has no page to confirm on any more.
      ...(told?.confirmation.url ? { confirmation_url: told.confirmation.url } : {}),
      ...(told?.confirmation.qr ? { confirmation_qr: told.confirmation.qr } : {}),
    }))
    .where('payment_id', '=', heard.paymentId)
    .execute();
}

/**
 * What names a way to pay that is kept moves money with our keys: of a payment that has ended, which is
 * never sent again, it is forgotten. By the names that gateways have for it.
 */
export async function forgetMethodIn(tx: Tx, _actor: Actor, paymentId: number): Promise<void> {
  await sql`
    update gateway_payments
    set request = (request::jsonb - ${['payment_method_id', 'RebillId']}::text[])::text
    where payment_id = ${paymentId}`.execute(tx);
}

/** Also of one that has ended: something of it cannot be put into our books yet. */
export async function askAgain(
  tx: Tx,
  _actor: Actor,
  { paymentId, at }: { paymentId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('gateway_payments')
    .set({ ask_after: at })
    .where('payment_id', '=', paymentId)
    .execute();
}

export async function findAskedTimes(tx: Tx, _actor: Actor, paymentId: number): Promise<number> {
  const row = await tx
    .selectFrom('gateway_payments')
    .select('asked_times')
    .where('payment_id', '=', paymentId)
    .executeTakeFirstOrThrow();
  return row.asked_times;
}

/**
 * Takes those of `paymentIds` (or of all) that it is time to ask about, and puts them off: who comes
 * meanwhile leaves them alone.
 */
export async function claimDue(
  db: Db,
  _actor: Actor,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<number[]> {
  const { rows } = await sql<{ payment_id: number }>`
    update gateway_payments set ask_after = ${until}
    where payment_id in (
      select payment_id from gateway_payments where ask_after <= ${now}
      order by ask_after limit ${limit} for update skip locked)
    returning payment_id`.execute(db);
  return rows.map((row) => row.payment_id);
}

/** Whether nobody has asked since `before`: then it is ours to ask now. */
export async function claimLook(
  db: Db,
  _actor: Actor,
  { paymentId, now, before }: { paymentId: number; now: Date; before: Date },
): Promise<boolean> {
  const claimed = await db
    .updateTable('gateway_payments')
    .set({ looked_at: now })
    .where('payment_id', '=', paymentId)
    .where('ask_after', 'is not', null)
    .where(({ or, eb }) => or([eb('looked_at', 'is', null), eb('looked_at', '<=', before)]))
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}
