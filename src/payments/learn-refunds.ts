import { lockBooks } from '#src/billing/books.ts';
import { postEntry } from '#src/billing/post-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { dateInZone, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { pauseBeforeAsking } from './ask-pauses.ts';
import { expectReceipt } from './fiscal-receipts-store.ts';
import type { Gateway, GatewayPayment, GatewayRefund, Told } from './gateway.ts';
import { askAgain, findAskedTimes, findGatewayPayment } from './gateway-payments-store.ts';
import { gatewayActor, type LearnDeps } from './learn-payment.ts';
import { findParts, type LockedPayment, lockPayment } from './payments-store.ts';
import { penaltiesOf } from './refund-split.ts';
import { addRefund, changeRefund, findRefunds, type Refund, reserve } from './refunds-store.ts';
import { tellOfRefund } from './tell-of-payment.ts';
import { wholeSums } from './whole-sums.ts';

type Place = { deps: LearnDeps; payment: LockedPayment; refundId: number; now: Date };

/** What was told of one of ours, in the transaction that holds its payment. */
export async function applyTold(
  tx: Tx,
  { deps, payment, refundId, now }: Place,
  { told, isFirst }: { told: Told<GatewayRefund>; isFirst: boolean },
): Promise<void> {
  const all = await findRefunds(tx, gatewayActor, payment.paymentId);
  const refund = all.find((one) => one.refundId === refundId);
  if (!refund || refund.state === 'succeeded' || refund.state === 'canceled') return;
  const askAfter = new Date(now.getTime() + pauseBeforeAsking(refund.askedTimes));
  if (told.kind === 'told' && told.value.state === 'succeeded') {
    await postRefund(tx, { deps, payment, refund, gatewayRefundId: told.value.id, now });
    const { paymentId } = payment;
    const { fiscal: receipt } = told.value;
    if (receipt) {
      await expectReceipt(tx, gatewayActor, { paymentId, refundId, state: receipt, now });
    }
    return;
  }
  const isNever =
    (told.kind === 'told' && told.value.state === 'canceled') ||
    (told.kind === 'refused' && isFirst);
  if (isNever) {
    deps.log.error({ refundId, word: told.kind }, 'a refund is refused by the gateway');
    await reserve(tx, gatewayActor, refund, -1);
    await changeRefund(tx, gatewayActor, { refundId, state: 'canceled', askAfter: null, now });
    return;
  }
  const state = told.kind === 'told' ? 'pending' : 'unknown';
  const id = told.kind === 'told' ? { gatewayRefundId: told.value.id } : {};
  await changeRefund(tx, gatewayActor, { refundId, state, askAfter, now, ...id });
}

type Posting = {
  deps: LearnDeps;
  payment: LockedPayment;
  refund: Refund;
  gatewayRefundId: string;
  now: Date;
};

/** It is owed again, since the day on which it went back: gas as gas, penalties as penalties. */
async function postRefund(tx: Tx, posting: Posting): Promise<void> {
  const { deps, payment, refund, gatewayRefundId, now } = posting;
  const { refundId, amountKopecks, penaltyKopecks } = refund;
  const on = dateInZone(now, deps.supplier.timeZone);
  await lockBooks(tx);
  const posted = [
    await postBack(tx, posting, { on, isPenalty: false, kopecks: amountKopecks - penaltyKopecks }),
    await postBack(tx, posting, { on, isPenalty: true, kopecks: penaltyKopecks }),
  ].find((one) => one !== null);
  if (!posted) throw new Error(`refund ${refundId} of nothing`);
  await changeRefund(tx, gatewayActor, {
    refundId,
    state: 'succeeded',
    gatewayRefundId,
    askAfter: null,
    posted: { ...posted, on },
    now,
  });
  await tellOfRefund(tx, gatewayActor, { paymentId: payment.paymentId, refundId, now });
}

type PartBack = { on: PlainDate; isPenalty: boolean; kopecks: number };

async function postBack(
  tx: Tx,
  { payment, refund, now }: Posting,
  { on, isPenalty, kopecks }: PartBack,
): Promise<{ ledgerKey: string; ledgerMonth: PlainMonth } | null> {
  if (kopecks === 0) return null;
  const { refundId, personalAccountId, kind } = refund;
  const ledgerKey = `refunded ${refundId}${isPenalty ? ' penalty' : ''}`;
  const entry = {
    personalAccountId,
    idempotencyKey: ledgerKey,
    kind: 'payment' as const,
    amountKopecks: kopecks,
    isPenalty,
    forMonth: null,
    valueDate: on,
    channel: payment.means,
    cause: `${kind} of payment ${payment.paymentId}`,
  };
  const posted = await postEntry(tx, gatewayActor, { entry, now });
  if (!posted.ok || posted.isKnown) throw new Error(`refund ${refundId} is in the ledger already`);
  return { ledgerKey, ledgerMonth: posted.billingMonth };
}

/**
 * A gateway tells that money of a payment went back. What nobody here asked for, in its own cabinet or
 * by the payer's bank, is put into the ledger all the same: it is no longer with us.
 */
