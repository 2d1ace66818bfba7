import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce, type RateLimits } from '#src/http/rate-limits.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { TokenGonePage } from './activate.page.tsx';
import {
  ConfirmContactPage,
  ContactTakenPage,
  SignInToConfirmPage,
} from './confirm-contact.page.tsx';
import { confirmContactChange, findPendingContact } from './confirm-contact-change.ts';
import { emailKey } from './email.ts';
import { contactPasswordText } from './identity.ru.ts';
import { isKnownDevice, rememberDevice } from './known-device.ts';
import { contactPasswordLimits, identityLimits } from './limits.ts';
import { tokenOf } from './register.controller.ts';
import { setSessionCookie } from './session-hook.ts';
import { countGuess } from './tell-of-guesses.ts';

type Pending = NonNullable<Awaited<ReturnType<typeof findPendingContact>>>;

/** The link in the letter about a new e-mail or phone. */
export function registerContactConfirmation(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(
    routes.contactConfirmation,
    { config: { isKeptNowhere: true } },
    async (request, reply) => {
      await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
      const pending = await findPending(request, deps);
      if (!pending) return showGone(request, reply, deps);
      return showConfirmation(request, reply, deps, pending);
    },
  );

  app.post(routes.contactConfirmation, (request, reply) => answer(request, reply, deps, limits));
}

const findPending = (request: FastifyRequest, deps: AppDeps) =>
  findPendingContact(deps.db, { token: tokenOf(request), now: deps.clock.now() });

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  limits: RateLimits,
) {
  await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
  const token = tokenOf(request);
  const { password = '' } = formValues(request.body);
  const pending = await findPending(request, deps);
  if (!pending) return showGone(request, reply, deps);
  if (password && !pending.hasFactor) await countPassword(limits, pending);
  const visitor = request.signedIn;
  const asked = { token, password, visitor, requestId: request.id };
  const confirmed = await confirmContactChange(deps, asked);
  if (!confirmed.ok) {
    const { code } = confirmed;
    if (code === 'token_unknown') return showGone(request, reply, deps);
    if (code === 'sign_in_needed') return showConfirmation(request, reply, deps, pending);
    if (code === 'password_wrong' && !isKnownDevice(request, deps, pending.userId)) {
      // A guess like any other: many of them in a day are told to the owner.
      const { email: login } = pending;
      await countGuess(deps, limits, { login, loginKey: emailKey(login) });
    }
    const text = contactPasswordText[code];
    if (code === 'contact_taken') {
      const context = pageContext(request, deps);
      return reply.page(h(ContactTakenPage, { context, text }), 409);
    }
    const errors = [{ field: 'password', message: text }];
    return showConfirmation(request, reply, deps, pending, errors);
  }
  rememberDevice(request, reply, deps, pending.userId);
  if (confirmed.session) {
    setSessionCookie(reply, deps, confirmed.session);
    return reply.seeOther(`${href('profile')}?notice=${confirmed.kind}-changed`);
  }
  return reply.seeOther(`${href('login')}?notice=${confirmed.kind}-changed`);
}

/** Of the owner and not of the link: another letter gives no other guesses. */
async function countPassword(limits: RateLimits, { userId }: Pending): Promise<void> {
  for (const limit of contactPasswordLimits) await enforce(limits, limit, `user:${userId}`);
}

function showGone(request: FastifyRequest, reply: FastifyReply, deps: AppDeps) {
  const context = pageContext(request, deps);
  return reply.page(h(TokenGonePage, { context, purpose: 'contact_change' }), 404);
}

function showConfirmation(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  { userId, kind, value, hasFactor }: Pending,
  errors: FieldError[] = [],
) {
  const isOwner = request.signedIn?.actor.userId === userId;
  const props = { token: tokenOf(request), kind, value: isOwner ? value : null, errors };
  const context = pageContext(request, deps);
  if (hasFactor && !isOwner) {
    const isSent = request.method === 'POST';
    return reply.page(h(SignInToConfirmPage, { context, kind }), isSent ? 403 : 200);
  }
  return reply.page(h(ConfirmContactPage, { context, ...props }), errors.length > 0 ? 422 : 200);
}
