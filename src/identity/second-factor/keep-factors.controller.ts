import type { FastifyReply } from 'fastify';
import { h } from 'preact';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { dropFactor, replaceRecoveryCodes } from './change-factors.ts';
import { RemovalPage, RenewCodesPage } from './factor-forms.page.tsx';
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
import { FactorsPage } from './factors.page.tsx';
import { type FactorName, findFactors } from './factors.ts';
import * as say from './second-factor.ru.ts';

export async function showFactors(visit: Visit): Promise<FastifyReply> {
  const { deps, surface, request, reply } = visit;
  const context = await surface.context(request, deps);
  const factors = await findFactors(deps.db, await ownerOf(visit));
  const { notice = '' } = formValues(request.query);
  return reply.page(h(FactorsPage, { surface, context, factors, notice }));
}

export const showRenewal = (visit: Visit): Promise<FastifyReply> =>
  showForm(visit, (props) => h(RenewCodesPage, props));

export async function renewCodes(visit: Visit): Promise<FastifyReply> {
  const owner = await ownerOf(visit);
  const refused = await refusePassword(visit, owner);
  if (refused) return showForm(visit, (props) => h(RenewCodesPage, props), refused);
  const renewed = await change(visit, async (tx, deed) => ({
    ok: true as const,
    codes: await replaceRecoveryCodes(tx, owner, deed),
  }));
  return showCodes(visit, renewed.codes);
}

export async function showRemoval(visit: Visit, refused?: Refusal): Promise<FastifyReply> {
  const { deps } = visit;
  const { factor, name } = factorOf(visit);
  const { app, passkeys } = await findFactors(deps.db, await ownerOf(visit));
  const passkey = passkeys.find(
    ({ passkeyId }) => name.kind === 'passkey' && passkeyId === name.passkeyId,
  );
  const isThere = name.kind === 'passkey' ? passkey : app || (name.kind === 'all' && passkeys[0]);
  if (!isThere) throw notFound();
  const told = { factor, kind: name.kind, passkeyName: passkey?.name };
  return showForm(visit, (props) => h(RemovalPage, { ...props, ...told }), refused);
}

export async function removeOne(visit: Visit): Promise<FastifyReply> {
  const { name } = factorOf(visit);
  const owner = await ownerOf(visit);
  const refused = await refusePassword(visit, owner);
  if (refused) return showRemoval(visit, refused);
  const { isRequired, addresses } = visit.surface;
  const removal = await change(visit, (tx, deed) =>
    dropFactor(tx, owner, { name, isRequired, ...deed }),
  );
  if (removal.ok) return visit.reply.seeOther(`${addresses.overview}?notice=removed`);
  if (removal.code === 'not_there') throw notFound();
  return showRemoval(visit, refusal('password', say.lastFactorStays));
}

/** `app`, `all`, `passkey-12`; anything else is an address that does not exist. */
function factorOf({ request }: Visit): { factor: string; name: FactorName } {
  const { factor } = request.params as { factor: string };
  if (factor === 'app' || factor === 'all') return { factor, name: { kind: factor } };
  const [, id] = /^passkey-(\d{1,15})$/.exec(factor) ?? [];
  if (!id) throw notFound();
  return { factor, name: { kind: 'passkey', passkeyId: Number(id) } };
}
