import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findUser } from '#src/identity/users-store.ts';
import { decideLinkingRequest } from '#src/personal-accounts/decide-linking-request.ts';
import { findLinkedUsers } from '#src/personal-accounts/household-store.ts';
import { findRequest } from '#src/personal-accounts/linking-decisions-store.ts';
import { findNumberedAccounts } from '#src/personal-accounts/linking-facts.ts';
import { findPersonalAccountById } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import { deskFailureText } from './back-office.ru.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext, recordOf } from './desk.ts';
import { LinkingDecisionPage } from './linking-request.page.tsx';
import { readDecision, readId } from './read-decision.ts';

export function registerLinkingRequests(app: FastifyInstance, deps: AppDeps): void {
  app.get(
    routes.staffLinkingRequest,
    { preHandler: requireStaff('see_requests') },
    (request, reply) => showRequest({ request, reply, deps }),
  );

  app.post(
    routes.staffLinkingRequest,
    { preHandler: requireStaff('decide_requests') },
    async (request, reply) => {
      const linkingRequestId = readId(request, 'requestId');
      const read = readDecision(request, ['accepted', 'refused']);
      const { values } = read;
      if (!read.ok) return showRequest({ request, reply, deps, ...read, status: 422 });
      const chosen = values.personalAccountId ?? '';
      const decided = await decideLinkingRequest(deps, staffOf(request).actor, {
        linkingRequestId,
        state: read.decision,
        personalAccountId: /^\d{1,15}$/.test(chosen) ? Number(chosen) : undefined,
        deed: { ...recordOf(request), reason: read.reason },
      });
      if (decided.ok) return reply.seeOther(`${href('staffRequests')}?done=${read.decision}`);
      if (decided.code === 'request_not_found') throw notFound();
      const errors = [{ field: 'decision', message: deskFailureText(decided) }];
      const status = decided.code === 'decided_already' ? 409 : 422;
      return showRequest({ request, reply, deps, values, errors, status });
    },
  );
}

async function showRequest({
  request,
  reply,
  deps,
  values = {},
  errors = [],
  status,
}: DecisionPage) {
  const { actor } = staffOf(request);
  const { db, clock, supplier } = deps;
  const linkingRequestId = readId(request, 'requestId');
  const known = await findRequest(db, actor, linkingRequestId);
  const user = known && (await findUser(db, actor, known.userId));
  if (!known || !user) throw notFound();
  const ids = await findNumberedAccounts(db, readAccountNumber(known.accountNumber, supplier));
  const subject = `linking_request:${linkingRequestId}`;
  const look = { ...recordOf(request), action: 'look_at_linking_request', subject };
  const now = clock.now();
  await recordEntry(db, actor, { ...look, userId: known.userId, now });
  for (const personalAccountId of ids) {
    await recordEntry(db, actor, { ...look, personalAccountId, now });
  }
  const candidates = await Promise.all(
    ids.map(async (personalAccountId) => ({
      personalAccount: await findPersonalAccountById(db, actor, personalAccountId),
      linked: await findLinkedUsers(db, actor, personalAccountId),
    })),
  );
  const props = {
    ...(await deskContext(request, deps)),
    known,
    user,
    candidates,
    mayDecide: may(actor.role, 'decide_requests'),
    values,
    errors,
  };
  return reply.page(h(LinkingDecisionPage, props), status);
}
