import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';

type Pending = { registration_id: number; email: string; phone: string };

/** What the answer to a registration must not tell is found out here, by the worker. */
export async function settleRegistration(
  { db, clock }: IdentityDeps,
  { registrationId }: { registrationId: number },
): Promise<void> {
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const pending = await tx
      .selectFrom('registrations')
      .select(['registration_id', 'email', 'phone'])
      .where('registration_id', '=', registrationId)
      .executeTakeFirst();
    if (pending) await settle(tx, pending, now);
  });
}

export async function sendActivationAgain(
  { db, clock }: IdentityDeps,
  own: { emailKey: string; visitorHash: string },
): Promise<void> {
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const pending = await tx
      .selectFrom('registrations')
      .select(['registration_id', 'email', 'phone'])
      .where('email_key', '=', own.emailKey)
      .where('visitor_hash', '=', own.visitorHash)
      .where('expires_at', '>', now)
      .orderBy('registration_id', 'desc')
      .executeTakeFirst();
    if (pending) await settle(tx, pending, now);
  });
}

/** The link to whoever is new; the owner of the e-mail or phone gets a letter that helps. */
async function settle(tx: Tx, pending: Pending, now: Date): Promise<void> {
  const { registration_id: registrationId, email } = pending;
  const owner = await findOwner(tx, pending);
  if (!owner) {
    await queueLetter(tx, { kind: 'activation', to: email, data: { registrationId } }, now);
    return;
  }
  const kind = owner.isByEmail ? 'already_registered' : 'phone_in_use';
  await queueLetter(tx, { kind, to: owner.email, userId: owner.userId }, now);
  if (!owner.isByEmail) await queueLetter(tx, { kind: 'registration_refused', to: email }, now);
  // It comes to nothing, and what was typed into it is nobody's to keep.
  await tx.deleteFrom('registrations').where('registration_id', '=', registrationId).execute();
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
