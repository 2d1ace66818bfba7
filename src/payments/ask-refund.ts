import { inTransaction } from '#src/db/transaction.ts';
import type { Gateway, GatewayRefund, Told } from './gateway.ts';
import { findGatewayPayment } from './gateway-payments-store.ts';
import type { Gateways } from './gateways.ts';
import { gatewayActor, type LearnDeps } from './learn-payment.ts';
import { applyTold } from './learn-refunds.ts';
import { receiptLineText, refundText } from './payments.ru.ts';
import { lockPayment } from './payments-store.ts';
import { findRefundPayer, findRefunds, keepRequest, type Refund } from './refunds-store.ts';

type RefundDeps = LearnDeps & { gateways: Gateways };

/** Sends a refund that staff decided on, or asks what became of it. */
export async function askRefund(
  deps: RefundDeps,
  { refundId, paymentId }: { refundId: number; paymentId: number },
): Promise<void> {
  const refunds = await findRefunds(deps.db, gatewayActor, paymentId);
  const refund = refunds.find((one) => one.refundId === refundId);
  const gateway = refund?.gateway ? deps.gateways.byName(refund.gateway) : null;
  if (!refund || !gateway) return;
  const written = await writtenDown(deps, gateway, refund);
  const asked = await askOne(deps, gateway, { refund: written, refunds });
  await inTransaction(deps.db, async (tx) => {
    const payment = await lockPayment(tx, gatewayActor, paymentId);
    const place = { deps, payment, refundId, now: deps.clock.now() };
    await applyTold(tx, place, asked);
  });
}

/** What is sent is kept first, so that a repeat is the same to the letter. */
async function writtenDown({ db }: RefundDeps, gateway: Gateway, refund: Refund): Promise<Refund> {
  if (refund.request !== null || refund.kind !== 'refund') return refund;
  const payer = await findRefundPayer(db, gatewayActor, refund);
  if (!payer?.gatewayPaymentId) return refund;
  const { amountKopecks, penaltyKopecks, refundId } = refund;
  const { accountNumber, gatewayPaymentId, receiptEmail } = payer;
  const lines = [
    { kind: 'owed' as const, amountKopecks: amountKopecks - penaltyKopecks },
    { kind: 'penalty' as const, amountKopecks: penaltyKopecks },
  ].filter((line) => line.amountKopecks > 0);
  const request = gateway.composeRefund({
    gatewayPaymentId,
    amountKopecks,
    description: refundText(accountNumber),
    receiptEmail,
    receiptLines: lines.map((line) => ({
      ...line,
      description: receiptLineText(line.kind, accountNumber),
    })),
  });
  return { ...refund, request: await keepRequest(db, gatewayActor, { refundId, request }) };
}

/** `refunds`: all of its payment, it among them. */
type Asking = { refund: Refund; refunds: readonly Refund[] };

/** isFirst: a refusal means that it is not made, now or ever. */
type Asked = { told: Told<GatewayRefund>; isFirst: boolean };

async function askOne(deps: RefundDeps, gateway: Gateway, asking: Asking): Promise<Asked> {
  const { gatewayRefundId, request, idempotenceKey, createdAt, askedTimes } = asking.refund;
  const isFirst = askedTimes === 0;
  if (gatewayRefundId) return { told: await gateway.findRefund(gatewayRefundId), isFirst };
  if (!request || !idempotenceKey) return { told: { kind: 'absent' }, isFirst };
  const age = deps.clock.now().getTime() - createdAt.getTime();
  if (age >= gateway.keyLifetimeMs) {
    // A key that is forgotten protects from nothing: what was sent may have been done.
    const made = await findMade(deps, gateway, asking);
    if (made !== 'never' && made !== 'no_list') return { told: made, isFirst };
  }
  const told = await gateway.refund({ request, idempotenceKey });
  if (told.kind !== 'refused' || isFirst) return { told, isFirst };
  // The first try may have come through: its refusal now says nothing of that.
  const made = await findMade(deps, gateway, asking);
  if (made === 'never') return { told, isFirst: true };
  return { told: made === 'no_list' ? told : made, isFirst };
}

/** Of its sum, and none of our others, among all refunds of its payment. */
async function findMade(
  { db }: RefundDeps,
  gateway: Gateway,
  { refund, refunds }: Asking,
): Promise<Told<GatewayRefund> | 'never' | 'no_list'> {
  const { paymentId, amountKopecks } = refund;
  const payment = await findGatewayPayment(db, gatewayActor, paymentId);
  const listed = await gateway.listRefunds(payment?.gatewayPaymentId ?? '');
  if (listed.kind === 'absent') return 'no_list';
  if (listed.kind !== 'told') return { kind: 'unknown', why: 'processing' };
  const known = new Set(refunds.map((one) => one.gatewayRefundId));
  const made = listed.value.find(
    (one) => one.amountKopecks === amountKopecks && one.state !== 'canceled' && !known.has(one.id),
  );
  return made ? { kind: 'told', value: made } : 'never';
}
