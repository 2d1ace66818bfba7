import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { ChargesPage } from './charges.page.tsx';
import { consumptionForChart } from './consumption.ts';
import { PaymentPage } from './payment.page.tsx';

/** What is known of money before the first month is closed: the register's balance. */
export function registerMoney(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.payment, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    return reply.page(h(PaymentPage, { context: pageContext(request, deps), personalAccount }));
  });

  app.get(routes.charges, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { actor } = residentOf(request);
    const months = await consumptionForChart(deps, actor, personalAccount);
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    const context = pageContext(request, deps);
    return reply.page(h(ChargesPage, { context, personalAccount, months, today }));
  });
}
