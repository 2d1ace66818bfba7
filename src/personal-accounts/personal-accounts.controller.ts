import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { BUSY_RETRY_SECONDS } from '#src/db/locking-transaction.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, readForm, shownValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { href, routes } from '#src/routes.ts';
import { busyText, waitText } from '#src/ui/wait-text.ru.ts';
import { AccountsPage } from './accounts.page.tsx';
import { LinkPage, type LinkProps } from './link.page.tsx';
import { linkPersonalAccount } from './link-personal-account.ts';
import * as texts from './linking-form.ru.ts';
import { createLinkingLimits } from './linking-limits.ts';
import { RequestPage } from './linking-request.page.tsx';
import { listLinkingRequests, sendLinkingRequest } from './linking-requests.ts';
import { renamePersonalAccount, unlinkPersonalAccount } from './manage-links.ts';
import { OwnNamePage, UnlinkPage } from './own-name.page.tsx';
import { openAccountPage, showAccounts } from './page-accounts.ts';
import { tellOfLinkingGuesses } from './tell-of-linking-guesses.ts';

export function registerPersonalAccounts(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.accounts, guarded, async (request, reply) => {
    const list = await showAccounts(request, deps, null);
    const [only] = list;
    if (only && list.length === 1) return reply.seeOther(href('account', { number: only.number }));
    const requests = await listLinkingRequests(deps, residentOf(request).actor);
    return reply.page(h(AccountsPage, { context: pageContext(request, deps), requests }));
  });

  registerLinking(app, deps);
  registerRequests(app, deps);
  registerOwnNames(app, deps);
}

function registerLinking(app: FastifyInstance, deps: AppDeps): void {
  const limits = createLinkingLimits(deps);
  const guarded = { preHandler: requireResident };

  app.get(routes.accountLink, guarded, async (request, reply) => {
    const { number = '' } = formValues(request.query);
    return showLink({ request, reply, deps }, { values: { accountNumber: number } });
  });

  app.post(routes.accountLink, guarded, async (request, reply) => {
    const { actor } = residentOf(request);
    const form = readForm(texts.linkingForm(deps.supplier), request.body);
    if (!form.ok) return showLink({ request, reply, deps }, form, 422);
    const values = shownValues(formValues(request.body));
    const { accountNumber: number } = form.value;
    // Counted before the claim is looked at, so that guesses sent all at once count as well.
    const made = { actor, typed: number, address: limitedAddress(request) };
    const limited = await limits.countTry(made);
    if (!limited.ok) {
      reply.header('retry-after', String(limited.retryAfterSeconds));
      const message = texts.tooManyLinkingsText(waitText(limited.retryAfterSeconds));
      const errors = [{ field: 'accountNumber', message }];
      return showLink({ request, reply, deps }, { values, errors, isRefused: true }, 429);
    }
    const { isStrict, isManyToday, remaining } = limited;
    const claim = texts.claimOf(form.value);
    const linking = await linkPersonalAccount(deps, actor, { number, claim, isStrict });
    if (!linking.ok && linking.code === 'busy') {
      await limits.giveTryBack(made);
      reply.header('retry-after', String(BUSY_RETRY_SECONDS));
      const errors = [{ field: 'accountNumber', message: busyText }];
      return showLink({ request, reply, deps }, { values, errors }, 503);
    }
    if (!linking.ok) {
      if (isManyToday) await tellOfLinkingGuesses(deps, limits, number);
      const strict = isStrict ? texts.twoProofsText : '';
      const message = texts.notProvedText + strict + texts.triesLeftText(remaining);
      const errors = [{ field: 'accountNumber', message }];
      return showLink({ request, reply, deps }, { values, errors, isRefused: true }, 422);
    }
    await limits.giveTryBack(made);
    return reply.seeOther(href('account', { number: linking.number }));
  });
}

function registerRequests(app: FastifyInstance, deps: AppDeps): void {
  const limits = createLinkingLimits(deps);
  const guarded = { preHandler: requireResident };

  app.get(routes.accountLinkRequest, guarded, async (request, reply) => {
    const { number = '' } = formValues(request.query);
    return showRequest({ request, reply, deps }, { values: { accountNumber: number } });
  });

  app.post(routes.accountLinkRequest, guarded, async (request, reply) => {
    const { actor } = residentOf(request);
    const form = readForm(texts.requestForm(deps.supplier), request.body);
    if (!form.ok) return showRequest({ request, reply, deps }, form, 422);
    const limited = await limits.countRequest(actor);
    if (!limited.ok) {
      reply.header('retry-after', String(limited.retryAfterSeconds));
      const errors = [{ field: 'accountNumber', message: texts.tooManyRequestsText }];
      const values = shownValues(formValues(request.body));
      return showRequest({ request, reply, deps }, { values, errors }, 429);
    }
    const sent = await sendLinkingRequest(deps, actor, form.value);
    if (!sent.ok) {
      const errors = [{ field: 'comment', message: texts.requestFullText }];
      const values = shownValues(formValues(request.body));
      return showRequest({ request, reply, deps }, { values, errors }, 422);
    }
    return reply.seeOther(`${href('accountLink')}#requests`);
  });
}

function registerOwnNames(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.accountName, guarded, async (request, reply) => {
    const { number, ownName } = await openAccountPage(request, reply, deps);
    const context = pageContext(request, deps);
    return reply.page(h(OwnNamePage, { context, number, ownName: ownName ?? '', errors: [] }));
  });

  app.post(routes.accountName, guarded, async (request, reply) => {
    const { number, personalAccountId } = await openAccountPage(request, reply, deps);
    const form = readForm(texts.ownNameForm, request.body);
    if (!form.ok) {
      const { errors, values } = form;
      const props = { context: pageContext(request, deps), number, errors };
      return reply.page(h(OwnNamePage, { ...props, ownName: values.ownName ?? '' }), 422);
    }
    const { ownName } = form.value;
    await renamePersonalAccount(deps, residentOf(request).actor, { personalAccountId, ownName });
    return reply.seeOther(href('account', { number }));
  });

  app.get(routes.accountUnlink, guarded, async (request, reply) => {
    const { number } = await openAccountPage(request, reply, deps);
    return reply.page(h(UnlinkPage, { context: pageContext(request, deps), number }));
  });

  app.post(routes.accountUnlink, guarded, async (request, reply) => {
    const { personalAccountId } = await openAccountPage(request, reply, deps);
    await unlinkPersonalAccount(deps, residentOf(request).actor, personalAccountId);
    return reply.seeOther(href('accounts'));
  });
}

type Open = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };
type Shown = Pick<LinkProps, 'values'> & Partial<Pick<LinkProps, 'errors' | 'isRefused'>>;

async function showLink(
  { request, reply, deps }: Open,
  { values, errors = [], isRefused = false }: Shown,
  status = 200,
) {
  await showAccounts(request, deps, null);
  const requests = await listLinkingRequests(deps, residentOf(request).actor);
  const context = pageContext(request, deps);
  return reply.page(h(LinkPage, { context, values, errors, isRefused, requests }), status);
}

async function showRequest(
  { request, reply, deps }: Open,
  { values, errors = [] }: Shown,
  status = 200,
) {
  await showAccounts(request, deps, null);
  const context = pageContext(request, deps);
  return reply.page(h(RequestPage, { context, values, errors }), status);
}
