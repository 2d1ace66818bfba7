import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { readBooks } from '#src/billing/books.ts';
import { previewChange } from '#src/billing/preview-change.ts';
import { findPrivileges } from '#src/billing/privileges-store.ts';
import { cancelPrivilege, closedMonthsOfPrivilege } from '#src/billing/record-privilege.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskFailureText, factCheckText, reasonMissing } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { privilegeFacts } from './event-facts.ru.ts';
import { FactCheckPage } from './fact-check.page.tsx';
import { keepOrPropose } from './keep-or-propose.ts';
import { noDeed, type OpenFacts, openFacts } from './open-facts.ts';
import { readId } from './read-decision.ts';
import { readReason } from './reason.ts';

/** Taking a privilege back: what changes again, why, and where closed months change two people. */
export function registerPrivilegeCancellation(app: FastifyInstance, deps: AppDeps): void {
  const recording = { preHandler: requireStaff('record_events') };

  app.get(routes.staffPrivilegeCancellation, recording, async (request, reply) =>
    showCancellation(await openFacts(request, reply, deps)),
  );

  app.post(routes.staffPrivilegeCancellation, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    const privilegeId = readId(request, 'privilegeId');
    const body = formValues(request.body);
    const reason = readReason(body);
    if (!reason.ok) return showCancellation(open, reason.message);
    if (reason.text === '') return showCancellation(open, reasonMissing);
    const { actor } = staffOf(request);
    const { personalAccountId, number } = open.personalAccount;
    const payload = { personalAccountId, privilegeId };
    const deed = { ...recordOf(request), reason: reason.text };
    const cancelled = { ...payload, deed, now: deps.clock.now(), isApproved: false };
    const kept = await keepOrPropose(deps, actor, {
      proposal: { kind: 'cancel_privilege', payload },
      deed,
      key: body._key || null,
      keep: (tx) => cancelPrivilege(tx, actor, cancelled),
    });
    if (!kept.ok && kept.code === 'privilege_not_found') throw notFound();
    if (!kept.ok) return showCancellation(open, deskFailureText(kept), 409);
    const done = kept.isProposed ? 'proposed' : 'privilege_cancelled';
    return reply.seeOther(`${href('staffEvents', { number })}?done=${done}`);
  });
}

async function showCancellation(open: OpenFacts, message?: string, status = message ? 422 : 200) {
  const { request, reply, deps, personalAccount } = open;
  const privilegeId = readId(request, 'privilegeId');
  const { actor } = staffOf(request);
  const { personalAccountId, number } = personalAccount;
  const privileges = await findPrivileges(deps.db, actor, { personalAccountId });
  const privilege = privileges.find((one) => one.privilegeId === privilegeId);
  if (!privilege) throw notFound();
  if (privilege.cancelledAt) return reply.seeOther(href('staffEvents', { number }));
  const now = deps.clock.now();
  const { reason = '' } = formValues(request.body);
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    ...factCheckText.privilegeCancellation,
    facts: privilegeFacts(privilege),
    change: await previewChange(deps, {
      personalAccountId,
      deed: (tx) =>
        cancelPrivilege(tx, actor, {
          personalAccountId,
          privilegeId,
          deed: noDeed,
          now,
          isApproved: true,
        }),
    }),
    closedMonths: closedMonthsOfPrivilege(privilege, await readBooks(deps.db)),
    action: href('staffPrivilegeCancellation', { number, privilegeId }),
    backHref: href('staffEvents', { number }),
    hidden: {},
    asks: { ...factCheckText.privilegeCancellation.asks, value: reason },
    errors: message ? [{ field: 'reason', message }] : [],
    formKey: randomUUID(),
  };
  return reply.page(h(FactCheckPage, props), status);
}
