import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findPaymentHistory } from '#src/payments/history-store.ts';
import { routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { openForStaff } from './account.controller.ts';
import { deskContext } from './desk.ts';
import { PaymentsPage } from './payments.page.tsx';

const SHOWN = 50;

export function registerStaffPayments(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('see_accounts') };

  app.get(routes.staffPayments, guarded, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_payments');
    const { personalAccountId } = personalAccount;
    const { timeZone } = deps.supplier;
    const { after } = formValues(request.query);
    const query = { personalAccountId, timeZone, after: after || undefined, limit: SHOWN + 1 };
    const found = await findPaymentHistory(deps.db, staffOf(request).actor, query);
    if (after && found.length === 0) throw notFound();
    const entries = found.slice(0, SHOWN);
    const nextKey = found.length > SHOWN ? (entries.at(-1)?.key ?? null) : null;
    const desk = await deskContext(request, deps);
    return reply.page(h(PaymentsPage, { ...desk, personalAccount, entries, nextKey }));
  });
}
