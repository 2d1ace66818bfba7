import { errorForLog } from '#src/jobs/error-for-log.ts';
import { type AskDeps, askGateway } from './ask-gateway.ts';
import type { Basket } from './baskets-store.ts';
import { claimLook } from './gateway-payments-store.ts';
import { gatewayActor } from './learn-payment.ts';
import { isFinal } from './payment-state.ts';

/** A page that is refreshed all the time does not ask all the time. */
const NOT_SOONER_MS = 1_000;

/** Asks about payments that somebody is looking at. False: all of them have come to their end. */
export async function lookNow(deps: AskDeps, basket: Basket): Promise<boolean> {
  const open = basket.payments.filter(({ state }) => !isFinal(state));
  const now = deps.clock.now();
  const before = new Date(now.getTime() - NOT_SOONER_MS);
  await Promise.all(
    open.map(async ({ paymentId }) => {
      if (!(await claimLook(deps.db, gatewayActor, { paymentId, now, before }))) return;
      try {
        await askGateway(deps, paymentId, 'question');
      } catch (error) {
        deps.log.error(
          { err: errorForLog(error), paymentId },
          'a payment could not be asked about',
        );
      }
    }),
  );
  // Also where nobody asked now: news may have come meanwhile.
  return open.length > 0;
}
