import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
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

/** The job of startRegistration. */
export const SETTLE_REGISTRATION = 'settle_registration';

/**
 * Keeps the registration until its letter is answered. Outsiders get one answer whatever is known
 * of the e-mail or phone, after the same work: the password is hashed and the same is written in
 * every case; which letter goes to whom is found out by the worker.
 */
export async function startRegistration(
  { db, clock, supplier }: IdentityDeps & { supplier: SupplierProfile },
  registration: Registration,
): Promise<void> {
  const consentHash = consentTextHash(supplier);
  const passwordHash = await hashPassword(registration.password);
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const registrationId = await keep(tx, registration, { passwordHash, consentHash }, now);
    if (registration.mayWrite) await enqueue(tx, SETTLE_REGISTRATION, { registrationId });
  });
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
