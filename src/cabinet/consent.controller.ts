import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { agreeAnew } from '#src/identity/consents.ts';
import { ownPasswordText } from '#src/identity/identity.ru.ts';
import { confirmOwnPassword, type OwnPasswordFailure } from '#src/identity/own-password.ts';
import {
  clearSessionCookie,
  clientOf,
  requireResident,
  residentOf,
} from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import { closeCabinet } from './close-cabinet.ts';
import { CabinetClosedPage, ConsentWithdrawalPage } from './consent.page.tsx';

/** The withdrawal of the consent: a page that says what it entails, then the button. */
export function registerConsent(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const guarded = { preHandler: requireResident };

  app.get(routes.profileConsent, guarded, (request, reply) =>
    showWithdrawal(request, reply, deps, null),
  );

  app.post(routes.profileConsent, guarded, async (request, reply) => {
    const { actor } = residentOf(request);
    const { password = '' } = formValues(request.body);
    const own = await confirmOwnPassword(deps, limits, { actor, password });
    if (!own.ok) return showWithdrawal(request, reply, deps, own);
    const { passwordHash } = own;
    const asked = { passwordHash, client: clientOf(request), requestId: request.id };
    const closed = await closeCabinet(deps, actor, asked);
    if (!closed.ok) return showWithdrawal(request, reply, deps, closed);
    clearSessionCookie(reply, deps);
    return reply.seeOther(href('cabinetClosed'));
  });

  // Where a person lands who reopens the address of the form.
  app.get(routes.profileAgreement, guarded, (_, reply) => reply.seeOther(href('profile')));

  app.post(routes.profileAgreement, guarded, async (request, reply) => {
    const { edition: version = '' } = formValues(request.body);
    const agreement = { version, client: clientOf(request), requestId: request.id };
    await agreeAnew(deps, residentOf(request).actor, agreement);
    return reply.seeOther(`${href('profile')}#consents`);
  });

  app.get(routes.cabinetClosed, (request, reply) =>
    reply.page(h(CabinetClosedPage, { context: pageContext(request, deps) })),
  );
}

async function showWithdrawal(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  failure: OwnPasswordFailure | null,
) {
  await showAccounts(request, deps, null);
  const errors = failure ? [{ field: 'password', message: ownPasswordText(failure) }] : [];
  const props = { context: pageContext(request, deps), errors };
  return reply.page(h(ConsentWithdrawalPage, props), failure ? 422 : 200);
}
