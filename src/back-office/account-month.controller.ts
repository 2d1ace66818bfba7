import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { getAccountMonth } from '#src/billing/get-account-month.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { isPlainDate } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { openForStaff } from './account.controller.ts';
import { AccountMonthPage } from './account-month.page.tsx';
import { deskContext } from './desk.ts';

/** One closed month of an account, line by line. */
export function registerAccountMonth(app: FastifyInstance, deps: AppDeps): void {
  app.get(
    routes.staffAccountMonth,
    { preHandler: requireStaff('see_accounts') },
    async (request, reply) => {
      const { month: asked } = request.params as { month: string };
      const month = `${asked}-01`;
      if (!/^\d{4}-\d{2}$/.test(asked) || !isPlainDate(month)) throw notFound();
      const personalAccount = await openForStaff(
        request,
        deps,
        'look_at_charges',
        `month:${asked}`,
      );
      const { personalAccountId } = personalAccount;
      const place = { personalAccountId, month };
      const known = await getAccountMonth(deps, staffOf(request).actor, place);
      if (!known) throw notFound();
      const props = { ...(await deskContext(request, deps)), personalAccount, month: known };
      return reply.page(h(AccountMonthPage, props));
    },
  );
}