export async function learnRefunds(
  deps: LearnDeps,
  gateway: Gateway,
  { paymentId, told }: { paymentId: number; told: Told<GatewayPayment> },
): Promise<void> {
  if (told.kind !== 'told') return;
  const { id, refundedKopecks, leftKopecks } = told.value;
  if (refundedKopecks === 0 && leftKopecks === null) return;
  if (leftKopecks === null) {
    const ours = await findRefunds(deps.db, gatewayActor, paymentId);
    if (sumOfDone(ours) === refundedKopecks) return;
  }
  const listed = await gateway.listRefunds(id);
  if (listed.kind === 'absent') return learnBySum(deps, gateway, { paymentId, told: told.value });
  if (listed.kind !== 'told') return;
  const done = listed.value.filter(({ state }) => state === 'succeeded');
  await inTransaction(deps.db, async (tx) => {
    const payment = await lockPayment(tx, gatewayActor, paymentId);
    const now = deps.clock.now();
    for (const one of done) await learnOne(tx, { deps, payment, gateway, one, now });
  });
}

const sumOfDone = (refunds: readonly Refund[]): number =>
  refunds.reduce((sum, one) => sum + (one.state === 'succeeded' ? one.amountKopecks : 0), 0);

/**
 * Of a gateway that numbers no refunds: what went back by its sums and is none of ours. While one of
 * ours is under way nobody can tell whose it is, and it is looked at again.
 */
async function learnBySum(
  deps: LearnDeps,
  gateway: Gateway,
  { paymentId, told }: { paymentId: number; told: GatewayPayment },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const payment = await lockPayment(tx, gatewayActor, paymentId);
    const ours = await findRefunds(tx, gatewayActor, paymentId);
    const { refundedKopecks } = wholeSums(told, payment.amountKopecks);
    const amountKopecks = refundedKopecks - sumOfDone(ours);
    if (amountKopecks <= 0 || payment.state !== 'succeeded') return;
    if (ours.some(isUnderWay)) return lookAgain(tx, deps, paymentId);
    const id = `${told.id}-${refundedKopecks}`;
    const one = { id, state: 'succeeded', amountKopecks, fiscal: null } as const;
    await learnOne(tx, { deps, payment, gateway, one, now: deps.clock.now() });
  });
}

type Learning = {
  deps: LearnDeps;
  payment: LockedPayment;
  gateway: Gateway;
  one: GatewayRefund;
  now: Date;
};

async function learnOne(tx: Tx, { deps, payment, gateway, one, now }: Learning): Promise<void> {
  const { paymentId } = payment;
  const ours = await findRefunds(tx, gatewayActor, paymentId);
  const own =
    ours.find(({ gatewayRefundId }) => gatewayRefundId === one.id) ??
    // Ours, told of before the answer that names it.
    ours.find(
      ({ gatewayRefundId, amountKopecks, state }) =>
        gatewayRefundId === null && amountKopecks === one.amountKopecks && state !== 'canceled',
    );
  const refundId = own?.refundId ?? (await addForeign(tx, { payment, gateway, one, now }));
  if (refundId === 'no_room') {
    deps.log.error({ paymentId }, 'more of a payment went back than is left of it');
    if (ours.some(isUnderWay)) await lookAgain(tx, deps, paymentId);
    return;
  }
  if (refundId === null) return;
  const place = { deps, payment, refundId, now };
  await applyTold(tx, place, { told: { kind: 'told', value: one }, isFirst: false });
}

const isUnderWay = ({ state }: Refund): boolean => state !== 'succeeded' && state !== 'canceled';

/**
 * A refund of ours that the gateway has not answered holds what went back without us, or may be it. The
 * gateway ends it, and then there is room: the payment is asked about until then.
 */
async function lookAgain(tx: Tx, { clock }: LearnDeps, paymentId: number): Promise<void> {
  const askedTimes = await findAskedTimes(tx, gatewayActor, paymentId);
  const at = new Date(clock.now().getTime() + pauseBeforeAsking(askedTimes));
  await askAgain(tx, gatewayActor, { paymentId, at });
}

async function addForeign(
  tx: Tx,
  { payment, gateway, one, now }: Omit<Learning, 'deps'>,
): Promise<number | null | 'no_room'> {
  const { paymentId } = payment;
  const parts = await findParts(tx, gatewayActor, paymentId);
  const [part] = parts;
  if (!part || (await findGatewayPayment(tx, gatewayActor, paymentId)) === null) return null;
  const { amountKopecks } = one;
  const penaltyKopecks = penaltiesOf(parts, amountKopecks);
  if (penaltyKopecks === null) return 'no_room';
  return addRefund(tx, gatewayActor, {
    paymentId,
    personalAccountId: part.personalAccountId,
    kind: 'chargeback',
    amountKopecks,
    penaltyKopecks,
    gateway: gateway.name,
    idempotenceKey: `told-${one.id}`.slice(0, 64),
    request: null,
    gatewayRefundId: one.id,
    reason: 'told by the gateway',
    staffMemberId: null,
    askAfter: null,
    now,
  });
}
