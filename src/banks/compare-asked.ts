import type { GatewayPayment, Told } from '#src/payments/gateway.ts';
import type { BookedPayment } from '#src/payments/gateway-books-store.ts';
import { judgeTold } from './compare-told.ts';
import { apart, type Comparing, eachOf, findOurs, note } from './gateway-comparison.ts';

/**
 * A gateway without a list is asked about each payment of the day that we know. What it has and we never
 * began, it does not tell.
 */
export async function compareAsked(comparing: Comparing): Promise<void> {
  let isSilent = false;
  await eachOf(await findOurs(comparing), async (one) => {
    // One that is silent would be waited for again and again.
    if (isSilent) return;
    await apart(comparing, one.paymentId, async () => {
      const heard = await compareOne(comparing, one);
      if (heard === 'silence') isSilent = true;
    });
  });
}

async function compareOne(
  comparing: Comparing,
  known: BookedPayment,
): Promise<'silence' | undefined> {
  const { done } = comparing;
  const told = await ask(comparing, known);
  if (told === null) return;
  if (told.kind === 'unknown' || told.kind === 'refused') {
    done.isComplete = false;
    return told.kind === 'unknown' ? 'silence' : undefined;
  }
  const { paymentId, amountKopecks } = known;
  if (told.kind === 'told' && told.value.state === 'succeeded') {
    done.theirs.count += 1;
    await judgeTold(comparing, { told: told.value, known });
    const isRest = told.value.leftKopecks !== null;
    done.theirs.kopecks += isRest ? amountKopecks : told.value.amountKopecks;
  } else if (known.state === 'succeeded') {
    const id = known.gatewayPaymentId ?? known.idempotenceKey;
    note(comparing, 'not_in_gateway', { id, paymentId, ourKopecks: amountKopecks });
  }
}

/** null: the gateway has never been told of it. */
async function ask(
  { gateway }: Comparing,
  known: BookedPayment,
): Promise<Told<GatewayPayment> | null> {
  if (known.gatewayPaymentId !== null) return gateway.find(known.gatewayPaymentId);
  return known.sentAt === null ? null : gateway.search(known, known.sentAt);
}
