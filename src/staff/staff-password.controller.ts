import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { createRateLimits, enforce, type RateLimits } from '#src/http/rate-limits.ts';
import { passwordFailureText } from '#src/identity/identity.ru.ts';
import { identityLimits } from '#src/identity/limits.ts';
import type { PasswordFailure } from '#src/identity/password.ts';
import type { Asked } from '#src/identity/second-factor/code.controller.ts';
import { countGuess, forgiveGuesses } from '#src/identity/second-factor/guesses.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import * as say from './staff.ru.ts';
import { staffContext } from './staff-frame.page.tsx';
import { keptNowhere } from './staff-login.controller.ts';
import { lockStaffMember } from './staff-members-store.ts';
import { InvitationGonePage, InvitationPage, StaffProfilePage } from './staff-password.page.tsx';
import { changeOwnPassword, findInvited, setInvitedPassword } from './staff-passwords.ts';
import { clearStaffCookie, requireStaff, setStaffCookie, staffOf } from './staff-session-hook.ts';
import { ownerOfMember } from './staff-sign-in.ts';

const guarded = { preHandler: requireStaff('manage_own_sign_in'), ...keptNowhere };

export function registerStaffPasswords(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.staffInvitation, keptNowhere, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    return showInvitation({ request, reply, deps });
  });
  app.post(routes.staffInvitation, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    return takeInvitation({ request, reply, deps });
  });

  app.get(routes.staffProfile, guarded, (request, reply) => showProfile({ request, reply, deps }));
  app.get(routes.staffPassword, guarded, (_, reply) => reply.seeOther(href('staffProfile')));
  app.post(routes.staffPassword, guarded, (request, reply) =>
    takePassword({ request, reply, deps }, limits),
  );
}

const tokenOf = (request: FastifyRequest): string => (request.params as { token: string }).token;

async function showInvitation(asked: Asked, errors: FieldError[] = []): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const token = tokenOf(request);
  const member = await findInvited(deps, token);
  const context = staffContext(request, deps);
  if (!member) return reply.page(h(InvitationGonePage, { context }), 404);
  const props = { context, token, name: member.name, errors };
  return reply.page(h(InvitationPage, props), errors.length > 0 ? 422 : 200);
}

async function takeInvitation(asked: Asked): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const { newPassword = '' } = formValues(request.body);
  const given = { token: tokenOf(request), newPassword, requestId: request.id };
  const outcome = await setInvitedPassword(deps, given);
  if (!outcome.ok) {
    const errors =
      outcome.code === 'weak_password'
        ? [{ field: 'newPassword', message: weakPasswordText(outcome.failure) }]
        : [];
    return showInvitation(asked, errors);
  }
  clearStaffCookie(reply, deps);
  return reply.seeOther(`${href('staffLogin')}?notice=password-set`);
}

const weakPasswordText = (failure: PasswordFailure): string =>
  failure === 'personal' ? say.staffPasswordPersonal : passwordFailureText[failure];

async function showProfile(
  { request, reply, deps }: Asked,
  errors: FieldError[] = [],
  status = 200,
): Promise<FastifyReply> {
  const { notice = '' } = formValues(request.query);
  const context = staffContext(request, deps);
  const props = { context, staff: staffOf(request), notice, errors };
  return reply.page(h(StaffProfilePage, props), status);
}

async function takePassword(asked: Asked, limits: RateLimits): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const { actor, staffSessionId } = staffOf(request);
  const { password = '', newPassword = '' } = formValues(request.body);
  const refuse = (field: string, message: string, status = 422) =>
    showProfile(asked, [{ field, message }], status);
  const { staffMemberId } = actor;
  const known = await lockStaffMember(deps.db, staffMemberId);
  if (!known) throw new Error(`staff member ${staffMemberId} has a session and is not there`);
  const guessing = { db: deps.db, clock: deps.clock, limits };
  const limited = await countGuess(guessing, ownerOfMember(known), 'password');
  if (!limited.ok) {
    reply.header('retry-after', String(limited.retryAfterSeconds));
    return refuse('password', say.tooManyStaffTries(limited.retryAfterSeconds), 429);
  }
  const outcome = await changeOwnPassword(deps, {
    member: { staffMemberId, staffSessionId },
    actor,
    password,
    newPassword,
    requestId: request.id,
  });
  if (!outcome.ok && outcome.code === 'weak_password') {
    return refuse('newPassword', weakPasswordText(outcome.failure));
  }
  if (!outcome.ok) return refuse('password', say.wrongCurrentPassword);
  await forgiveGuesses(guessing, ownerOfMember(known), 'password');
  if (outcome.sessionToken) setStaffCookie(reply, deps, outcome.sessionToken);
  return reply.seeOther(`${href('staffProfile')}?notice=password-changed`);
}
