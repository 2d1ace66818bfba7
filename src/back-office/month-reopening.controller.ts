import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { findReopenable } from '#src/billing/reopen-month.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { MonthReopeningPage } from './month-reopening.page.tsx';
import { readNeededReason } from './reason.ts';

/** Opening the last month again: the first of two says why. */
export function registerMonthReopening(app: FastifyInstance, deps: AppDeps): void {
  const closing = { preHandler: requireStaff('close_months') };

  app.get(routes.staffMonthReopening, closing, (request, reply) =>
    showReopening({ request, reply, deps }),
  );

  app.post(routes.staffMonthReopening, closing, async (request, reply) => {
    const open = { request, reply, deps };
    const month = await findReopenable(deps.pool);
    if (month === null) return showReopening({ ...open, status: 409 });
    const reason = readNeededReason(formValues(request.body));
    if (!reason.ok) return showReopening({ ...open, message: reason.message, status: 422 });
    const proposed = await proposeChange(deps, staffOf(request).actor, {
      proposal: { kind: 'reopen_month', payload: { month } },
      deed: { ...recordOf(request), reason: reason.text },
    });
    if (proposed.ok) return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
    return showReopening({ ...open, message: deskFailureText(proposed), status: 409 });
  });
}

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  message?: string;
  status?: number;
};

async function showReopening({ request, reply, deps, message, status }: Open) {
  const props = {
    ...(await deskContext(request, deps)),
    month: await findReopenable(deps.pool),
    reason: formValues(request.body).reason ?? '',
    errors: message ? [{ field: 'reason', message }] : [],
  };
  return reply.page(h(MonthReopeningPage, props), status);
}
