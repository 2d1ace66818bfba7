import type { GatewayPayment } from '#src/payments/gateway.ts';
import { type BookedPayment, findBooked } from '#src/payments/gateway-books-store.ts';
import { gatewayActor, learnPayment } from '#src/payments/learn-payment.ts';
import { learnRefunds } from '#src/payments/learn-refunds.ts';
import { wholeSums } from '#src/payments/whole-sums.ts';
import { type Comparing, note, noteMended } from './gateway-comparison.ts';

/** A payment that the gateway says was paid, against ours of the same. */
export async function judgeTold(
  comparing: Comparing,
  { told: given, known }: { told: GatewayPayment; known: BookedPayment },
): Promise<void> {
  const told = wholeSums(given, known.amountKopecks);
  const about = { id: told.id, paymentId: known.paymentId };
  const isCounted = await learn(comparing, { told, known });
  if (told.amountKopecks !== known.amountKopecks || !isCounted) {
    const { amountKopecks: theirKopecks } = told;
    note(comparing, 'other_sum', { ...about, ourKopecks: known.amountKopecks, theirKopecks });
    return;
  }
  await judgeGivenBack(comparing, { told: given, known });
}

/** Whether it counts as paid, now at the latest: the gateway's word is what we go by. */
async function learn(
  comparing: Comparing,
  { told, known }: { told: GatewayPayment; known: BookedPayment },
): Promise<boolean> {
  if (known.state === 'succeeded') return true;
  const { deps, gateway } = comparing;
  const { paymentId } = known;
  const state = await learnPayment(deps, {
    paymentId,
    gateway: gateway.name,
    told: { kind: 'told', value: told },
    heardFrom: 'list',
    isDecisive: false,
  });
  if (state !== 'succeeded') return false;
  const about = { id: told.id, paymentId, ourKopecks: null, theirKopecks: told.amountKopecks };
  noteMended(comparing, 'not_counted', about);
  return true;
}

/** What went back of it; what we did not ask for is learnt. */
async function judgeGivenBack(
  comparing: Comparing,
  { told: given, known }: { told: GatewayPayment; known: BookedPayment },
): Promise<void> {
  const { deps, gateway } = comparing;
  const { refundedKopecks: theirKopecks } = wholeSums(given, known.amountKopecks);
  const isSilent = given.leftKopecks !== null && theirKopecks === 0;
  if (theirKopecks === known.refundedKopecks && !isSilent) return;
  const { paymentId } = known;
  await learnRefunds(deps, gateway, { paymentId, told: { kind: 'told', value: given } });
  const now = await findBooked(deps.db, gatewayActor, { gateway: gateway.name, paymentId });
  const about = { id: given.id, paymentId };
  if (now.refundedKopecks === theirKopecks && !isSilent) {
    const ourKopecks = known.refundedKopecks;
    noteMended(comparing, 'refund_not_counted', { ...about, ourKopecks, theirKopecks });
  } else if (!now.isRefundUnderWay) {
    const ourKopecks = now.refundedKopecks;
    const told = isSilent ? null : theirKopecks;
    note(comparing, 'refund_differs', { ...about, ourKopecks, theirKopecks: told });
  }
}
