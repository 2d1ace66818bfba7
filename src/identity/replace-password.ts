import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { endPendingSignIns } from './second-factor/pending-sign-ins.ts';
import { endSessions } from './sessions.ts';

type NewPassword = {
  userId: number;
  email: string;
  passwordHash: string;
  /** The session that the person changes it from; the others end. */
  exceptSessionId?: number;
  now: Date;
};

/**
 * What a new password brings with it, whichever way it came: whoever knew the old one is out, with
 * their sessions, their tokens and the change of e-mail that they may have asked for.
 */
export async function replacePassword(tx: Tx, given: NewPassword): Promise<void> {
  const { userId, email, passwordHash, exceptSessionId, now } = given;
  await tx
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('user_id', '=', userId)
    .execute();
  await endSessions(tx, userId, exceptSessionId);
  await endPendingSignIns(tx, { kind: 'user', id: userId });
  await tx
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
  await tx.deleteFrom('contact_changes').where('user_id', '=', userId).execute();
  const data = { isSignedInHere: exceptSessionId !== undefined };
  await queueLetter(tx, { kind: 'password_changed', to: email, userId, data }, now);
}
