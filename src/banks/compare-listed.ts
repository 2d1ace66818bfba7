import type { GatewayLists, GatewayPayment } from '#src/payments/gateway.ts';
import { type BookedPayment, findBookedByIds } from '#src/payments/gateway-books-store.ts';
import { gatewayActor } from '#src/payments/learn-payment.ts';
import { judgeTold } from './compare-told.ts';
import { apart, type Comparing, findOurs, note, sumOf } from './gateway-comparison.ts';

/** So many of a list are looked for in our books at once. */
const AT_ONCE = 500;

/** A gateway's own list of what was paid that day against our payments, both ways. */
export async function compareListed(comparing: Comparing, lists: GatewayLists): Promise<void> {
  const { done, span } = comparing;
  const listed = await lists.payments(span);
  if (listed.kind !== 'told') {
    done.isComplete = false;
    return;
  }
  done.theirs = sumOf(listed.value.map(({ amountKopecks }) => amountKopecks));
  const met = new Set<number>();
  for (let from = 0; from < listed.value.length; from += AT_ONCE) {
    const some = listed.value.slice(from, from + AT_ONCE);
    const known = await findKnown(comparing, some);
    for (const told of some) {
      const one = known.of(told);
      if (one) {
        met.add(one.paymentId);
        await apart(comparing, one.paymentId, () => judgeTold(comparing, { told, known: one }));
        judgeDay(comparing, { told, known: one });
      } else note(comparing, 'foreign_payment', { id: told.id, theirKopecks: told.amountKopecks });
    }
  }
  for (const one of await findOurs(comparing)) {
    const isMissed = one.state === 'succeeded' && !met.has(one.paymentId);
    if (isMissed && done.isComplete) await lookFor(comparing, one);
  }
}

/** Counted by us and not in the list: the gateway is asked about it by its number. */
async function lookFor(comparing: Comparing, one: BookedPayment): Promise<void> {
  const { gateway, done } = comparing;
  const { gatewayPaymentId: id, paymentId, amountKopecks } = one;
  const told = id === null ? { kind: 'absent' as const } : await gateway.find(id);
  if (told.kind === 'unknown') done.isComplete = false;
  // Of another day by its clock: it is compared on that.
  const isThere = told.kind === 'told' && told.value.state === 'succeeded';
  if (told.kind === 'unknown' || isThere) return;
  const about = { id: id ?? one.idempotenceKey, paymentId, ourKopecks: amountKopecks };
  note(comparing, 'not_in_gateway', about);
}

async function findKnown({ deps, gateway }: Comparing, listed: readonly GatewayPayment[]) {
  const rows = await findBookedByIds(deps.db, gatewayActor, {
    gateway: gateway.name,
    ids: listed.map(({ id }) => id),
    keys: listed.flatMap(({ ourKey }) => ourKey ?? []),
  });
  const byId = new Map(rows.map((row) => [row.gatewayPaymentId, row]));
  const byKey = new Map(rows.map((row) => [row.idempotenceKey, row]));
  return {
    of({ id, ourKey }: GatewayPayment): BookedPayment | null {
      const keyed = ourKey === null ? undefined : byKey.get(ourKey);
      // The key of one that has another number at the gateway is a second payment by our order.
      const isFree = keyed?.gatewayPaymentId === null || keyed?.gatewayPaymentId === id;
      return byId.get(id) ?? (isFree ? keyed : undefined) ?? null;
    },
  };
}

/** Counted on another day than the gateway does. */
function judgeDay(
  comparing: Comparing,
  { told, known }: { told: GatewayPayment; known: BookedPayment },
): void {
  if (known.paidOn === null || known.paidOn === comparing.day) return;
  const { paymentId, amountKopecks: ourKopecks } = known;
  const sums = { ourKopecks, theirKopecks: told.amountKopecks };
  note(comparing, 'other_day', { id: told.id, paymentId, ...sums });
}
