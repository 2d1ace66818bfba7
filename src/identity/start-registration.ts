import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { consentDocument, consentTextHash } from './consent-document.ru.ts';
import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { LOOK_UP_TRIES } from './limits.ts';
import { hashPassword } from './password-hash.ts';
import type { PersonName } from './person-name.ts';
import type { Client } from './sessions.ts';

export const REGISTRATION_LIFETIME_HOURS = 48;

export type Registration = PersonName & {
  email: string;
  phone: string;
  address: string;
  accountNumber: string;
  password: string;
  client: Client;
  /** False over the limit of letters: the registration is kept all the same, for a later one. */
  mayWrite: boolean;
};

/**
 * Keeps the registration until its letter is answered. Outsiders get one answer whatever is known
 * of the e-mail or phone; its owner gets a letter that helps. The password is hashed in every
 * case, so that the time to answer tells nothing either.
 */
export async function startRegistration(
  { db, clock, supplier }: IdentityDeps & { supplier: SupplierProfile },
  registration: Registration,
): Promise<void> {
  const { mayWrite } = registration;
  const consentHash = consentTextHash(supplier);
  const passwordHash = await hashPassword(registration.password);
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const owner = await findOwner(tx, registration);
    if (owner) {
      if (!mayWrite) return;
      const kind = owner.isByEmail ? 'already_registered' : 'phone_in_use';
      await queueLetter(tx, { kind, to: owner.email, userId: owner.userId }, now);
      if (!owner.isByEmail) {
        await queueLetter(tx, { kind: 'registration_refused', to: registration.email }, now);
      }
      return;
    }
    const hashes = { passwordHash, consentHash };
    const registrationId = await keep(tx, registration, hashes, now);
    if (!mayWrite) return;
    await queueLetter(
      tx,
      { kind: 'activation', to: registration.email, data: { registrationId } },
      now,
    );
  });
}

async function findOwner(tx: Tx, { email, phone }: { email: string; phone: string }) {
  const rows = await tx
    .selectFrom('users')
    .select(['user_id', 'email', 'email_key'])
    .where((eb) => eb.or([eb('email_key', '=', emailKey(email)), eb('phone', '=', phone)]))
    .execute();
  const byEmail = rows.find((row) => row.email_key === emailKey(email));
  const row = byEmail ?? rows[0];
  return row ? { userId: row.user_id, email: row.email, isByEmail: row === byEmail } : null;
}

async function keep(
  tx: Tx,
  registration: Registration,
  { passwordHash, consentHash }: { passwordHash: string; consentHash: string },
  now: Date,
) {
  const row = await tx
    .insertInto('registrations')
    .values({
      email: registration.email,
      email_key: emailKey(registration.email),
      phone: registration.phone,
      last_name: registration.lastName,
      first_name: registration.firstName,
      middle_name: registration.middleName,
      address: registration.address,
      account_number: registration.accountNumber,
      password_hash: passwordHash,
      consent_version: consentDocument.version,
      consent_text_hash: consentHash,
      consent_address: registration.client.address,
      consent_user_agent: registration.client.userAgent.slice(0, 300),
      visitor_hash: registration.client.visitorHash,
      created_at: now,
      expires_at: new Date(now.getTime() + REGISTRATION_LIFETIME_HOURS * 3_600_000),
    })
    .returning('registration_id')
    .executeTakeFirstOrThrow();
  return row.registration_id;
}

/** The job of resendActivation. */
export const RESEND_ACTIVATION = 'resend_activation';

/**
 * The activation letter again, for a letter that did not come. Whether there is a registration is
 * found out by the worker, so that neither the answer nor its time tells. Only this browser's own
 * registration is looked at: the last one with the address may be a stranger's.
 *
 * The e-mail lies in the queue for the moment until the job is done: without it the worker could
 * not know whom to look for.
 */
export async function resendActivation(
  { db }: IdentityDeps,
  { email, visitorHash }: { email: string; visitorHash: string },
): Promise<void> {
  const payload = { emailKey: emailKey(email), visitorHash };
  const options = { maxAttempts: LOOK_UP_TRIES };
  await inTransaction(db, (tx) => enqueue(tx, RESEND_ACTIVATION, payload, options));
}

export async function sendActivationAgain(
  { db, clock }: IdentityDeps,
  own: { emailKey: string; visitorHash: string },
): Promise<void> {
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const pending = await tx
      .selectFrom('registrations')
      .select(['registration_id', 'email'])
      .where('email_key', '=', own.emailKey)
      .where('visitor_hash', '=', own.visitorHash)
      .where('expires_at', '>', now)
      .orderBy('registration_id', 'desc')
      .executeTakeFirst();
    if (!pending) return;
    const data = { registrationId: pending.registration_id };
    await queueLetter(tx, { kind: 'activation', to: pending.email, data }, now);
  });
}
