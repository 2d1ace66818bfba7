import type { FastifyBaseLogger } from 'fastify';
import { system } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { pauseBeforeAsking } from './ask-pauses.ts';
import { keepSavedMethod } from './autopay/saved-methods-store.ts';
import { settleAutopay } from './autopay/settle.ts';
import { expectReceipt } from './fiscal-receipts-store.ts';
import type { GatewayPayment, Told } from './gateway.ts';
import { findAskedTimes, noteHeard } from './gateway-payments-store.ts';
import { type HeardFrom, isFinal, judgeChange, type PaymentState } from './payment-state.ts';
import { paymentsMoved } from './payments-metrics.ts';
import { type LockedPayment, lockPayment, setState } from './payments-store.ts';
import { postPayment } from './post-payment.ts';
import { tellOfPayment } from './tell-of-payment.ts';
import { wholeSums } from './whole-sums.ts';

export type LearnDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  log: FastifyBaseLogger;
};

export type GatewayNews = {
  paymentId: number;
  gateway: string;
  told: Told<GatewayPayment>;
  heardFrom: HeardFrom;
  /**
   * Whether a refusal, or that nothing is found, means that there is no such payment: of a first try
   * and of a search it does; afterwards it may be about the way we ask.
   */
  isDecisive: boolean;
};

/** The gateway's word is what we go by; no person's. */
export const gatewayActor = system('gateway');

/**
 * Puts what a gateway told into our books: state, ledger and letter in one transaction. Called with
 * the same news ten times over, or with yesterday's, it changes nothing. What is not known stays not
 * known, with the time to ask again.
 */
export async function learnPayment(deps: LearnDeps, news: GatewayNews): Promise<PaymentState> {
  const now = deps.clock.now();
  const { before, after } = await inTransaction(deps.db, async (tx) => {
    const payment = await lockPayment(tx, gatewayActor, news.paymentId);
    const state = await apply(tx, { ...deps, ...news, payment, now });
    return { before: payment.state, after: state };
  });
  if (before !== after) paymentsMoved.inc({ gateway: news.gateway, outcome: after });
  return after;
}

type Applying = LearnDeps & GatewayNews & { payment: LockedPayment; now: Date };

async function apply(tx: Tx, applying: Applying): Promise<PaymentState> {
  const { told, payment, now, isDecisive } = applying;
  if (told.kind === 'told') return applyTold(tx, applying, told.value);
  if (told.kind !== 'unknown' && isDecisive && !isFinal(payment.state)) {
    const reason = told.kind === 'refused' ? 'refused_by_gateway' : 'never_arrived';
    if (told.kind === 'refused') complain(applying, told.code);
    return move(tx, applying, { to: 'canceled', reason, word: told.kind });
  }
  if (told.kind !== 'unknown') complain(applying, told.kind);
  await noteHeard(tx, gatewayActor, {
    paymentId: payment.paymentId,
    told: null,
    askAfter: isFinal(payment.state) ? null : await nextAsking(tx, payment, now),
  });
  return payment.state;
}

/** The gateway denies what it has told before, or refuses all we ask: people must look. */
function complain({ log, gateway, payment }: Applying, word: string): void {
  log.error({ gateway, paymentId: payment.paymentId, word }, 'a gateway refuses a payment');
}

async function nextAsking(tx: Tx, { paymentId }: LockedPayment, now: Date): Promise<Date> {
  const askedTimes = await findAskedTimes(tx, gatewayActor, paymentId);
  return new Date(now.getTime() + pauseBeforeAsking(askedTimes));
}

async function applyTold(tx: Tx, applying: Applying, given: GatewayPayment): Promise<PaymentState> {
  const { payment, now } = applying;
  const { paymentId } = payment;
  const told = wholeSums(given, payment.amountKopecks);
  if (told.amountKopecks !== payment.amountKopecks) {
    // Never credited by guess: neither our sum nor theirs.
    complain(applying, 'amount_differs');
    const askAfter = await nextAsking(tx, payment, now);
    await noteHeard(tx, gatewayActor, { paymentId, told, askAfter });
    return payment.state;
  }
  if (told.state === 'succeeded') return succeed(tx, applying, told);
  const { reason, word } = told;
  return move(tx, applying, { to: told.state, reason, word, told });
}

type Move = {
  to: 'pending' | 'canceled';
  reason: string | null;
  word: string;
  told?: GatewayPayment;
};

async function move(
  tx: Tx,
  applying: Applying,
  { to, reason, word, told }: Move,
): Promise<PaymentState> {
  const { payment, heardFrom, now } = applying;
  const { paymentId, state } = payment;
  const change = judgeChange(state, to);
  if (change === 'refuse') complain(applying, `${state}, now ${to}`);
  if (change === 'move') {
    const words = [word, reason].filter(Boolean).join(' ');
    await setState(tx, gatewayActor, {
      paymentId,
      from: state,
      to,
      heardFrom,
      told: words,
      at: now,
      reason,
    });
    if (to === 'canceled') {
      await settleAutopay(tx, gatewayActor, { paymentId, state: to, reason, now });
    }
  }
  const after = change === 'move' ? to : state;
  const askAfter = isFinal(after) ? null : await nextAsking(tx, payment, now);
  await noteHeard(tx, gatewayActor, { paymentId, told: told ?? null, askAfter });
  return after;
}

async function succeed(tx: Tx, applying: Applying, told: GatewayPayment): Promise<PaymentState> {
  const { payment, heardFrom, now } = applying;
  const { paymentId } = payment;
  const paidOn = paidOnOf(applying, told);
  const news = { paymentId, heardFrom, told: told.word, now };
  let posted = await postPayment(tx, gatewayActor, { ...news, paidOn });
  if (!posted.ok && posted.code === 'before_books') {
    // A register of a later month came between. No balance of the supplier's can have our payment.
    complain(applying, 'before_books');
    const today = dateInZone(now, applying.supplier.timeZone);
    posted = await postPayment(tx, gatewayActor, { ...news, paidOn: today });
  }
  // The books are ours: that they do not take a gateway's money is a fault, and it comes again.
  if (!posted.ok) throw new Error(`payment ${paymentId} is not posted: ${posted.code}`);
  await noteHeard(tx, gatewayActor, { paymentId, told, askAfter: null });
  if (!posted.isKnown) {
    // A gateway that tells nothing of чеки registers them all the same.
    if (told.fiscal) {
      await expectReceipt(tx, gatewayActor, { paymentId, state: told.fiscal, now });
    }
    await tellOfPayment(tx, gatewayActor, { paymentId, now });
    const ended = { paymentId, state: 'succeeded', reason: null, now } as const;
    await settleAutopay(tx, gatewayActor, ended);
  }
  // Also of one that is known: its gateway may tell of the way to pay later than of the money.
  if (told.saved) {
    const { gateway } = applying;
    await keepSavedMethod(tx, gatewayActor, { paymentId, gateway, saved: told.saved, now });
  }
  return 'succeeded';
}

/**
 * The day by the gateway's clock, within what ours knows: not before it was begun, not after today.
 * Clocks differ by seconds, and those may be a day's or a month's end.
 */
function paidOnOf({ payment, supplier, now }: Applying, { paidAt }: GatewayPayment): PlainDate {
  const { timeZone } = supplier;
  const begun = dateInZone(payment.createdAt, timeZone);
  const today = dateInZone(now, timeZone);
  const told = paidAt ? dateInZone(paidAt, timeZone) : today;
  if (told < begun) return begun;
  return told > today ? today : told;
}
