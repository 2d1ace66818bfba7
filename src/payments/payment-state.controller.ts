import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { getBalance } from '#src/billing/get-balance.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { type Basket, findBasket } from './baskets-store.ts';
import { lookNow } from './look-now.ts';
import { PaymentStatePage } from './payment-state.page.tsx';
import type { PaymentsDeps } from './payments-deps.ts';

/** Whoever looks waits so long for the gateway's word; it comes anyway, and the page shows it next. */
const LOOK_MS = 3_000;

/** The page that one comes back to from the bank, and every later look at the payment. */
export function registerPaymentState(app: FastifyInstance, deps: PaymentsDeps): void {
  app.get(routes.paymentState, { preHandler: requireResident }, async (request, reply) => {
    const basket = await openBasket(request, deps);
    const [first] = basket.payments;
    await showAccounts(request, deps, first?.accountNumber ?? null);
    const isOne = basket.payments.length === 1;
    const balance =
      isOne && first ? await getBalance(deps, residentOf(request).actor, first) : null;
    const props = {
      context: pageContext(request, deps),
      basket,
      today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
      balanceKopecks: balance?.totalKopecks ?? null,
    };
    return reply.page(h(PaymentStatePage, props));
  });
}

/**
 * The basket of the address, after the gateway was asked about what has not come to an end.
 * @throws RefusedRequest 404 for somebody else's, as for one that does not exist.
 */
export async function openBasket(request: FastifyRequest, deps: PaymentsDeps): Promise<Basket> {
  const { paymentId } = request.params as { paymentId: string };
  const { actor } = residentOf(request);
  const found = await findBasket(deps.db, actor, paymentId);
  if (!found) throw notFound();
  const looked = await Promise.race([lookNow(deps, found), sleep(LOOK_MS, true, { ref: false })]);
  if (!looked) return found;
  return (await findBasket(deps.db, actor, paymentId)) ?? found;
}
