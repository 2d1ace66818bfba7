import { inTransaction } from '#src/db/transaction.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { LOOK_UP_TRIES } from './limits.ts';
import { consumeToken, findTokenSubject } from './one-time-tokens.ts';
import { findPasswordFailure, type PasswordFailure } from './password.ts';
import { hashPassword } from './password-hash.ts';
import { replacePassword } from './replace-password.ts';
import { findPersonalFacts, findUserByLogin } from './users-store.ts';

/** The job of requestPasswordReset. */
export const RECOVER_PASSWORD = 'recover_password';

/**
 * Asks for the link, whether the login is known or not: the worker finds that out, so that the
 * time to answer tells nothing.
 *
 * The login is personal data in a job, where ids alone should be; it lies there for the moment
 * until the job is done, and no log holds payloads. An id would have to be looked up here.
 */
export async function requestPasswordReset({ db }: IdentityDeps, login: string): Promise<void> {
  const options = { maxAttempts: LOOK_UP_TRIES };
  await inTransaction(db, (tx) => enqueue(tx, RECOVER_PASSWORD, { login }, options));
}

/** Sends the link to the owner, if there is one. */
export async function sendPasswordReset(
  { db, clock }: IdentityDeps,
  { login }: { login: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const user = await findUserByLogin(tx, login);
    if (!user) return;
    const letter = { kind: 'password_reset', to: user.email, userId: user.userId };
    await queueLetter(tx, letter, clock.now());
  });
}

export type PasswordReset =
  | { ok: true; userId: number }
  | { ok: false; code: 'token_unknown' }
  | { ok: false; code: 'weak_password'; failure: PasswordFailure };

/** Sets the new password, ends all sessions and tells the owner. A weak one leaves the link alive. */
export async function resetPassword(
  { db, clock }: IdentityDeps,
  { token, newPassword }: { token: string; newPassword: string },
): Promise<PasswordReset> {
  const now = clock.now();
  const userId = await findTokenSubject(db, { token, purpose: 'password_reset', now });
  if (userId === null) return { ok: false, code: 'token_unknown' };
  const known = await findPersonalFacts(db, userId);
  if (!known) return { ok: false, code: 'token_unknown' };
  const failure = findPasswordFailure(newPassword, known.facts);
  if (failure) return { ok: false, code: 'weak_password', failure };
  const passwordHash = await hashPassword(newPassword);
  return inTransaction(db, async (tx): Promise<PasswordReset> => {
    const consumed = await consumeToken(tx, { token, purpose: 'password_reset', now });
    if (consumed === null) return { ok: false, code: 'token_unknown' };
    await replacePassword(tx, { userId: consumed, email: known.email, passwordHash, now });
    return { ok: true, userId: consumed };
  });
}
