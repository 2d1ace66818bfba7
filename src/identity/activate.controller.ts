import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce, type RateLimits } from '#src/http/rate-limits.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { ActivatePage, TokenGonePage } from './activate.page.tsx';
import { activate, findPending } from './activate.ts';
import { activationPasswordText } from './identity.ru.ts';
import { rememberDevice } from './known-device.ts';
import { identityLimits } from './limits.ts';
import { tokenOf } from './register.controller.ts';
import { clientOf, setSessionCookie } from './session-hook.ts';
import { endSession } from './sessions.ts';

/** A letter's link shows a button; the button makes the user. */
export function registerActivation(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.activate, { config: { isKeptNowhere: true } }, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    const now = deps.clock.now();
    const pending = await findPending(deps.db, { token: tokenOf(request), now });
    // Back after the button, or the same letter once more: the cabinet is open already.
    if (!pending && request.signedIn) return reply.seeOther(href('accounts'));
    if (!pending) return showGone(request, reply, deps);
    const isOtherBrowser = pending.visitor_hash !== clientOf(request).visitorHash;
    return showActivation(request, reply, deps, { isOtherBrowser });
  });

  app.post(routes.activate, (request, reply) => answerActivation(request, reply, deps, limits));
}

async function answerActivation(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  limits: RateLimits,
) {
  await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
  const token = tokenOf(request);
  const { password = '' } = formValues(request.body);
  const pending = await findPending(deps.db, { token, now: deps.clock.now() });
  // Before the count by token: nobody fills the table of limits with tokens that never were.
  if (!pending) return showGone(request, reply, deps);
  if (password) await enforce(limits, identityLimits.activationPasswordByToken, token);
  const activation = await activate(deps, { token, password, client: clientOf(request) });
  if (!activation.ok) {
    const { code } = activation;
    if (code === 'token_unknown' || code === 'already_registered') {
      return showGone(request, reply, deps);
    }
    const message = activationPasswordText[code];
    const errors = [{ field: 'password', message }];
    return showActivation(request, reply, deps, { isOtherBrowser: true, errors }, 422);
  }
  if (request.signedIn) await endSession(deps.db, request.signedIn.sessionId);
  setSessionCookie(reply, deps, { token: activation.sessionToken, isRemembered: false });
  rememberDevice(request, reply, deps, activation.userId);
  const number = encodeURIComponent(activation.accountNumber);
  return reply.seeOther(`${href('accountLink')}?number=${number}`);
}

function showGone(request: FastifyRequest, reply: FastifyReply, deps: AppDeps) {
  const context = pageContext(request, deps);
  return reply.page(h(TokenGonePage, { context, purpose: 'activation' }), 404);
}

type Shown = { isOtherBrowser: boolean; errors?: FieldError[] };

function showActivation(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  { isOtherBrowser, errors = [] }: Shown,
  status = 200,
) {
  const props = { context: pageContext(request, deps), token: tokenOf(request) };
  return reply.page(h(ActivatePage, { ...props, isOtherBrowser, errors }), status);
}
