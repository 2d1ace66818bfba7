import type { FastifyReply } from 'fastify';
import { h } from 'preact';
import { z } from 'zod';
import { formValues, readForm, textField } from '#src/http/forms.ts';
import { offerApp, readAppOffer } from './authenticator-app.ts';
import { type Addition, addFactor, type FactorToAdd, MAX_PASSKEYS } from './change-factors.ts';
import { AppPage, PasskeyPage } from './factor-forms.page.tsx';
import {
  change,
  ownerOf,
  type Refusal,
  refusal,
  refusePassword,
  showCodes,
  showForm,
  type Visit,
} from './factor-visit.ts';
import { offerPasskey } from './passkeys.ts';
import { relyingPartyOf } from './relying-party.ts';
import * as say from './second-factor.ru.ts';

export const passkeyNameForm = z.object({
  passkeyName: textField(60, say.passkeyNameTooLong).refine(
    (text) => text !== '',
    say.passkeyNameMissing,
  ),
});

/** A refused form brings its offer back: the application may hold it already. */
export async function showApp(visit: Visit, refused?: Refusal): Promise<FastifyReply> {
  const { deps, request } = visit;
  const owner = await ownerOf(visit);
  const { sealed = '' } = formValues(request.body);
  const keys = { secret: deps.secret, now: deps.clock.now() };
  const offer = readAppOffer(owner, sealed, keys) ?? offerApp(owner, keys);
  const names = { issuer: deps.supplier.shortName, label: owner.email };
  return showForm(visit, (props) => h(AppPage, { ...props, offer, names }), refused);
}

export async function addApplication(visit: Visit): Promise<FastifyReply> {
  const { secret, clock } = visit.deps;
  const owner = await ownerOf(visit);
  const { code = '', sealed = '' } = formValues(visit.request.body);
  if (!code.trim()) return showApp(visit, refusal('code', say.emptyCode));
  const refused = await refusePassword(visit, owner);
  if (refused) return showApp(visit, refused);
  const offer = readAppOffer(owner, sealed, { secret, now: clock.now() });
  if (!offer) return showApp(visit, refusal('code', say.offerGone));
  const factor: FactorToAdd = { kind: 'app', totpSecret: offer.totpSecret, code, secret };
  const added = await change(visit, (tx, deed) => addFactor(tx, owner, { factor, ...deed }));
  return added.ok
    ? answerAddition(visit, added)
    : showApp(visit, refusal('code', say.wrongNewCode));
}

export async function showPasskey(visit: Visit, refused?: Refusal): Promise<FastifyReply> {
  const { deps, request } = visit;
  const { passkeyName } = formValues(request.body);
  const asked = { party: relyingPartyOf(request, deps), now: deps.clock.now() };
  const options = await offerPasskey(deps.db, await ownerOf(visit), asked);
  return showForm(visit, (props) => h(PasskeyPage, { ...props, options, passkeyName }), refused);
}

export async function addKey(visit: Visit): Promise<FastifyReply> {
  const { deps, request } = visit;
  const owner = await ownerOf(visit);
  const form = readForm(passkeyNameForm, request.body);
  if (!form.ok) return showPasskey(visit, { errors: form.errors, status: 422 });
  const refused = await refusePassword(visit, owner);
  if (refused) return showPasskey(visit, refused);
  const { passkey: answer = '' } = formValues(request.body);
  const party = relyingPartyOf(request, deps);
  const factor: FactorToAdd = { kind: 'passkey', answer, name: form.value.passkeyName, party };
  const added = await change(visit, (tx, deed) => addFactor(tx, owner, { factor, ...deed }));
  if (added.ok) return answerAddition(visit, added);
  const isFull = added.code === 'too_many_passkeys';
  const message = isFull ? say.tooManyPasskeys(MAX_PASSKEYS) : say.passkeyNotAdded;
  return showPasskey(visit, refusal('passkeyName', message));
}

async function answerAddition(visit: Visit, { codes }: Addition & { ok: true }) {
  if (codes) return showCodes(visit, codes);
  return visit.reply.seeOther(`${visit.surface.addresses.overview}?notice=added`);
}
