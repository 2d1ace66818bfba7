import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { signIns } from '#src/http/metrics.ts';
import { createRateLimits, type RateLimits } from '#src/http/rate-limits.ts';
import { emailKey } from '#src/identity/email.ts';
import { isKnownDevice, rememberDevice } from '#src/identity/known-device.ts';
import {
  type Asked,
  type CodeStep,
  codeHandlers,
  setPendingCookie,
} from '#src/identity/second-factor/code.controller.ts';
import { staffLost } from '#src/identity/second-factor/second-factor.ru.ts';
import { clientOf } from '#src/identity/session-hook.ts';
import { safeNext } from '#src/identity/sign-in.controller.ts';
import { countTry, forgiveTries } from '#src/identity/sign-in-limits.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { demoCodeNow, isDemoMember } from './demo-code.ts';
import * as say from './staff.ru.ts';
import { StaffFrame, staffContext } from './staff-frame.page.tsx';
import { StaffLoginPage } from './staff-login.page.tsx';
import { findStaffByEmail } from './staff-members-store.ts';
import { clearStaffCookie, setStaffCookie } from './staff-session-hook.ts';
import { endStaffSession } from './staff-sessions.ts';
import { signInStaff, staffWhoSignIn } from './staff-sign-in.ts';

export const keptNowhere = { config: { isKeptNowhere: true } };

/** The second step; who has no factor yet is led through set-up instead. */
export const staffCode: CodeStep = {
  cookie: 'staff_second_factor',
  address: href('staffLoginCode'),
  signIn: href('staffLogin'),
  lost: staffLost,
  Frame: StaffFrame,
  context: staffContext,
  owners: (request, { isDemo, clock }) =>
    staffWhoSignIn({
      isDemo,
      client: clientOf(request),
      now: clock.now(),
      requestId: request.id,
    }),
  async welcome(asked, { owner, sessionToken, pending }) {
    await beginAtDesk(asked, owner.id, sessionToken);
    return asked.reply.seeOther(pending.next || href('staff'));
  },
  demoCode: (deps, { email }) => (isDemoMember(email) ? demoCodeNow(deps) : null),
};

/** The session of before, if the browser brought one, ends. */
export async function beginAtDesk(
  { request, reply, deps }: Asked,
  staffMemberId: number,
  token: string,
): Promise<void> {
  rememberDevice(request, reply, deps, `staff ${staffMemberId}`);
  if (request.signedInStaff) await endStaffSession(deps.db, request.signedInStaff.staffSessionId);
  setStaffCookie(reply, deps, token);
}

export function registerStaffLogin(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.staffLogin, keptNowhere, (request, reply) => {
    if (request.signedInStaff) return reply.seeOther(href('staff'));
    const { next = '', notice = '' } = formValues(request.query);
    return showLogin({ request, reply, deps }, { values: { next: nextAtDesk(next) }, notice });
  });
  app.post(routes.staffLogin, (request, reply) => takeLogin({ request, reply, deps }, limits));

  const code = codeHandlers(deps, staffCode);
  app.get(routes.staffLoginCode, keptNowhere, code.show);
  app.post(routes.staffLoginCode, code.take);

  app.get(routes.staffLogout, (_, reply) => reply.seeOther(href('staff')));
  app.post(routes.staffLogout, async (request, reply) => {
    if (request.signedInStaff) await endStaffSession(deps.db, request.signedInStaff.staffSessionId);
    clearStaffCookie(reply, deps);
    return reply.seeOther(`${href('staffLogin')}?notice=signed-out`);
  });
}

/** The desk's own addresses alone: a resident's page is none of a colleague's business. */
function nextAtDesk(next: string): string {
  const isAtDesk = /^\/staff(?=[/?]|$)/.test(next) && !next.startsWith(routes.staffLogin);
  return isAtDesk ? safeNext(next) : '';
}

async function takeLogin(asked: Asked, limits: RateLimits): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const { email = '', password = '', next = '' } = formValues(request.body);
  const values = { email, next: nextAtDesk(next) };
  const refuse = (errors: FieldError[], status = 422) =>
    showLogin(asked, { values, errors }, status);
  const empty: FieldError[] = [];
  if (!email.trim()) empty.push({ field: 'email', message: say.emptyStaffEmail });
  if (!password) empty.push({ field: 'password', message: say.emptyStaffPassword });
  if (empty.length > 0) return refuse(empty);

  const tries = await triesOf(request, deps, email);
  const limited = await countTry(limits, tries);
  if (!limited.ok) {
    signIns.inc({ outcome: 'limited' });
    reply.header('retry-after', String(limited.retryAfterSeconds));
    const message = say.tooManyStaffTries(limited.retryAfterSeconds);
    return refuse([{ field: 'email', message }], 429);
  }
  const outcome = await signInStaff(deps, { email, password, next: values.next });
  if (!outcome.ok) {
    signIns.inc({ outcome: 'refused' });
    return refuse([{ field: 'email', message: say.wrongStaffSignIn }]);
  }
  signIns.inc({ outcome: 'second_factor' });
  await forgiveTries(limits, tries);
  setPendingCookie(reply, deps, staffCode.cookie, outcome.pendingToken);
  return reply.seeOther(href(outcome.hasFactor ? 'staffLoginCode' : 'staffLoginSetUp'));
}

/** Counted apart from a resident of the same e-mail. */
async function triesOf(request: FastifyRequest, deps: AppDeps, email: string) {
  const member = await findStaffByEmail(deps.db, email);
  const isKnown = member !== null && isKnownDevice(request, deps, `staff ${member.staffMemberId}`);
  return {
    loginKey: `staff ${emailKey(email)}`,
    address: limitedAddress(request),
    knownDevice: isKnown ? request.visitorId : null,
  };
}

type Shown = { values: Record<string, string>; errors?: FieldError[]; notice?: string };

function showLogin(
  { request, reply, deps }: Asked,
  { values, errors = [], notice = '' }: Shown,
  status = 200,
): FastifyReply {
  const props = { context: staffContext(request, deps), values, errors, notice };
  return reply.page(h(StaffLoginPage, { ...props, demoCode: demoCodeNow(deps) }), status);
}
