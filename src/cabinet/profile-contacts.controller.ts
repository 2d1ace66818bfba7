import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { z } from 'zod';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, readForm, shownValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type RateLimits } from '#src/http/rate-limits.ts';
import { type ContactKind, requestContactChange } from '#src/identity/contact-changes.ts';
import { emailKey } from '#src/identity/email.ts';
import {
  ownPasswordText,
  passwordFailureText,
  sameContactText,
  tooManyContactChangesText,
} from '#src/identity/identity.ru.ts';
import { identityLimits } from '#src/identity/limits.ts';
import { changePassword, confirmOwnPassword } from '#src/identity/own-password.ts';
import { emailField, phoneField } from '#src/identity/registration-form.ru.ts';
import { requireResident, residentOf, setSessionCookie } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { ContactPage, PasswordPage } from './profile-contacts.page.tsx';

const forms = {
  email: z.object({ email: emailField }),
  phone: z.object({ phone: phoneField }),
};

/** What a person signs in by: each change asks for the present password. */
export function registerProfileContacts(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const guarded = { preHandler: requireResident };

  app.get(routes.profileEmail, guarded, (request, reply) =>
    showContact({ request, reply, deps, kind: 'email' }),
  );
  app.post(routes.profileEmail, guarded, (request, reply) =>
    answerContact({ request, reply, deps, kind: 'email' }, limits),
  );
  app.get(routes.profilePhone, guarded, (request, reply) =>
    showContact({ request, reply, deps, kind: 'phone' }),
  );
  app.post(routes.profilePhone, guarded, (request, reply) =>
    answerContact({ request, reply, deps, kind: 'phone' }, limits),
  );
  app.get(routes.profilePassword, guarded, (request, reply) =>
    showPassword({ request, reply, deps }),
  );
  app.post(routes.profilePassword, guarded, (request, reply) =>
    answerPassword({ request, reply, deps }, limits),
  );
}

type Asked = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };
type Refusal = { errors?: FieldError[]; status?: number };

async function answerContact(asked: Asked & { kind: ContactKind }, limits: RateLimits) {
  const { request, reply, deps, kind } = asked;
  const { actor } = residentOf(request);
  const refuse = (errors: FieldError[], status = 422) => showContact({ ...asked, errors, status });
  const form = readForm<Record<string, string>>(forms[kind], request.body);
  const { password = '' } = formValues(request.body);
  if (!form.ok) return refuse(form.errors);
  const own = await confirmOwnPassword(deps, limits, { actor, password });
  if (!own.ok) return refuse([{ field: 'password', message: ownPasswordText(own) }]);
  const { contactChangesByUser, lettersToNewAddress } = identityLimits;
  const counted = await limits.consume(contactChangesByUser, `user:${actor.userId}`);
  if (!counted.ok) {
    const { retryAfterSeconds } = counted;
    reply.header('retry-after', String(retryAfterSeconds));
    return refuse([{ field: kind, message: tooManyContactChangesText(retryAfterSeconds) }], 429);
  }
  const { passwordHash } = own;
  const value = form.value[kind] ?? '';
  // Nobody's mailbox is filled from here either; the answer is the same.
  const mayWrite =
    kind === 'phone' || (await limits.consume(lettersToNewAddress, emailKey(value))).ok;
  const wish = { kind, value, passwordHash, mayWrite };
  const kept = await requestContactChange(deps, actor, wish);
  if (kept.ok) return reply.seeOther(`${href('profile')}#who`);
  return kept.code === 'same_as_now'
    ? refuse([{ field: kind, message: sameContactText[kind] }])
    : refuse([{ field: 'password', message: ownPasswordText({ code: kept.code }) }]);
}

async function showContact(asked: Asked & Refusal & { kind: ContactKind }) {
  const { request, reply, deps, kind, errors = [], status } = asked;
  await showAccounts(request, deps, null);
  const value = shownValues(formValues(request.body))[kind] ?? '';
  const props = { context: pageContext(request, deps), kind, value, errors };
  return reply.page(h(ContactPage, { ...props, email: residentOf(request).email }), status);
}

async function answerPassword(asked: Asked, limits: RateLimits) {
  const { request, reply, deps } = asked;
  const { actor, sessionId } = residentOf(request);
  const refuse = (field: string, message: string) =>
    showPassword({ ...asked, errors: [{ field, message }], status: 422 });
  const { password = '', newPassword = '' } = formValues(request.body);
  const own = await confirmOwnPassword(deps, limits, { actor, password });
  if (!own.ok) return refuse('password', ownPasswordText(own));
  const wish = { passwordHash: own.passwordHash, newPassword, sessionId };
  const changed = await changePassword(deps, actor, wish);
  if (!changed.ok && changed.code === 'weak_password') {
    return refuse('newPassword', passwordFailureText[changed.failure]);
  }
  if (!changed.ok) return refuse('password', ownPasswordText({ code: changed.code }));
  if (changed.session) setSessionCookie(reply, deps, changed.session);
  return reply.seeOther(`${href('profile')}?notice=password-changed`);
}

async function showPassword({ request, reply, deps, errors = [], status }: Asked & Refusal) {
  await showAccounts(request, deps, null);
  return reply.page(h(PasswordPage, { context: pageContext(request, deps), errors }), status);
}
