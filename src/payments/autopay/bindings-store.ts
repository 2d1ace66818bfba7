import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor, Resident, System } from '#src/actor.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { GatewayBinding, GatewaySavedMethod } from '../gateway.ts';
import { isPublicId } from '../public-id.ts';
import { methodTitle } from './autopay.ru.ts';

export type BindingState = 'created' | GatewayBinding['state'];

export type Binding = {
  bindingId: number;
  gateway: string;
  idempotenceKey: string;
  request: string;
  gatewayBindingId: string | null;
  confirmationUrl: string | null;
  state: BindingState;
};

const columns = [
  'binding_id as bindingId',
  'gateway',
  'idempotence_key as idempotenceKey',
  'request',
  'gateway_binding_id as gatewayBindingId',
  'confirmation_url as confirmationUrl',
  'state',
] as const;

export const newBindingId = (): string => randomBytes(12).toString('base64url');

export type NewBinding = {
  publicId: string;
  gateway: string;
  method: PayMethod;
  receiptEmail: string;
  consentVersion: string;
  idempotenceKey: string;
  request: string;
  now: Date;
};

/** Before anything is sent. */
export async function addBinding(db: Db, actor: Resident, binding: NewBinding): Promise<void> {
  await db
    .insertInto('method_bindings')
    .values({
      public_id: binding.publicId,
      user_id: actor.userId,
      gateway: binding.gateway,
      method: binding.method,
      receipt_email: binding.receiptEmail,
      consent_version: binding.consentVersion,
      idempotence_key: binding.idempotenceKey,
      request: binding.request,
      state: 'created',
      started_at: binding.now,
    })
    .execute();
}

/** The person's own alone. */
export async function findOwnBinding(
  db: Db,
  actor: Resident,
  publicId: string,
): Promise<Binding | null> {
  if (!isPublicId(publicId)) return null;
  const row = await db
    .selectFrom('method_bindings')
    .select(columns)
    .where('public_id', '=', publicId)
    .where('user_id', '=', actor.userId)
    .executeTakeFirst();
  return row ?? null;
}

/** All that a person ever began: for the file of their own data. */
export const listOwnBindings = (db: Db, actor: Resident) =>
  db
    .selectFrom('method_bindings')
    .select(['method', 'receipt_email as receiptEmail', 'consent_version as consentEdition'])
    .select(['state', 'started_at as startedAt'])
    .where('user_id', '=', actor.userId)
    .orderBy('binding_id')
    .execute();

/** Ours of a gateway's; its news may come before the answer that tells its id. */
export async function findBindingOf(
  db: Db,
  _actor: System,
  { gateway, told }: { gateway: string; told: GatewayBinding },
): Promise<Binding | null> {
  const row = await db
    .selectFrom('method_bindings')
    .select(columns)
    .where('gateway', '=', gateway)
    .where(({ or, eb }) =>
      or([eb('gateway_binding_id', '=', told.id), eb('idempotence_key', '=', told.ourKey ?? '')]),
    )
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Before a binding is held: a cabinet that is being closed forgets what it finds, so it is waited for, or
 * waits, and both take the person first.
 */
export async function holdOwnerOfBinding(tx: Tx, _actor: System, bindingId: number): Promise<void> {
  await tx
    .selectFrom('method_bindings as b')
    .innerJoin('users as u', 'u.user_id', 'b.user_id')
    .select('u.user_id')
    .where('b.binding_id', '=', bindingId)
    .forShare('u')
    .execute();
}

type Learnt = { bindingId: number; told: GatewayBinding };

/** What was told, unless its end is known already. */
export async function noteBinding(
  tx: Tx,
  _actor: System,
  { bindingId, told }: Learnt,
): Promise<BindingState> {
  const { state: before } = await tx
    .selectFrom('method_bindings')
    .select('state')
    .where('binding_id', '=', bindingId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before === 'active' || before === 'inactive') return before;
  await tx
    .updateTable('method_bindings')
    .set({
      gateway_binding_id: told.id,
      confirmation_url: told.confirmationUrl,
      state: told.state,
    })
    .where('binding_id', '=', bindingId)
    .execute();
  return told.state;
}

type Keeping = { bindingId: number; saved: GatewaySavedMethod; now: Date };

/** Told of again, it is kept already, or was removed since. */
export async function keepBoundMethod(
  tx: Tx,
  _actor: System,
  { bindingId, saved, now }: Keeping,
): Promise<void> {
  const row = await tx
    .selectFrom('method_bindings as b')
    .innerJoin('users as u', 'u.user_id', 'b.user_id')
    .select(['b.user_id', 'b.gateway', 'b.receipt_email', 'b.consent_version', 'b.started_at'])
    .where('b.binding_id', '=', bindingId)
    .where('u.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return;
  await tx
    .insertInto('saved_payment_methods')
    .values({
      user_id: row.user_id,
      gateway: row.gateway,
      gateway_method_id: saved.id,
      method: saved.method,
      title: methodTitle(saved),
      receipt_email: row.receipt_email,
      state: 'active',
      consent_version: row.consent_version,
      consented_at: row.started_at,
      binding_id: bindingId,
      saved_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A gateway charges what was bound by the binding's own number: it goes with the way to pay. */
export async function forgetBindingId(tx: Tx, _actor: Actor, bindingId: number): Promise<void> {
  await tx
    .updateTable('method_bindings')
    .set({ gateway_binding_id: null })
    .where('binding_id', '=', bindingId)
    .execute();
}

/** Of a cabinet that is closed: nobody's address remains in it, and no later news binds anything. */
export async function forgetBindings(tx: Tx, actor: Resident): Promise<void> {
  await tx
    .updateTable('method_bindings')
    .set({
      receipt_email: '',
      confirmation_url: null,
      gateway_binding_id: null,
      state: sql<BindingState>`case when state = 'active' then state else 'inactive' end`,
    })
    .where('user_id', '=', actor.userId)
    .execute();
}
