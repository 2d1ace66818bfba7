import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findUser } from '#src/identity/users-store.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { ApprovalPage } from './approval.page.tsx';
import { findApprovalSubject } from './approval-subject.ts';
import { ApprovalsPage } from './approvals.page.tsx';
import { decideApproval } from './approvals.ts';
import { findApproval, findApprovals } from './approvals-store.ts';
import { deskFailureText, doneText } from './back-office.ru.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext, recordOf } from './desk.ts';
import { readDecision, readId } from './read-decision.ts';
import { ofAccount, recordShown } from './record-shown.ts';

const SHOWN = 50;

export function registerApprovals(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_approvals') };

  app.get(routes.staffApprovals, seeing, async (request, reply) => {
    const lists = await findApprovals(deps.db, staffOf(request).actor, { limit: SHOWN });
    const listed = [...lists.waiting, ...lists.decided];
    await recordShown(deps, staffOf(request).actor, {
      record: recordOf(request),
      action: 'look_at_approvals',
      shown: listed.flatMap(({ personalAccountId: id }) => (id === null ? [] : [ofAccount(id)])),
    });
    const now = deps.clock.now();
    const notice = doneText(formValues(request.query).done ?? '');
    const props = { ...(await deskContext(request, deps)), ...lists, notice, now };
    return reply.page(h(ApprovalsPage, props));
  });

  app.get(routes.staffApproval, seeing, (request, reply) => showApproval({ request, reply, deps }));

  app.post(
    routes.staffApproval,
    { preHandler: requireStaff('approve_changes') },
    async (request, reply) => {
      const approvalId = readId(request, 'approvalId');
      const read = readDecision(request, ['approved', 'refused']);
      const { values } = read;
      if (!read.ok) return showApproval({ request, reply, deps, ...read, status: 422 });
      const { decision, reason } = read;
      const deed = { ...recordOf(request), reason };
      const { actor } = staffOf(request);
      const decided = await decideApproval(deps, actor, { approvalId, decision, deed });
      if (decided.ok) return reply.seeOther(href('staffApproval', { approvalId }));
      if (decided.code === 'approval_not_found') throw notFound();
      const code = decided.code === 'not_done' ? decided.why : decided.code;
      const errors = [{ field: 'decision', message: deskFailureText({ code }) }];
      return showApproval({ request, reply, deps, values, errors, status: 409 });
    },
  );
}

async function showApproval({
  request,
  reply,
  deps,
  values = {},
  errors = [],
  status,
}: DecisionPage) {
  const approvalId = readId(request, 'approvalId');
  const { actor } = staffOf(request);
  const { db, clock } = deps;
  const approval = await findApproval(db, actor, { approvalId });
  if (!approval) throw notFound();
  const { personalAccountId, payload } = approval;
  const now = clock.now();
  const look = {
    action: 'look_at_approval',
    personalAccountId,
    subject: `approval:${approvalId}`,
    now,
  };
  await recordEntry(db, actor, { ...recordOf(request), ...look });
  const { userId } = payload;
  const user = typeof userId === 'number' ? await findUser(db, actor, userId) : null;
  // Whom it is about may see the account no more, and be told all the same.
  if (user) {
    const seen = { ...look, personalAccountId: null, userId: user.userId };
    await recordEntry(db, actor, { ...recordOf(request), ...seen });
  }
  const subject = await findApprovalSubject(deps, actor, approval);
  const props = {
    ...(await deskContext(request, deps)),
    approval,
    subject,
    user,
    isOwn: approval.proposedBy === actor.staffMemberId,
    mayDecide: may(actor.role, 'approve_changes'),
    now,
    values,
    errors,
  };
  return reply.page(h(ApprovalPage, props), status);
}
