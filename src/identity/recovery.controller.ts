import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { isMailAway } from '#src/mail/letter-troubles.ts';
import { href, routes } from '#src/routes.ts';
import { TokenGonePage } from './activate.page.tsx';
import { emptyLoginText, passwordFailureText, tooManyRecoveriesText } from './identity.ru.ts';
import { rememberDevice } from './known-device.ts';
import { identityLimits } from './limits.ts';
import { findTokenSubject } from './one-time-tokens.ts';
import { requestPasswordReset, resetPassword } from './recover-password.ts';
import { ForgotPage, ForgotSentPage, ResetPage } from './recovery.page.tsx';
import { tokenOf } from './register.controller.ts';
import { clearSessionCookie } from './session-hook.ts';
import { loginKey } from './sign-in.ts';

export function registerRecovery(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.passwordForgot, async (request, reply) => {
    const context = pageContext(request, deps);
    const isSent = (request.query as { sent?: string }).sent === '1';
    if (isSent) {
      const isAway = await isMailAway(deps.db);
      return reply.page(h(ForgotSentPage, { context, isMailAway: isAway }));
    }
    return reply.page(h(ForgotPage, { context, values: {}, errors: [] }));
  });

  app.post(routes.passwordForgot, async (request, reply) => {
    const { login = '' } = formValues(request.body);
    const refuse = (message: string, status: number) => {
      const errors = [{ field: 'login', message }];
      const context = pageContext(request, deps);
      return reply.page(h(ForgotPage, { context, values: { login }, errors }), status);
    };
    if (!login.trim()) return refuse(emptyLoginText, 422);
    const limited = await limits.consume(identityLimits.recoveryByAddress, limitedAddress(request));
    if (!limited.ok) {
      const { retryAfterSeconds } = limited;
      reply.header('retry-after', String(retryAfterSeconds));
      return refuse(tooManyRecoveriesText(retryAfterSeconds), 429);
    }
    const mayWrite = await limits.consume(identityLimits.recoveryLettersByLogin, loginKey(login));
    if (mayWrite.ok) await requestPasswordReset(deps, login);
    return reply.seeOther(`${href('passwordForgot')}?sent=1`);
  });

  app.get(routes.passwordReset, { config: { isKeptNowhere: true } }, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    const token = tokenOf(request);
    const now = deps.clock.now();
    const userId = await findTokenSubject(deps.db, { token, purpose: 'password_reset', now });
    const context = pageContext(request, deps);
    if (userId === null)
      return reply.page(h(TokenGonePage, { context, purpose: 'password_reset' }), 404);
    return reply.page(h(ResetPage, { context, token, errors: [] }));
  });

  app.post(routes.passwordReset, async (request, reply) => {
    const token = tokenOf(request);
    const { newPassword = '' } = formValues(request.body);
    const outcome = await resetPassword(deps, { token, newPassword });
    const context = pageContext(request, deps);
    if (!outcome.ok && outcome.code === 'token_unknown') {
      return reply.page(h(TokenGonePage, { context, purpose: 'password_reset' }), 404);
    }
    if (!outcome.ok) {
      const errors = [{ field: 'newPassword', message: passwordFailureText[outcome.failure] }];
      return reply.page(h(ResetPage, { context, token, errors }), 422);
    }
    clearSessionCookie(reply, deps);
    rememberDevice(request, reply, deps, outcome.userId);
    return reply.seeOther(`${href('login')}?notice=password-changed`);
  });
}
