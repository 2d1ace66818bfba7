import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { getReading } from '#src/meters/list-readings.ts';
import { voidReading } from '#src/meters/void-reading.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { openForStaff } from './account.controller.ts';
import { deskFailureText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { ReadingPage } from './readings.page.tsx';
import { readReason } from './reason.ts';

/** One reading by its confirmation number, and taking it back. */
export function registerStaffReading(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffReading, { preHandler: requireStaff('see_accounts') }, (request, reply) =>
    showReading({ request, reply, deps }),
  );

  const entering = { preHandler: requireStaff('enter_readings') };

  // Where a person lands who reopens the address of the form.
  app.get(routes.staffReadingWithdrawal, entering, async (request, reply) => {
    const { number, confirmation } = request.params as { number: string; confirmation: string };
    return reply.seeOther(href('staffReading', { number, confirmation }));
  });

  app.post(routes.staffReadingWithdrawal, entering, async (request, reply) => {
    const { number } = await openForStaff(request, deps, 'look_at_reading');
    const { confirmation } = request.params as { confirmation: string };
    const body = formValues(request.body);
    const reason = readReason(body);
    const open = { request, reply, deps, reason: body.reason ?? '' };
    const failWith = (message: string) =>
      showReading({ ...open, errors: [{ field: 'reason', message }], status: 422 });
    if (!reason.ok) return failWith(reason.message);
    const deed = { ...recordOf(request), reason: reason.text };
    const { actor } = staffOf(request);
    const voided = await voidReading(deps, actor, { number, confirmation, deed });
    if (!voided.ok && voided.code === 'reading_not_found') throw notFound();
    if (!voided.ok) return failWith(deskFailureText(voided));
    return reply.seeOther(href('staffReading', { number, confirmation }));
  });
}

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  errors?: FieldError[];
  reason?: string;
  status?: number;
};

async function showReading({ request, reply, deps, errors = [], reason = '', status }: Open) {
  const { confirmation: asked } = request.params as { confirmation: string };
  const personalAccount = await openForStaff(request, deps, 'look_at_reading');
  const { personalAccountId } = personalAccount;
  const { actor } = staffOf(request);
  const reading = await getReading(deps, actor, { personalAccountId, confirmation: asked });
  if (!reading?.confirmation) throw notFound();
  const { confirmation } = reading;
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    reading: { ...reading, confirmation },
    mayChange: may(actor.role, 'enter_readings'),
    errors,
    reason,
  };
  return reply.page(h(ReadingPage, props), status);
}
