import type { Resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { RateLimits } from '#src/http/rate-limits.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { findPasswordFailure, type PasswordFailure } from './password.ts';
import { hashPassword, isPasswordRight } from './password-hash.ts';
import { replacePassword } from './replace-password.ts';
import { rotateSession } from './sessions.ts';
import { countOwnPasswordTry, forgiveOwnPasswordTries } from './sign-in-limits.ts';
import { findPersonalFacts } from './users-store.ts';

export type OwnPasswordFailure =
  | { code: 'password_missing' | 'password_wrong' }
  | { code: 'too_many_tries'; retryAfterSeconds: number };

/** `passwordHash` is what was verified: an operation goes on only while the user still has it. */
export type OwnPassword = { ok: true; passwordHash: string } | ({ ok: false } & OwnPasswordFailure);

/** Asks whoever is signed in for the password again, before a deed that could take the cabinet away. */
export async function confirmOwnPassword(
  { db }: IdentityDeps,
  limits: RateLimits,
  { actor, password }: { actor: Resident; password: string },
): Promise<OwnPassword> {
  const { userId } = actor;
  if (!password) return { ok: false, code: 'password_missing' };
  const counted = await countOwnPasswordTry(limits, userId);
  if (!counted.ok) return { ...counted, code: 'too_many_tries' };
  const user = await db
    .selectFrom('users')
    .select('password_hash')
    .where('user_id', '=', userId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  const isRight = await isPasswordRight(user?.password_hash ?? null, password);
  if (!user || !isRight) return { ok: false, code: 'password_wrong' };
  await forgiveOwnPasswordTries(limits, userId);
  return { ok: true, passwordHash: user.password_hash };
}

/** The user's row, locked, if the password is still the one that was verified. */
export async function lockUser(tx: Tx, userId: number, passwordHash: string) {
  const row = await tx
    .selectFrom('users')
    .select(['user_id', 'email', 'email_key', 'phone'])
    .where('user_id', '=', userId)
    .where('password_hash', '=', passwordHash)
    .where('closed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export type PasswordChange =
  | { ok: true; session: { token: string; isRemembered: boolean } | null }
  | { ok: false; code: 'password_wrong' }
  | { ok: false; code: 'weak_password'; failure: PasswordFailure };

export type NewOwnPassword = { passwordHash: string; newPassword: string; sessionId: number };

/** Sets a new password from the profile: this device stays signed in, under a new token. */
export async function changePassword(
  { db, clock }: IdentityDeps,
  { userId }: Resident,
  { passwordHash: verified, newPassword, sessionId }: NewOwnPassword,
): Promise<PasswordChange> {
  const known = await findPersonalFacts(db, userId);
  const failure = findPasswordFailure(newPassword, known?.facts ?? []);
  if (failure) return { ok: false, code: 'weak_password', failure };
  const passwordHash = await hashPassword(newPassword);
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<PasswordChange> => {
    const user = await lockUser(tx, userId, verified);
    if (!user) return { ok: false, code: 'password_wrong' };
    const { email } = user;
    await replacePassword(tx, { userId, email, passwordHash, exceptSessionId: sessionId, now });
    return { ok: true, session: await rotateSession(tx, { userId, sessionId }) };
  });
}
