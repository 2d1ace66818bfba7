import { type AskDeps, askGateway } from '#src/payments/ask-gateway.ts';
import type { Gateway } from '#src/payments/gateway.ts';
import { type BookedPayment, findBooked } from '#src/payments/gateway-books-store.ts';
import { gatewayActor } from '#src/payments/learn-payment.ts';
import { addDays, type PlainDate, startOfDay } from '#src/plain-date.ts';
import { compareAsked } from './compare-asked.ts';
import { compareRefunds } from './compare-gateway-refunds.ts';
import { compareListed } from './compare-listed.ts';
import {
  type Comparing,
  eachOf,
  findOurs,
  type GatewayCompared,
  note,
  noteMended,
  sumOf,
} from './gateway-comparison.ts';

/**
 * Holds a gateway's books of a day against our payments, both ways: what the gateway has and we do not
 * count is learnt from its own word, what went back without us too. What it denies, what is none of
 * ours and what has another sum is for people. It is never guessed: of a silent gateway nothing follows.
 */
export async function compareGateway(
  deps: AskDeps,
  gateway: Gateway,
  day: PlainDate,
): Promise<GatewayCompared> {
  const { timeZone } = deps.supplier;
  const span = { from: startOfDay(day, timeZone), until: startOfDay(addDays(day, 1), timeZone) };
  const done: GatewayCompared = {
    gateway: gateway.name,
    isComplete: true,
    hasList: gateway.lists !== null,
    ours: { count: 0, kopecks: 0 },
    theirs: { count: 0, kopecks: 0 },
    found: [],
    mended: [],
  };
  const comparing: Comparing = { deps, gateway, day, span, done };
  const ours = await findOurs(comparing);
  await eachOf(ours, (one) => settle(comparing, one));
  if (gateway.lists) {
    await compareListed(comparing, gateway.lists);
    await compareRefunds(comparing, gateway.lists);
  } else await compareAsked(comparing);
  const counted = (await findOurs(comparing)).filter(({ state }) => state === 'succeeded');
  done.ours = sumOf(counted.map(({ amountKopecks }) => amountKopecks));
  if (!done.isComplete) note(comparing, 'gateway_silent', { subject: gateway.name });
  return done;
}

/** One whose end is not known is asked about, as the worker does, be it time to or not. */
async function settle(comparing: Comparing, one: BookedPayment): Promise<void> {
  const { deps, gateway } = comparing;
  const { paymentId, state } = one;
  if (state !== 'created' && state !== 'unknown' && state !== 'pending') return;
  const told = await askGateway(deps, paymentId, 'question');
  const known = { gateway: gateway.name, paymentId };
  const now = await findBooked(deps.db, gatewayActor, known);
  const about = { id: now.gatewayPaymentId ?? now.idempotenceKey, paymentId };
  const { amountKopecks } = now;
  if (now.state === 'succeeded') {
    const sums = { ourKopecks: null, theirKopecks: amountKopecks };
    noteMended(comparing, 'not_counted', { ...about, ...sums });
  }
  if (told === 'created' || told === 'unknown' || told === 'being_sent') {
    note(comparing, 'not_known', { ...about, ourKopecks: amountKopecks });
  }
}
