import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, readForm, shownValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce, type RateLimits } from '#src/http/rate-limits.ts';
import { isMailAway } from '#src/mail/letter-troubles.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { emailKey } from './email.ts';
import { tooManyRegistrationsText } from './identity.ru.ts';
import { identityLimits } from './limits.ts';
import { RegisterPage, RegistrationSentPage } from './register.page.tsx';
import {
  readRegistration,
  readTyped,
  rememberRegistration,
  rememberTyped,
} from './registration-cookie.ts';
import { passwordError, registrationForm } from './registration-form.ru.ts';
import { clientOf } from './session-hook.ts';
import { resendActivation, startRegistration } from './start-registration.ts';

/** Letters take their time; a second one sooner would only be a second one. */
const RESEND_AFTER_MS = 30_000;

export function registerRegistration(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.register, { config: { isKeptNowhere: true } }, (request, reply) => {
    const { account_number: accountNumber, again } = formValues(request.query);
    const values: Record<string, string> = again === '1' ? readTyped(request, deps) : {};
    if (accountNumber) values.accountNumber = accountNumber;
    return reply.page(h(RegisterPage, { context: pageContext(request, deps), values, errors: [] }));
  });

  app.post(routes.register, (request, reply) => answerRegistration(request, reply, deps, limits));

  app.get(routes.registerSent, { config: { isKeptNowhere: true } }, async (request, reply) => {
    const email = readRegistration(request, deps)?.email ?? '';
    const { again = '' } = formValues(request.query);
    const context = pageContext(request, deps);
    const isAway = await isMailAway(deps.db);
    return reply.page(h(RegistrationSentPage, { context, email, again, isMailAway: isAway }));
  });

  app.get(routes.registerResend, (_, reply) => reply.seeOther(href('registerSent')));

  app.post(routes.registerResend, (request, reply) => answerResend(request, reply, deps, limits));
}

/** One answer and one pause, whether a letter goes out or not. */
async function answerResend(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  limits: RateLimits,
) {
  await enforce(limits, identityLimits.registrationByAddress, limitedAddress(request));
  const sent = readRegistration(request, deps);
  if (!sent) return reply.seeOther(href('register'));
  const now = deps.clock.now();
  if (now.getTime() - sent.askedAt.getTime() < RESEND_AFTER_MS) {
    return reply.seeOther(`${href('registerSent')}?again=soon`);
  }
  const { email } = sent;
  const { visitorHash } = clientOf(request);
  const mayWrite = await countLetter(limits, email, limitedAddress(request));
  if (mayWrite) await resendActivation(deps, { email, visitorHash });
  rememberRegistration(request, reply, deps, { email, askedAt: now });
  return reply.seeOther(`${href('registerSent')}?again=1`);
}

/** Whether one more letter to this e-mail is within the limits. */
async function countLetter(limits: RateLimits, email: string, address: string): Promise<boolean> {
  const { registrationLettersFromPlace, registrationLettersByEmail } = identityLimits;
  const place = `${emailKey(email)} ${address}`;
  const fromPlace = await limits.consume(registrationLettersFromPlace, place);
  if (!fromPlace.ok) return false;
  return (await limits.consume(registrationLettersByEmail, emailKey(email))).ok;
}

async function answerRegistration(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  limits: RateLimits,
) {
  const typed = formValues(request.body);
  const refuse = (errors: FieldError[], status: number) => {
    const context = pageContext(request, deps);
    const values = shownValues(typed);
    return reply.page(h(RegisterPage, { context, values, errors }), status);
  };
  const form = readForm(registrationForm(deps.supplier), request.body);
  const weakPassword = passwordError(typed);
  if (!form.ok || weakPassword) {
    const errors: FieldError[] = form.ok
      ? []
      : form.errors.filter(({ field }) => field !== 'password');
    if (weakPassword) insertBefore(errors, 'consent', { field: 'password', message: weakPassword });
    return refuse(errors, 422);
  }
  const { email } = form.value;
  const limited = await limits.consume(
    identityLimits.registrationByAddress,
    limitedAddress(request),
  );
  if (!limited.ok) {
    const { retryAfterSeconds } = limited;
    const errors = [{ field: 'email', message: tooManyRegistrationsText(retryAfterSeconds) }];
    reply.header('retry-after', String(retryAfterSeconds));
    return refuse(errors, 429);
  }
  // Over the limit the answer stays the same: one more letter would help nobody.
  const mayWrite = await countLetter(limits, email, limitedAddress(request));
  await startRegistration(deps, { ...form.value, client: clientOf(request), mayWrite });
  rememberRegistration(request, reply, deps, { email, askedAt: deps.clock.now() });
  rememberTyped(request, reply, deps, typed);
  return reply.seeOther(href('registerSent'));
}

export const tokenOf = (request: FastifyRequest): string =>
  (request.params as { token: string }).token;

function insertBefore(errors: FieldError[], field: string, error: FieldError): void {
  const at = errors.findIndex((known) => known.field === field);
  errors.splice(at === -1 ? errors.length : at, 0, error);
}
