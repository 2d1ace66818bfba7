import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { forecastAccount } from '#src/billing/forecast-account.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { listReadings } from '#src/meters/list-readings.ts';
import { findSoon } from '#src/payments/autopay/autopay-state.ts';
import { findOwnRule } from '#src/payments/autopay/rules-store.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { consumptionForChart } from './consumption.ts';
import { HomePage } from './home.page.tsx';
import { MorePage } from './more.page.tsx';

export function registerHome(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.account, guarded, async (request, reply) => {
    const { actor } = residentOf(request);
    const personalAccount = await openAccountPage(request, reply, deps);
    const { personalAccountId } = personalAccount;
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    const [meters, months, history, balance, forecast, soon, rule] = await Promise.all([
      listMeters(deps, actor, { personalAccountId }),
      consumptionForChart(deps, actor, personalAccount),
      listReadings(deps, actor, { personalAccountId, isCurrentOnly: true }),
      getBalance(deps, actor, { personalAccountId }),
      forecastAccount(deps, actor, { personalAccountId, today }),
      findSoon(deps, actor, { personalAccountId }),
      findOwnRule(deps.db, actor, { personalAccountId }),
    ]);
    const readings = history.ok ? history.readings : [];
    const context = pageContext(request, deps);
    const props = {
      context,
      personalAccount,
      meters,
      months,
      readings,
      balance,
      forecast,
      soon,
      autopay: rule,
      today,
    };
    return reply.page(h(HomePage, props));
  });

  app.get(routes.more, guarded, async (request, reply) => {
    await openAccountPage(request, reply, deps);
    return reply.page(h(MorePage, { context: pageContext(request, deps) }));
  });
}
