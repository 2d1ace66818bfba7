import type { Selectable } from 'kysely';
import type { Db, Tx } from '#src/db/database.ts';
import type { Schema } from '#src/db/schema.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { type ConsentAct, recordConsent } from './consents.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { consumeToken, findTokenSubject } from './one-time-tokens.ts';
import { isPasswordRight } from './password-hash.ts';
import { type Client, createSession } from './sessions.ts';

export type Activation =
  | { ok: true; sessionToken: string; userId: number; accountNumber: string }
  | {
      ok: false;
      code: 'token_unknown' | 'already_registered' | 'password_needed' | 'password_wrong';
    };

export type ActivationRequest = { token: string; password: string; client: Client };

/**
 * Turns a registration into a user and signs them in. Of racing activations of one e-mail or
 * phone, one makes the user; the unique keys of `users` decide.
 *
 * A stranger may register somebody's address with a password of the stranger's own. So that its
 * owner, pressing the button in good faith, does not open the cabinet to them, another browser
 * than the one that registered must name the password.
 */
export async function activate(
  { db, clock }: IdentityDeps,
  { token, password, client }: ActivationRequest,
): Promise<Activation> {
  const now = clock.now();
  const pending = await findPending(db, { token, now });
  if (!pending) return { ok: false, code: 'token_unknown' };
  if (pending.visitor_hash !== client.visitorHash) {
    if (!password) return { ok: false, code: 'password_needed' };
    const isRight = await isPasswordRight(pending.password_hash, password);
    if (!isRight) return { ok: false, code: 'password_wrong' };
  }
  return inTransaction(db, async (tx): Promise<Activation> => {
    await lockRegistrations(tx, pending.email_key);
    const registrationId = await consumeToken(tx, { token, purpose: 'activation', now });
    if (registrationId === null) return { ok: false, code: 'token_unknown' };
    const registration = await tx
      .deleteFrom('registrations')
      .where('registration_id', '=', registrationId)
      .returningAll()
      .executeTakeFirst();
    if (!registration) return { ok: false, code: 'token_unknown' };
    const user = await tx
      .insertInto('users')
      .values({
        email: registration.email,
        email_key: registration.email_key,
        phone: registration.phone,
        last_name: registration.last_name,
        first_name: registration.first_name,
        middle_name: registration.middle_name,
        address: registration.address,
        password_hash: registration.password_hash,
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id')
      .executeTakeFirst();
    if (!user) return { ok: false, code: 'already_registered' };
    await recordConsent(tx, consentOf(user.user_id, registration));
    await tx.deleteFrom('registrations').where('email_key', '=', registration.email_key).execute();
    const { account_number: accountNumber, password_hash: passwordHash } = registration;
    const session = { userId: user.user_id, passwordHash, isRemembered: false, client, now };
    const sessionToken = await createSession(tx, session);
    if (!sessionToken) throw new Error('a user of this transaction is not there');
    return { ok: true, sessionToken, userId: user.user_id, accountNumber };
  });
}

/**
 * All of one e-mail, and always in one order: of racing activations one goes on and the others
 * wait. Each ends the registrations of all, so without this they would hold one another up.
 */
async function lockRegistrations(tx: Tx, emailKey: string): Promise<void> {
  await tx
    .selectFrom('registrations')
    .select('registration_id')
    .where('email_key', '=', emailKey)
    .orderBy('registration_id')
    .forUpdate()
    .execute();
}

/** The registration that a live token of a letter stands for. */
export async function findPending(db: Db, { token, now }: { token: string; now: Date }) {
  const subjectId = await findTokenSubject(db, { token, purpose: 'activation', now });
  if (subjectId === null) return null;
  const row = await db
    .selectFrom('registrations')
    .select(['visitor_hash', 'password_hash', 'email_key'])
    .where('registration_id', '=', subjectId)
    .executeTakeFirst();
  return row ?? null;
}

/** The record of consent keeps the moment when the box was ticked, not when the letter was read. */
const consentOf = (userId: number, given: Selectable<Schema['registrations']>): ConsentAct => ({
  userId,
  act: 'given',
  version: given.consent_version,
  textHash: given.consent_text_hash,
  actedAt: given.created_at,
  client: { address: given.consent_address, userAgent: given.consent_user_agent },
});
