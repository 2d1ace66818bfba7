import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { consentDocument, consentTextHash } from './consent-document.ru.ts';
import { listConsents, recordConsent } from './consents.ts';
import { lockUser } from './own-password.ts';
import { removeAllFactors } from './second-factor/factors.ts';
import { endPendingSignIns } from './second-factor/pending-sign-ins.ts';
import { type Client, endSessions } from './sessions.ts';

export type Closing = {
  passwordHash: string;
  client: Client;
  supplier: SupplierProfile;
  requestId: string;
  now: Date;
};

/**
 * Withdraws the consent that the cabinet stands on, and takes out of it all that is known of the
 * person. What remains is a number: the consents given and withdrawn (the proof that they were),
 * the readings sent, the record of who looked. False when the password is another by now.
 */
export async function closeUser(tx: Tx, actor: Resident, closing: Closing): Promise<boolean> {
  const { userId } = actor;
  const { passwordHash, client, supplier, requestId, now } = closing;
  const user = await lockUser(tx, userId, passwordHash);
  if (!user) return false;
  // What is withdrawn is what was agreed to, which may be an older edition.
  const agreed = (await listConsents(tx, actor, userId)).at(-1);
  const { version, textHash } = agreed
    ? { version: agreed.version, textHash: agreed.text_hash }
    : { version: consentDocument.version, textHash: consentTextHash(supplier) };
  await recordConsent(tx, { userId, act: 'withdrawn', version, textHash, actedAt: now, client });
  await tx
    .updateTable('users')
    .set({
      email: '',
      // No login reads so: the address and the phone are free for whoever registers them.
      email_key: `closed:${userId}`,
      phone: `closed:${userId}`,
      last_name: '',
      first_name: '',
      middle_name: '',
      address: '',
      password_hash: '',
      closed_at: now,
    })
    .where('user_id', '=', userId)
    .execute();
  await forgetWaysIn(tx, userId);
  await tx.deleteFrom('letters').where('user_id', '=', userId).execute();
  // Nobody's letter: it leaves with those of guests in a week.
  await queueLetter(tx, { kind: 'cabinet_closed', to: user.email }, now);
  await recordEntry(tx, actor, { action: 'withdraw_consent', userId, requestId, now });
  return true;
}

async function forgetWaysIn(tx: Tx, userId: number): Promise<void> {
  await endSessions(tx, userId);
  await endPendingSignIns(tx, { kind: 'user', id: userId });
  await removeAllFactors(tx, { kind: 'user', id: userId });
  await tx.deleteFrom('api_tokens').where('user_id', '=', userId).execute();
  await tx.deleteFrom('contact_changes').where('user_id', '=', userId).execute();
  await tx.deleteFrom('idempotency_keys').where('user_id', '=', userId).execute();
  await tx
    .deleteFrom('one_time_tokens')
    .where('purpose', '=', 'password_reset')
    .where('subject_id', '=', userId)
    .execute();
}
