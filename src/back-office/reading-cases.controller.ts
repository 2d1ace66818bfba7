import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findCase } from '#src/meters/cases-store.ts';
import { decideReadingCase } from '#src/meters/decide-reading-case.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { openForStaff } from './account.controller.ts';
import { deskFailureText } from './back-office.ru.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext, recordOf } from './desk.ts';
import { readDecision, readId } from './read-decision.ts';
import { CaseDecisionPage } from './reading-case.page.tsx';

export function registerStaffReadingCases(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffReadingCase, { preHandler: requireStaff('see_requests') }, (request, reply) =>
    showCase({ request, reply, deps }),
  );

  app.post(
    routes.staffReadingCase,
    { preHandler: requireStaff('decide_requests') },
    async (request, reply) => {
      const { number } = request.params as { number: string };
      const read = readDecision(request, ['accepted', 'refused']);
      const { values } = read;
      if (!read.ok) return showCase({ request, reply, deps, ...read, status: 422 });
      const meter = values.meterId ?? '';
      const decided = await decideReadingCase(deps, staffOf(request).actor, {
        number,
        caseId: readId(request, 'caseId'),
        state: read.decision,
        meterId: /^\d{1,15}$/.test(meter) ? Number(meter) : undefined,
        deed: { ...recordOf(request), reason: read.reason },
      });
      if (decided.ok) return reply.seeOther(`${href('staffRequests')}?done=${read.decision}`);
      if (decided.code === 'case_not_found') throw notFound();
      const errors = [{ field: 'decision', message: deskFailureText(decided) }];
      const status = decided.code === 'decided_already' ? 409 : 422;
      return showCase({ request, reply, deps, values, errors, status });
    },
  );
}

async function showCase({ request, reply, deps, values = {}, errors = [], status }: DecisionPage) {
  const caseId = readId(request, 'caseId');
  const subject = `reading_case:${caseId}`;
  const personalAccount = await openForStaff(request, deps, 'look_at_reading_case', subject);
  const { personalAccountId } = personalAccount;
  const { actor } = staffOf(request);
  const known = await findCase(deps.db, actor, { personalAccountId, caseId });
  if (!known) throw notFound();
  const meters = await listMeters(deps, actor, { personalAccountId });
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    known,
    meters,
    mayDecide: may(actor.role, 'decide_requests'),
    values,
    errors,
  };
  return reply.page(h(CaseDecisionPage, props), status);
}
