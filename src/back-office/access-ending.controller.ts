import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findLinkedUsers } from '#src/personal-accounts/household-store.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { AccessEndingPage } from './access-ending.page.tsx';
import { openForStaff } from './account.controller.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { readId } from './read-decision.ts';
import { readReason } from './reason.ts';

/** Ending a resident's access takes two: here the first one says why. */
export function registerAccessEnding(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('propose_changes') };

  app.get(routes.staffAccessEnding, guarded, (request, reply) =>
    showEnding({ request, reply, deps }),
  );

  app.post(routes.staffAccessEnding, guarded, async (request, reply) => {
    const { personalAccount, user } = await openLinked(request, deps);
    const body = formValues(request.body);
    const reason = readReason(body);
    const open = { request, reply, deps, reason: body.reason ?? '' };
    const failWith = (message: string, status: number) =>
      showEnding({ ...open, errors: [{ field: 'reason', message }], status });
    if (!reason.ok) return failWith(reason.message, 422);
    const { personalAccountId } = personalAccount;
    const payload = { personalAccountId, userId: user.userId };
    const proposed = await proposeChange(deps, staffOf(request).actor, {
      proposal: { kind: 'end_access', payload },
      deed: { ...recordOf(request), reason: reason.text },
    });
    if (proposed.ok) return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
    return failWith(deskFailureText(proposed), proposed.code === 'already_proposed' ? 409 : 422);
  });
}

/** @throws RefusedRequest 404 for somebody who has no access. */
async function openLinked(request: FastifyRequest, deps: AppDeps) {
  const userId = readId(request, 'userId');
  const personalAccount = await openForStaff(request, deps, 'look_at_account');
  const { actor } = staffOf(request);
  const linked = await findLinkedUsers(deps.db, actor, personalAccount.personalAccountId);
  const user = linked.find((one) => one.userId === userId);
  if (!user) throw notFound();
  return { personalAccount, user };
}

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  errors?: FieldError[];
  reason?: string;
  status?: number;
};

async function showEnding({ request, reply, deps, errors = [], reason = '', status }: Open) {
  const { personalAccount, user } = await openLinked(request, deps);
  const props = { ...(await deskContext(request, deps)), personalAccount, user, errors, reason };
  return reply.page(h(AccessEndingPage, props), status);
}
