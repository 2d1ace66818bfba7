import type { GatewayLists, GatewayRefund } from '#src/payments/gateway.ts';
import { findBookedByIds, findBookedRefunds } from '#src/payments/gateway-books-store.ts';
import { gatewayActor } from '#src/payments/learn-payment.ts';
import { learnRefunds } from '#src/payments/learn-refunds.ts';
import { apart, type Comparing, note, noteMended } from './gateway-comparison.ts';

type ListedRefund = GatewayRefund & { gatewayPaymentId: string };

/** What the gateway gave back that day against ours, both ways. */
export async function compareRefunds(comparing: Comparing, lists: GatewayLists): Promise<void> {
  const { deps, gateway, day, done, span } = comparing;
  const listed = await lists.refunds(span);
  if (listed.kind !== 'told') {
    done.isComplete = false;
    return;
  }
  const known = await findByIds(comparing, listed.value);
  for (const told of listed.value) {
    const ourKopecks = known.get(told.id);
    if (ourKopecks === undefined) await learnOne(comparing, told);
    else if (ourKopecks !== told.amountKopecks) {
      note(comparing, 'refund_differs', {
        id: told.id,
        ourKopecks,
        theirKopecks: told.amountKopecks,
      });
    }
  }
  const isListed = new Set(listed.value.map(({ id }) => id));
  const own = await findBookedRefunds(deps.db, gatewayActor, { gateway: gateway.name, day });
  for (const { gatewayRefundId: id, paymentId, amountKopecks } of own) {
    if (isListed.has(id)) continue;
    // We learn of it on another day than it went.
    const told = await gateway.findRefund(id);
    if (told.kind === 'unknown') done.isComplete = false;
    else if (told.kind !== 'told' || told.value.state !== 'succeeded') {
      note(comparing, 'refund_not_in_gateway', { id, paymentId, ourKopecks: amountKopecks });
    }
  }
}

async function findByIds({ deps, gateway }: Comparing, listed: readonly ListedRefund[]) {
  const ids = listed.map(({ id }) => id);
  const rows = await findBookedRefunds(deps.db, gatewayActor, { gateway: gateway.name, ids });
  return new Map(rows.map((row) => [row.gatewayRefundId, row.amountKopecks]));
}

/** Given back in the gateway's cabinet, or by the payer's bank. */
async function learnOne(comparing: Comparing, told: ListedRefund): Promise<void> {
  const { deps, gateway, done } = comparing;
  const { id, gatewayPaymentId, amountKopecks: theirKopecks } = told;
  const [payment] = await findBookedByIds(deps.db, gatewayActor, {
    gateway: gateway.name,
    ids: [gatewayPaymentId],
    keys: [],
  });
  if (!payment) return note(comparing, 'foreign_refund', { id, theirKopecks });
  const { paymentId } = payment;
  const about = { id, paymentId, ourKopecks: null, theirKopecks };
  if (payment.state !== 'succeeded') return note(comparing, 'refund_differs', about);
  const found = await gateway.find(gatewayPaymentId);
  if (found.kind === 'unknown') {
    done.isComplete = false;
    return;
  }
  await apart(comparing, paymentId, () => learnRefunds(deps, gateway, { paymentId, told: found }));
  const [isKnown] = await findBookedRefunds(deps.db, gatewayActor, {
    gateway: gateway.name,
    ids: [id],
  });
  if (isKnown) noteMended(comparing, 'refund_not_counted', about);
  else note(comparing, 'refund_differs', about);
}
