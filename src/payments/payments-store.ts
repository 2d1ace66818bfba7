import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PaymentMeansColumn } from '#src/db/schema/payments.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { HeardFrom, PaymentState } from './payment-state.ts';

export type PaymentChannel = 'gateway' | 'bank_agent' | 'registry' | 'desk';

export type NewPart = {
  personalAccountId: number;
  amountKopecks: number;
  /** The payer chose to pay penalties. */
  isPenalty?: boolean;
  forMonth?: PlainMonth | null;
};

export type NewPayment = {
  channel: PaymentChannel;
  means: PaymentMeansColumn;
  amountKopecks: number;
  /** None while its owner is not known. */
  parts: readonly NewPart[];
  basketId?: number;
  /** Who brought it, and by which number of theirs: together once for ever. */
  agent?: string;
  agentTxnId?: string;
  payerReference?: string;
  createdAt: Date;
};

/**
 * Writes a payment in its first state, with its parts, and gives its id. Of an agent's operation that
 * is known already nothing is written: null, and `findAgentPayment` tells which it is. A second call
 * at the same time waits for the first one's transaction.
 */
export async function addPayment(
  tx: Tx,
  actor: Actor,
  payment: NewPayment,
): Promise<number | null> {
  assertAdds(payment);
  const { channel, means, amountKopecks, parts, createdAt } = payment;
  const row = await tx
    .insertInto('payments')
    .values({
      channel,
      means,
      state: 'created',
      amount_kopecks: amountKopecks,
      basket_id: payment.basketId ?? null,
      agent: payment.agent ?? null,
      agent_txn_id: payment.agentTxnId ?? null,
      payer_reference: payment.payerReference ?? null,
      created_at: createdAt,
      state_changed_at: createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('payment_id')
    .executeTakeFirst();
  if (!row) return null;
  const paymentId = row.payment_id;
  await addParts(tx, actor, { paymentId, parts });
  await noteEvent(tx, { paymentId, from: null, to: 'created', heardFrom: 'start', at: createdAt });
  return paymentId;
}

/** Also for money whose owner has been found out: then its parts come later than it. */
export async function addParts(
  tx: Tx,
  _actor: Actor,
  { paymentId, parts }: { paymentId: number; parts: readonly NewPart[] },
): Promise<void> {
  if (parts.length === 0) return;
  await tx
    .insertInto('payment_parts')
    .values(
      parts.map((part) => ({
        personal_account_id: part.personalAccountId,
        payment_id: paymentId,
        is_penalty: part.isPenalty ?? false,
        amount_kopecks: part.amountKopecks,
        for_month: part.forMonth ?? null,
      })),
    )
    .execute();
}

function assertAdds({ amountKopecks, parts }: NewPayment): void {
  if (parts.length === 0) return;
  const sum = parts.reduce((total, part) => total + part.amountKopecks, 0);
  if (sum !== amountKopecks) throw new Error(`parts of ${sum} in a payment of ${amountKopecks}`);
}

export type LockedPayment = {
  paymentId: number;
  channel: PaymentChannel;
  means: PaymentMeansColumn;
  state: PaymentState;
  amountKopecks: number;
  refundedKopecks: number;
  basketId: number | null;
  paidOn: PlainDate | null;
  createdAt: Date;
};

/** Holds the payment until the transaction ends: all that changes one goes through here first. */
export async function lockPayment(
  tx: Tx,
  _actor: Actor,
  paymentId: number,
): Promise<LockedPayment> {
  const row = await tx
    .selectFrom('payments')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return {
    paymentId,
    channel: row.channel,
    means: row.means,
    state: row.state,
    amountKopecks: row.amount_kopecks,
    refundedKopecks: row.refunded_kopecks,
    basketId: row.basket_id,
    paidOn: row.paid_on,
    createdAt: row.created_at,
  };
}

/** Of a bank's operation that has come before. */
export async function findAgentPayment(
  db: Db,
  _actor: Actor,
  { agent, agentTxnId }: { agent: string; agentTxnId: string },
) {
  const row = await db
    .selectFrom('payments')
    .select(['payment_id', 'state', 'amount_kopecks', 'paid_on', 'payer_reference', 'created_at'])
    .where('agent', '=', agent)
    .where('agent_txn_id', '=', agentTxnId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    paymentId: row.payment_id,
    state: row.state,
    amountKopecks: row.amount_kopecks,
    paidOn: row.paid_on,
    payerReference: row.payer_reference,
    createdAt: row.created_at,
  };
}

export type PaymentPart = {
  personalAccountId: number;
  isPenalty: boolean;
  amountKopecks: number;
  refundedKopecks: number;
  forMonth: PlainMonth | null;
  /** Its entry in the ledger; null: none yet. */
  ledgerKey: string | null;
};

export async function findParts(db: Db, _actor: Actor, paymentId: number): Promise<PaymentPart[]> {
  const rows = await db
    .selectFrom('payment_parts')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('personal_account_id')
    .orderBy('is_penalty')
    .execute();
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    isPenalty: row.is_penalty,
    amountKopecks: row.amount_kopecks,
    refundedKopecks: row.refunded_kopecks,
    forMonth: row.for_month,
    ledgerKey: row.ledger_key,
  }));
}

export type StateNews = {
  paymentId: number;
  from: PaymentState | null;
  to: PaymentState;
  heardFrom: HeardFrom;
  /** The other side's own word. No personal data. */
  told?: string;
  at: Date;
};

async function noteEvent(tx: Tx, news: StateNews): Promise<void> {
  await tx
    .insertInto('payment_events')
    .values({
      payment_id: news.paymentId,
      from_state: news.from,
      to_state: news.to,
      heard_from: news.heardFrom,
      told: news.told ?? '',
      at: news.at,
    })
    .execute();
}

/** Of a payment that is locked. */
export async function setState(
  tx: Tx,
  _actor: Actor,
  news: StateNews & { paidOn?: PlainDate; reason?: string | null },
): Promise<void> {
  await tx
    .updateTable('payments')
    .set({
      state: news.to,
      state_changed_at: news.at,
      ...(news.paidOn ? { paid_on: news.paidOn } : {}),
      ...(news.reason === undefined ? {} : { reason: news.reason }),
    })
    .where('payment_id', '=', news.paymentId)
    .execute();
  await noteEvent(tx, news);
}
