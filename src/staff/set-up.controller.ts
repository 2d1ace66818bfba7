import type { FastifyInstance, FastifyReply } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, readForm } from '#src/http/forms.ts';
import { signIns } from '#src/http/metrics.ts';
import { passkeyNameForm } from '#src/identity/second-factor/add-factor.controller.ts';
import { offerApp, readAppOffer } from '#src/identity/second-factor/authenticator-app.ts';
import { type FactorToAdd, MAX_PASSKEYS } from '#src/identity/second-factor/change-factors.ts';
import {
  type Asked,
  clearPendingCookie,
  findWaiting,
} from '#src/identity/second-factor/code.controller.ts';
import type { FactorOwner } from '#src/identity/second-factor/factor-owner.ts';
import { hasSecondFactor } from '#src/identity/second-factor/factors.ts';
import { offerPasskey } from '#src/identity/second-factor/passkeys.ts';
import { RecoveryCodesPage } from '#src/identity/second-factor/recovery-codes.page.tsx';
import { relyingPartyOf } from '#src/identity/second-factor/relying-party.ts';
import * as say from '#src/identity/second-factor/second-factor.ru.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { SetUpPage } from './set-up.page.tsx';
import { setUpFactor } from './set-up-factor.ts';
import { toTheDesk } from './staff.ru.ts';
import { StaffFrame, staffContext } from './staff-frame.page.tsx';
import { beginAtDesk, keptNowhere, staffCode } from './staff-login.controller.ts';

export function registerSetUp(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffLoginSetUp, keptNowhere, async (request, reply) => {
    const asked = { request, reply, deps };
    const owner = await findNewcomer(asked);
    return owner ? showSetUp(asked, owner) : leadElsewhere(asked);
  });
  app.post(routes.staffLoginSetUp, (request, reply) => takeSetUp({ request, reply, deps }));
}

/** Who has a factor must show it instead. */
async function findNewcomer(asked: Asked): Promise<FactorOwner | null> {
  const waiting = await findWaiting(asked, staffCode);
  if (!waiting || (await hasSecondFactor(asked.deps.db, waiting.owner))) return null;
  return waiting.owner;
}

async function leadElsewhere(asked: Asked): Promise<FastifyReply> {
  const waiting = await findWaiting(asked, staffCode);
  if (waiting) return asked.reply.seeOther(href('staffLoginCode'));
  return asked.reply.seeOther(`${href('staffLogin')}?notice=too-late`);
}

async function showSetUp(
  { request, reply, deps }: Asked,
  owner: FactorOwner,
  errors: FieldError[] = [],
): Promise<FastifyReply> {
  const { sealed = '', passkeyName } = formValues(request.body);
  const now = deps.clock.now();
  const keys = { secret: deps.secret, now };
  const party = relyingPartyOf(request, deps);
  const props = {
    context: staffContext(request, deps),
    offer: readAppOffer(owner, sealed, keys) ?? offerApp(owner, keys),
    names: { issuer: deps.supplier.shortName, label: owner.email },
    passkeyOptions: await offerPasskey(deps.db, owner, { party, now }),
    passkeyName,
    errors,
  };
  return reply.page(h(SetUpPage, props), errors.length > 0 ? 422 : 200);
}

async function takeSetUp(asked: Asked): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const waiting = await findWaiting(asked, staffCode);
  const owner = await findNewcomer(asked);
  if (!waiting || !owner) return leadElsewhere(asked);
  const read = readFactor(asked, owner);
  if (!read.ok) return showSetUp(asked, owner, read.errors);
  const { factor } = read;
  const owners = staffCode.owners(request, deps);
  const given = { token: waiting.token, factor, requestId: request.id };
  const done = await setUpFactor({ ...deps, owners }, given);
  if (!done.ok && done.code === 'pending_gone') return leadElsewhere(asked);
  if (!done.ok) {
    const isFull = done.code === 'too_many_passkeys';
    const message = isFull ? say.tooManyPasskeys(MAX_PASSKEYS) : say.passkeyNotMade;
    const error =
      factor.kind === 'app'
        ? { field: 'code', message: say.wrongNewCode }
        : { field: 'passkeyName', message };
    return showSetUp(asked, owner, [error]);
  }
  signIns.inc({ outcome: 'accepted' });
  clearPendingCookie(reply, deps, staffCode.cookie);
  await beginAtDesk(asked, done.staffMemberId, done.sessionToken);
  const context = staffContext(request, deps);
  const next = { href: done.next || href('staff'), label: toTheDesk };
  const { codes } = done;
  return reply.page(h(RecoveryCodesPage, { Frame: StaffFrame, context, codes, next }));
}

type Read = { ok: true; factor: FactorToAdd } | { ok: false; errors: FieldError[] };

/** Each of the two forms has fields of its own. */
function readFactor({ request, deps }: Asked, owner: FactorOwner): Read {
  const { code = '', sealed = '', passkey } = formValues(request.body);
  const { secret, clock } = deps;
  if (passkey !== undefined) {
    const form = readForm(passkeyNameForm, request.body);
    if (!form.ok) return { ok: false, errors: form.errors };
    const party = relyingPartyOf(request, deps);
    const { passkeyName: name } = form.value;
    return { ok: true, factor: { kind: 'passkey', answer: passkey, name, party } };
  }
  const fail = (message: string): Read => ({ ok: false, errors: [{ field: 'code', message }] });
  if (!code.trim()) return fail(say.emptyCode);
  const offer = readAppOffer(owner, sealed, { secret, now: clock.now() });
  if (!offer) return fail(say.offerGone);
  return { ok: true, factor: { kind: 'app', totpSecret: offer.totpSecret, code, secret } };
}
