import { randomUUID } from 'node:crypto';
import { type Resident, system } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { href } from '#src/routes.ts';
import type { Gateway, GatewayBinding, Told } from '../gateway.ts';
import type { Gateways } from '../gateways.ts';
import {
  addBinding,
  type Binding,
  type BindingState,
  findBindingOf,
  findOwnBinding,
  holdOwnerOfBinding,
  keepBoundMethod,
  newBindingId,
  noteBinding,
} from './bindings-store.ts';
import { saveConsent } from './save-consent.ru.ts';

type Deps = { db: Database; clock: Clock; gateways: Gateways };

export type WantedBinding = {
  method: PayMethod;
  accountNumber: string;
  receiptEmail: string;
  /** The site's own address. */
  url: string;
};

const actorOfGateway = system('gateway');

/**
 * Keeps a way to pay without a payment: written down, sent, and confirmed by its owner on the gateway's
 * page. Nothing moves, so that one of which nothing is known costs nothing: another one may be begun.
 * null: no gateway of ours does it.
 */
export async function startBinding(
  deps: Deps,
  actor: Resident,
  { method, accountNumber: number, receiptEmail, url }: WantedBinding,
): Promise<{ publicId: string; confirmationUrl: string | null } | null> {
  const gateway = deps.gateways.byMethod(method);
  if (!gateway?.bindableMethods.includes(method)) return null;
  const publicId = newBindingId();
  const idempotenceKey = randomUUID();
  const returnUrl = `${url}${href('autopay', { number })}?binding=${publicId}`;
  await addBinding(deps.db, actor, {
    publicId,
    gateway: gateway.name,
    method,
    receiptEmail,
    consentVersion: saveConsent.version,
    idempotenceKey,
    request: gateway.composeBinding({ idempotenceKey, method, returnUrl }),
    now: deps.clock.now(),
  });
  await askBinding(deps, actor, publicId);
  const written = await findOwnBinding(deps.db, actor, publicId);
  return { publicId, confirmationUrl: written?.confirmationUrl ?? null };
}

/** What became of it, by the gateway; asked by whoever looks. null: it is nobody's of theirs. */
export async function askBinding(
  deps: Deps,
  actor: Resident,
  publicId: string,
): Promise<BindingState | null> {
  const binding = await findOwnBinding(deps.db, actor, publicId);
  if (!binding) return null;
  const gateway = deps.gateways.byName(binding.gateway);
  if (!gateway || binding.state === 'active' || binding.state === 'inactive') return binding.state;
  const { gatewayBindingId: id } = binding;
  // Sent again with its key, it is the same one.
  const told = id === null ? await gateway.bind(binding) : await gateway.findBinding(id);
  return learnBinding(deps, binding, told);
}

/** A gateway has said that something became of one: it is asked what. */
export async function askAboutBinding(
  deps: Deps,
  gateway: Gateway,
  bindingId: string,
): Promise<'gateway_away' | null> {
  const told = await gateway.findBinding(bindingId);
  if (told.kind === 'unknown') return 'gateway_away';
  if (told.kind !== 'told') return null;
  const place = { gateway: gateway.name, told: told.value };
  const binding = await findBindingOf(deps.db, actorOfGateway, place);
  if (binding) await learnBinding(deps, binding, told);
  return null;
}

async function learnBinding(
  { db, clock }: Deps,
  { bindingId, state }: Binding,
  told: Told<GatewayBinding>,
): Promise<BindingState> {
  if (told.kind !== 'told') return state;
  const { value } = told;
  return inTransaction(db, async (tx) => {
    await holdOwnerOfBinding(tx, actorOfGateway, bindingId);
    const after = await noteBinding(tx, actorOfGateway, { bindingId, told: value });
    if (after !== 'active' || !value.saved) return after;
    const kept = { bindingId, saved: value.saved, now: clock.now() };
    await keepBoundMethod(tx, actorOfGateway, kept);
    return after;
  });
}
