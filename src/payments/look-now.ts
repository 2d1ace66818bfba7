import { errorForLog } from '#src/jobs/error-for-log.ts';
import { type AskDeps, askGateway } from './ask-gateway.ts';
import type { Basket } from './baskets-store.ts';
import { claimLook } from './gateway-payments-store.ts';
import { gatewayActor } from './learn-payment.ts';
import { isFinal } from './payment-state.ts';

/** A page that is refreshed all the time does not ask all the time. */
const NOT_SOONER_MS = 2_000;

/** Asks about payments that somebody is looking at. False: there was nothing to ask. */
export async function lookNow(deps: AskDeps, basket: Basket): Promise<boolean> {
  const open = basket.payments.filter(({ state }) => !isFinal(state));
  const now = deps.clock.now();
  const before = new Date(now.getTime() - NOT_SOONER_MS);
  const asked = await Promise.all(
    open.map(async ({ paymentId }) => {
      if (!(await claimLook(deps.db, gatewayActor, { paymentId, now, before }))) return false;
      try {
        await askGateway(deps, paymentId, 'question');
      } catch (error) {
        deps.log.error(
          { err: errorForLog(error), paymentId },
          'a payment could not be asked about',
        );
      }
      return true;
    }),
  );
  return asked.some(Boolean);
}
