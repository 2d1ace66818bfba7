import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { entryOfReading } from '#src/meters/list-readings.ts';
import { reviewReading } from '#src/meters/review-reading.ts';
import { findReview } from '#src/meters/review-store.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { openForStaff } from './account.controller.ts';
import { deskFailureText } from './back-office.ru.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext, recordOf } from './desk.ts';
import { ImprobablePage } from './improbable.page.tsx';
import { readDecision, readId } from './read-decision.ts';

export function registerImprobable(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffImprobable, { preHandler: requireStaff('see_requests') }, (request, reply) =>
    showImprobable({ request, reply, deps }),
  );

  app.post(
    routes.staffImprobable,
    { preHandler: requireStaff('decide_requests') },
    async (request, reply) => {
      const { number } = request.params as { number: string };
      const read = readDecision(request, ['confirmed', 'voided']);
      const { values } = read;
      if (!read.ok) return showImprobable({ request, reply, deps, ...read, status: 422 });
      const reviewed = await reviewReading(deps, staffOf(request).actor, {
        number,
        readingId: readId(request, 'readingId'),
        outcome: read.decision,
        deed: { ...recordOf(request), reason: read.reason },
      });
      if (reviewed.ok) return reply.seeOther(`${href('staffRequests')}?done=${read.decision}`);
      if (reviewed.code === 'reading_not_found' || reviewed.code === 'not_found') throw notFound();
      const errors = [{ field: 'decision', message: deskFailureText(reviewed) }];
      const status = reviewed.code === 'decided_already' ? 409 : 422;
      return showImprobable({ request, reply, deps, values, errors, status });
    },
  );
}

async function showImprobable({
  request,
  reply,
  deps,
  values = {},
  errors = [],
  status,
}: DecisionPage) {
  const readingId = readId(request, 'readingId');
  const subject = `reading:${readingId}`;
  const personalAccount = await openForStaff(request, deps, 'look_at_reading', subject);
  const { personalAccountId } = personalAccount;
  const { actor } = staffOf(request);
  const place = { personalAccountId, readingId };
  const reading = await entryOfReading(deps, actor, place);
  if (!reading?.confirmation) throw notFound();
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    reading,
    review: await findReview(deps.db, actor, place),
    mayDecide: may(actor.role, 'decide_requests'),
    values,
    errors,
  };
  return reply.page(h(ImprobablePage, props), status);
}
