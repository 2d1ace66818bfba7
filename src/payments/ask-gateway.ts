import { inTransaction } from '#src/db/transaction.ts';
import { dateInZone } from '#src/plain-date.ts';
import { isChargeCalledOff } from './autopay/charge-guards-store.ts';
import type { Gateway, GatewayPayment, GatewaySavedMethod, Told } from './gateway.ts';
import {
  claimSending,
  findGatewayPayment,
  findPaymentOf,
  type KnownGatewayPayment,
} from './gateway-payments-store.ts';
import type { Gateways } from './gateways.ts';
import { gatewayActor, type LearnDeps, learnPayment } from './learn-payment.ts';
import { learnRefunds } from './learn-refunds.ts';
import { type HeardFrom, judgeChange, type PaymentState } from './payment-state.ts';
import { gatewayAnswers } from './payments-metrics.ts';
import { lockPayment, setState } from './payments-store.ts';

/** Longer than a gateway's calls take that make a payment: whoever holds it longer has died. */
const SENDING_MS = 60_000;
const DAY_MS = 86_400_000;
/** After this a request is at its gateway or nowhere. */
const ARRIVED_MS = 3_600_000;

export type AskDeps = LearnDeps & { gateways: Gateways };

/**
 * Asks the gateway what became of a payment and puts it into our books. One whose answer was never
 * heard is sent again with its key, which makes no second payment of it; one whose key the gateway
 * has forgotten is looked for among its payments. Nothing is ever given up by the clock.
 * being_sent: somebody else is sending it at this moment.
 */
export async function askGateway(
  deps: AskDeps,
  paymentId: number,
  heardFrom: HeardFrom,
): Promise<PaymentState | 'being_sent' | null> {
  const known = await findGatewayPayment(deps.db, gatewayActor, paymentId);
  const gateway = known && deps.gateways.byName(known.gateway);
  if (!known || !gateway) return known?.state ?? null;
  const asked = await ask(deps, gateway, known);
  if (!asked) return 'being_sent';
  const { told, isDecisive } = asked;
  const news = { paymentId, gateway: gateway.name, heardFrom, isDecisive };
  const state = await learnPayment(deps, { ...news, told: counted(gateway, told) });
  await learnRefunds(deps, gateway, { paymentId, told });
  return state;
}

async function ask(
  deps: AskDeps,
  gateway: Gateway,
  known: KnownGatewayPayment,
): Promise<{ told: Told<GatewayPayment>; isDecisive: boolean } | null> {
  const { gatewayPaymentId, sentAt, paymentId } = known;
  const age = sentAt ? deps.clock.now().getTime() - sentAt.getTime() : 0;
  if (gatewayPaymentId !== null) {
    // That what it has told of does not exist may be its bad hour; a day later it is the truth.
    return answered(await gateway.find(gatewayPaymentId), age >= DAY_MS);
  }
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const isCalledOff =
    known.isAutopay && (await isChargeCalledOff(deps.db, gatewayActor, { paymentId, today }));
  if (isCalledOff && sentAt === null) return { told: { kind: 'absent' }, isDecisive: true };
  // It may still be arriving: neither sent again nor given up.
  if (isCalledOff && age < ARRIVED_MS) {
    return { told: { kind: 'unknown', why: 'processing' }, isDecisive: false };
  }
  if (sentAt && (isCalledOff || age >= gateway.keyLifetimeMs)) {
    return answered(await gateway.search(known, sentAt), true);
  }
  if (!(await beginSending(deps, paymentId))) return null;
  return { told: await gateway.create(known), isDecisive: sentAt === null };
}

/** A refusal to answer a question, of a wrong key of ours above all, says nothing of the payment. */
const answered = (told: Told<GatewayPayment>, isDecisive: boolean) => ({
  told,
  isDecisive: isDecisive && told.kind !== 'refused',
});

/** Before it leaves: whoever dies now leaves a payment of which it is known that nothing is known. */
async function beginSending({ db, clock }: AskDeps, paymentId: number): Promise<boolean> {
  const now = clock.now();
  const until = new Date(now.getTime() + SENDING_MS);
  return inTransaction(db, async (tx) => {
    const { state } = await lockPayment(tx, gatewayActor, paymentId);
    if (!(await claimSending(tx, gatewayActor, { paymentId, now, until }))) return false;
    if (judgeChange(state, 'unknown') !== 'move') return true;
    const news = { paymentId, from: state, to: 'unknown', heardFrom: 'start', at: now } as const;
    await setState(tx, gatewayActor, news);
    return true;
  });
}

/**
 * A gateway has said that something became of one of its payments: it is asked what. null: it is none
 * of ours. unknown: the gateway could not be asked now.
 */
export async function askAboutNews(
  deps: AskDeps,
  gateway: Gateway,
  { gatewayPaymentId, saved }: { gatewayPaymentId: string; saved: GatewaySavedMethod | null },
): Promise<PaymentState | 'gateway_away' | null> {
  const found = counted(gateway, await gateway.find(gatewayPaymentId));
  if (found.kind === 'unknown') return 'gateway_away';
  if (found.kind !== 'told') return null;
  const told = { ...found, value: { ...found.value, saved: found.value.saved ?? saved } };
  const place = { gateway: gateway.name, told: told.value };
  const paymentId = await findPaymentOf(deps.db, gatewayActor, place);
  if (paymentId === null) return null;
  const news = { paymentId, gateway: gateway.name, told, isDecisive: false };
  const state = await learnPayment(deps, { ...news, heardFrom: 'notification' });
  await learnRefunds(deps, gateway, { paymentId, told });
  return state;
}

function counted<T>({ name }: Gateway, told: Told<T>): Told<T> {
  const answer = told.kind === 'unknown' ? told.why : told.kind;
  gatewayAnswers.inc({ gateway: name, answer });
  return told;
}
