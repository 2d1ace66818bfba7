import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { getBalance } from '#src/billing/get-balance.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { routes } from '#src/routes.ts';
import { PaymentPage } from './payment.page.tsx';

/** How much is to be paid, and where to. */
export function registerMoney(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.payment, { preHandler: requireResident }, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const balance = await getBalance(deps, residentOf(request).actor, personalAccount);
    const context = pageContext(request, deps);
    return reply.page(h(PaymentPage, { context, personalAccount, balance }));
  });
}
