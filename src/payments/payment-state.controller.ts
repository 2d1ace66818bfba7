import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { getBalance } from '#src/billing/get-balance.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { openBasket } from './open-basket.ts';
import { PaymentStatePage } from './payment-state.page.tsx';
import type { PaymentsDeps } from './payments-deps.ts';

/** The page that one comes back to from the bank, and every later look at the payment. */
export function registerPaymentState(app: FastifyInstance, deps: PaymentsDeps): void {
  app.get(routes.paymentState, { preHandler: requireResident }, async (request, reply) => {
    const { paymentId } = request.params as { paymentId: string };
    const { actor } = residentOf(request);
    const basket = await openBasket(deps, actor, paymentId);
    // Somebody else's looks like one that does not exist.
    if (!basket) throw notFound();
    const [first] = basket.payments;
    await showAccounts(request, deps, first?.accountNumber ?? null);
    const isOne = basket.payments.length === 1;
    const balance = isOne && first ? await getBalance(deps, actor, first) : null;
    const props = {
      context: pageContext(request, deps),
      basket,
      today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
      balanceKopecks: balance?.totalKopecks ?? null,
    };
    return reply.page(h(PaymentStatePage, props));
  });
}
