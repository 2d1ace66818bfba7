import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, shownValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import {
  createApiToken,
  listApiTokens,
  MAX_API_TOKENS,
  revokeApiToken,
} from '#src/identity/api-tokens.ts';
import { listConsents } from '#src/identity/consents.ts';
import { listContactChanges } from '#src/identity/contact-changes.ts';
import { ownPasswordText } from '#src/identity/identity.ru.ts';
import { confirmOwnPassword } from '#src/identity/own-password.ts';
import { clearSessionCookie, requireResident, residentOf } from '#src/identity/session-hook.ts';
import { endOwnSession, endSessions, listSessions } from '#src/identity/sessions.ts';
import { findUser } from '#src/identity/users-store.ts';
import { findLetterTrouble } from '#src/mail/letter-troubles.ts';
import { listReadingCases } from '#src/meters/list-reading-cases.ts';
import { listLinkingRequests } from '#src/personal-accounts/linking-requests.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { findOwnExport } from './data-exports-store.ts';
import { ProfilePage } from './profile.page.tsx';
import { tooManyTokens } from './profile.ru.ts';
import { SupportPage } from './support.page.tsx';
import { readTokenForm } from './token-form.ts';

export function registerProfile(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const guarded = { preHandler: requireResident };

  app.get(routes.profile, guarded, (request, reply) => showProfile({ request, reply, deps }));

  // Where a person lands who reopens the address of a form.
  app.get(routes.profileTokens, guarded, (_, reply) => reply.seeOther(href('profile')));
  app.get(routes.profileSessions, guarded, (_, reply) => reply.seeOther(href('profile')));

  app.post(routes.profileTokens, guarded, async (request, reply) => {
    const form = readTokenForm(request.body);
    const refuse = (errors: FieldError[]) =>
      showProfile({ request, reply, deps, errors, status: 422 });
    if (!form.ok) return refuse(form.errors);
    const { actor } = residentOf(request);
    const { password = '' } = formValues(request.body);
    const own = await confirmOwnPassword(deps, limits, { actor, password });
    if (!own.ok) return refuse([{ field: 'password', message: ownPasswordText(own) }]);
    const { passwordHash } = own;
    const made = await createApiToken(deps, actor, { ...form.value, passwordHash });
    if (!made.ok) {
      return refuse([
        made.code === 'password_wrong'
          ? { field: 'password', message: ownPasswordText({ code: made.code }) }
          : { field: 'tokenName', message: tooManyTokens(MAX_API_TOKENS) },
      ]);
    }
    // Shown once, in the answer itself: a redirect would have to carry it in an address or a cookie.
    const newToken = made.text ?? 'created_before';
    return showProfile({ request, reply, deps, newToken });
  });

  app.post(routes.profileTokenRevocation, guarded, async (request, reply) => {
    const { tokenId } = request.params as { tokenId: string };
    if (!/^\d{1,15}$/.test(tokenId)) throw notFound();
    await revokeApiToken(deps, residentOf(request).actor, Number(tokenId));
    return reply.seeOther(`${href('profile')}#tokens`);
  });

  app.post(routes.profileSessions, guarded, async (request, reply) => {
    await endSessions(deps.db, residentOf(request).actor.userId);
    clearSessionCookie(reply, deps);
    return reply.seeOther(`${href('login')}?notice=signed-out-everywhere`);
  });

  app.post(routes.profileSessionRevocation, guarded, async (request, reply) => {
    const { sessionId } = request.params as { sessionId: string };
    if (!/^\d{1,15}$/.test(sessionId)) throw notFound();
    await endOwnSession(deps.db, residentOf(request).actor.userId, Number(sessionId));
    return reply.seeOther(`${href('profile')}#sessions`);
  });

  app.get(routes.support, guarded, async (request, reply) => {
    const { actor } = residentOf(request);
    const list = await showAccounts(request, deps, null);
    const requests = await listLinkingRequests(deps, actor);
    const cases = await Promise.all(
      list.map(async ({ personalAccountId, number }) => {
        const known = await listReadingCases(deps, actor, { personalAccountId });
        return known.map((readingCase) => ({ ...readingCase, number }));
      }),
    );
    const context = pageContext(request, deps);
    return reply.page(h(SupportPage, { context, requests, cases: cases.flat() }));
  });
}

type Shown = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  errors?: FieldError[];
  newToken?: string;
  status?: number;
};

async function showProfile({ request, reply, deps, errors = [], newToken, status }: Shown) {
  const { actor, sessionId, email } = residentOf(request);
  await showAccounts(request, deps, null);
  const { userId } = actor;
  const now = deps.clock.now();
  const [user, contactChanges, letterTrouble, sessions, consents, tokens, archive] =
    await Promise.all([
      findUser(deps.db, actor, userId),
      listContactChanges(deps, actor),
      findLetterTrouble(deps.db, { userId, to: email, now }),
      listSessions(deps.db, userId, now),
      listConsents(deps.db, actor, userId),
      listApiTokens(deps, actor),
      findOwnExport(deps.db, actor, now),
    ]);
  if (!user) throw notFound();
  const newEmail = contactChanges.find(({ kind }) => kind === 'email')?.new_value;
  // The same letter goes whether the address is free or somebody's: its fate tells nothing.
  const newEmailTrouble = newEmail
    ? await findLetterTrouble(deps.db, { userId, to: newEmail, now })
    : null;
  const context = pageContext(request, deps);
  const values = errors.length > 0 ? shownValues(formValues(request.body)) : {};
  const known = {
    user,
    contactChanges,
    letterTrouble,
    newEmailTrouble,
    values,
    sessions,
    sessionId,
    consents,
    tokens,
    archive,
  };
  const { notice = '' } = formValues(request.query);
  const props = { context, ...known, notice, errors, tokenFormKey: randomUUID() };
  return reply.page(h(ProfilePage, { ...props, newToken: newToken ?? null }), status);
}
