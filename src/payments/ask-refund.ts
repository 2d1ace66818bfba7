import type { Gateway, GatewayRefund, Told } from './gateway.ts';
import { gatewayActor, type LearnDeps } from './learn-payment.ts';
import { receiptLineText, refundText } from './payments.ru.ts';
import { findRefundPayer, keepRequest, type Refund } from './refunds-store.ts';

export type Asked = { told: Told<GatewayRefund>; isFirst: boolean };

/**
 * Sent again with its key while the gateway knows the key; later, and where a repeat is refused, it is
 * looked for among the refunds of its payment: not there, it was never made.
 */
export async function askOrLook(
  deps: LearnDeps,
  gateway: Gateway,
  { refund, refunds }: { refund: Refund; refunds: readonly Refund[] },
): Promise<Asked> {
  const isFirst = refund.askedTimes === 0;
  const isNamed = refund.gatewayRefundId !== null;
  const age = deps.clock.now().getTime() - refund.createdAt.getTime();
  const isKeyDead = !isFirst && !isNamed && age >= gateway.keyLifetimeMs;
  const told: Told<GatewayRefund> = isKeyDead
    ? { kind: 'unknown', why: 'processing' }
    : await askOne(gateway, await writtenDown(deps, gateway, refund));
  const isRefusedLater = told.kind === 'refused' && !isFirst && !isNamed;
  if (!isKeyDead && !isRefusedLater) return { told, isFirst };
  const payer = await findRefundPayer(deps.db, gatewayActor, refund);
  if (!payer?.gatewayPaymentId) return { told, isFirst };
  const listed = await gateway.listRefunds(payer.gatewayPaymentId);
  if (listed.kind !== 'told') return { told: { kind: 'unknown', why: 'processing' }, isFirst };
  const taken = new Set(refunds.map(({ gatewayRefundId }) => gatewayRefundId));
  const own = listed.value.find(
    ({ id, amountKopecks }) => !taken.has(id) && amountKopecks === refund.amountKopecks,
  );
  return own
    ? { told: { kind: 'told', value: own }, isFirst }
    : { told: { kind: 'refused', code: 'never_made' }, isFirst: true };
}

/** What is sent is kept first, so that a repeat is the same to the letter. */
async function writtenDown({ db }: LearnDeps, gateway: Gateway, refund: Refund): Promise<Refund> {
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

async function askOne(gateway: Gateway, refund: Refund): Promise<Told<GatewayRefund>> {
  const { gatewayRefundId, request, idempotenceKey } = refund;
  if (gatewayRefundId) return gateway.findRefund(gatewayRefundId);
  if (!request || !idempotenceKey) return { kind: 'absent' };
  return gateway.refund({ request, idempotenceKey });
}
