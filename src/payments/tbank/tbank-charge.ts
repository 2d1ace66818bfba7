import { type GatewayPayment, PERMISSION_REVOKED, type Told } from '../gateway.ts';
import { NOT_FOUND, readAnswer } from './tbank-answers.ts';
import type { TbankClient } from './tbank-client.ts';

/** What `Cancel` makes of a payment that is `NEW`. */
export const ENDED = 'CANCELED';

export type Charge = { paymentId: string; rebillId: string };

/**
 * Charges what the payer let us keep, by a payment that was made for it. Never blindly: it is asked first
 * where the payment stands, and only one that nobody has charged is charged. A second charge of the
 * same payment could take nothing twice, but its refusal would hide what became of the first one.
 */
export async function chargeOnce(
  client: TbankClient,
  { paymentId, rebillId }: Charge,
): Promise<Told<GatewayPayment>> {
  const before = await askState(client, paymentId);
  if (before.kind !== 'told' || before.value.word !== 'NEW') return notDenied(before);
  const answer = await client.call('Charge', { PaymentId: paymentId, RebillId: rebillId });
  if (answer.kind !== 'told') return answer;
  const { Success: isDone, ErrorCode: code, Status } = answer.value;
  // A charge that the bank refused is told with its status; without one the request was refused.
  if (isDone || Status !== undefined) return notDenied(await askState(client, paymentId));
  const ended = await endUncharged(client, paymentId);
  if (ended.kind !== 'told' || ended.value.word !== ENDED) return ended;
  const reason = NOT_FOUND.has(code) ? PERMISSION_REVOKED : 'refused_by_gateway';
  return { kind: 'told', value: { ...ended.value, reason } };
}

/** It exists, since we made it: whoever says otherwise now says nothing of what became of it. */
const notDenied = (told: Told<GatewayPayment>): Told<GatewayPayment> =>
  told.kind === 'told' || told.kind === 'unknown' ? told : { kind: 'unknown', why: 'processing' };

const askState = async (client: TbankClient, paymentId: string) =>
  readAnswer(await client.call('GetState', { PaymentId: paymentId }));

/**
 * Of a payment that nobody can have paid the end; whatever else became of it is told. Of one that was paid
 * since `Cancel` would give the money back: it is asked again before.
 */
export async function endUncharged(
  client: TbankClient,
  paymentId: string,
): Promise<Told<GatewayPayment>> {
  const before = await askState(client, paymentId);
  if (before.kind !== 'told' || before.value.word !== 'NEW') return notDenied(before);
  const ended = await client.call('Cancel', { PaymentId: paymentId });
  if (ended.kind !== 'told' || !ended.value.Success) return { kind: 'unknown', why: 'processing' };
  return notDenied(await askState(client, paymentId));
}
