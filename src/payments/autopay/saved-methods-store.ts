import { sql } from 'kysely';
import type { Actor, Resident, System } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { RevokedByColumn } from '#src/db/schema/autopay.ts';
import type { GatewaySavedMethod } from '../gateway.ts';
import { methodTitle } from './autopay.ru.ts';
import type { SavedMethod } from './autopay-rule.ts';
import { forgetBindingId } from './bindings-store.ts';

type Keeping = { paymentId: number; gateway: string; saved: GatewaySavedMethod; now: Date };

/**
 * Keeps the way to pay of a payment that came off, if its payer agreed; told of again, it is kept already.
 * It is the payer's who began the payment, whoever's card it is.
 */
export async function keepSavedMethod(
  tx: Tx,
  _actor: System,
  { paymentId, gateway, saved, now }: Keeping,
): Promise<void> {
  const payer = await tx
    .selectFrom('payments as p')
    .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
    .innerJoin('users as u', 'u.user_id', 'b.user_id')
    .select(['b.user_id', 'b.receipt_email', 'b.save_consent_version', 'b.started_at'])
    .where('p.payment_id', '=', paymentId)
    .where('b.save_consent_version', 'is not', null)
    .where('u.closed_at', 'is', null)
    // A cabinet that is being closed forgets what it finds: it is waited for, or waits.
    .forShare('u')
    .executeTakeFirst();
  if (!payer || payer.user_id === null || payer.save_consent_version === null) return;
  await tx
    .insertInto('saved_payment_methods')
    .values({
      user_id: payer.user_id,
      gateway,
      gateway_method_id: saved.id,
      method: saved.method,
      title: methodTitle(saved),
      receipt_email: payer.receipt_email,
      state: 'active',
      consent_version: payer.save_consent_version,
      consented_at: payer.started_at,
      payment_id: paymentId,
      saved_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Those that can be charged, the newest first. */
export async function listSavedMethods(db: Db, actor: Resident): Promise<SavedMethod[]> {
  const rows = await db
    .selectFrom('saved_payment_methods')
    .select(['saved_method_id', 'gateway', 'method', 'title', 'saved_at'])
    .where('user_id', '=', actor.userId)
    .where('state', '=', 'active')
    .orderBy('saved_method_id', 'desc')
    .execute();
  return rows.map((row) => ({
    savedMethodId: row.saved_method_id,
    gateway: row.gateway,
    method: row.method,
    title: row.title,
    savedAt: row.saved_at,
  }));
}

/** Numbers of the personal accounts whose autopay pays by each of them, by its id. */
export async function findPaidAccountNumbers(
  db: Db,
  actor: Resident,
): Promise<Map<number, string[]>> {
  const rules = await db
    .selectFrom('autopay_rules as r')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
    .select(['r.saved_method_id', 'a.number'])
    .where('r.user_id', '=', actor.userId)
    .where('r.state', '=', 'active')
    .orderBy('a.number')
    .execute();
  const byMethod = Map.groupBy(rules, (rule) => rule.saved_method_id);
  return new Map([...byMethod].map(([id, own]) => [id, own.map(({ number }) => number)]));
}

/** Whether the bank has been asked already to charge it: that goes on, whatever is removed. */
export async function isBeingCharged(
  db: Db,
  actor: Resident,
  savedMethodId: number,
): Promise<boolean> {
  const { rows } = await sql`
    select from autopay_rules r
      join autopay_runs run on run.personal_account_id = r.personal_account_id
        and run.autopay_rule_id = r.autopay_rule_id
    where r.user_id = ${actor.userId} and r.saved_method_id = ${savedMethodId}
      and run.state = 'charging' limit 1`.execute(db);
  return rows.length > 0;
}

/** One of them that can be charged, held: it is not removed while it is chosen. */
export async function holdSavedMethod(
  tx: Tx,
  actor: Resident,
  savedMethodId: number,
): Promise<{ gateway: string } | null> {
  const row = await tx
    .selectFrom('saved_payment_methods')
    .select('gateway')
    .where('saved_method_id', '=', savedMethodId)
    .where('user_id', '=', actor.userId)
    .where('state', '=', 'active')
    .forShare()
    .executeTakeFirst();
  return row ?? null;
}

/** All that a person ever let us keep: for the file of their own data. */
export async function listOwnMethods(db: Db, actor: Resident) {
  const rows = await db
    .selectFrom('saved_payment_methods')
    .select(['title', 'method', 'state', 'revoked_by', 'consent_version', 'consented_at'])
    .select(['saved_at', 'revoked_at'])
    .where('user_id', '=', actor.userId)
    .orderBy('saved_method_id')
    .execute();
  return rows.map((row) => ({
    title: row.title,
    method: row.method,
    state: row.state,
    consentEdition: row.consent_version,
    consentedAt: row.consented_at,
    savedAt: row.saved_at,
    revokedBy: row.revoked_by,
    revokedAt: row.revoked_at,
  }));
}

export type ChargeableMethod = SavedMethod & { gatewayMethodId: string; receiptEmail: string };

/** With what charges it; null once its owner, or their bank, has taken it back. */
export async function findChargeable(
  tx: Tx,
  _actor: System,
  savedMethodId: number,
): Promise<ChargeableMethod | null> {
  const row = await tx
    .selectFrom('saved_payment_methods')
    .selectAll()
    .where('saved_method_id', '=', savedMethodId)
    .where('state', '=', 'active')
    .executeTakeFirst();
  if (!row || row.gateway_method_id === null) return null;
  return {
    savedMethodId,
    gateway: row.gateway,
    gatewayMethodId: row.gateway_method_id,
    method: row.method,
    title: row.title,
    savedAt: row.saved_at,
    receiptEmail: row.receipt_email,
  };
}

type Revoking = { savedMethodId: number; by: RevokedByColumn; now: Date };

/** What charges it is forgotten with it. False: it was gone before, or is somebody else's. */
export async function revokeMethod(
  tx: Tx,
  actor: Actor,
  { savedMethodId, by, now }: Revoking,
): Promise<boolean> {
  const row = await tx
    .updateTable('saved_payment_methods')
    .set({ state: 'revoked', gateway_method_id: null, revoked_by: by, revoked_at: now })
    .where('saved_method_id', '=', savedMethodId)
    .where('state', '=', 'active')
    .$if(actor.kind === 'resident', (mine) =>
      mine.where('user_id', '=', actor.kind === 'resident' ? actor.userId : 0),
    )
    .returning('binding_id')
    .executeTakeFirst();
  if (row?.binding_id) await forgetBindingId(tx, actor, row.binding_id);
  return row !== undefined;
}

/** Of a cabinet that is closed: neither what charges them, nor what they were called, remains. */
export async function forgetMethods(tx: Tx, actor: Resident, now: Date): Promise<void> {
  await tx
    .updateTable('saved_payment_methods')
    .set({
      state: 'revoked',
      gateway_method_id: null,
      revoked_by: 'cabinet_closed',
      revoked_at: now,
    })
    .where('user_id', '=', actor.userId)
    .where('state', '=', 'active')
    .execute();
  await tx
    .updateTable('saved_payment_methods')
    .set({ title: '', receipt_email: '' })
    .where('user_id', '=', actor.userId)
    .execute();
}
