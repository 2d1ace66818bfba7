import { resident } from '#src/actor.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { isPasswordRight } from './password-hash.ts';
import { readPhone } from './phone.ts';
import { hasSecondFactor } from './second-factor/factors.ts';
import type { OwnersOfKind } from './second-factor/pass-second-factor.ts';
import { beginPendingSignIn } from './second-factor/pending-sign-ins.ts';
import { type Client, createSession } from './sessions.ts';
import { findUserByLogin, lockUser } from './users-store.ts';

export type SignIn = {
  login: string;
  password: string;
  isRemembered: boolean;
  client: Client;
  /** Kept for who must show a second factor first: where to go then, and the form to send on. */
  next?: string;
  held?: string;
};

export type SignInOutcome =
  | { ok: true; sessionToken: string; userId: number }
  /** The password was right and is not enough. */
  | { ok: true; pendingToken: string; userId: number }
  | { ok: false; code: 'wrong_login_or_password' };

/**
 * Signs in by e-mail or phone. An unknown login costs the same work as a wrong password.
 * A demo user, whose password everybody knows, exists in demo mode alone.
 */
export async function signIn(
  { db, clock, isDemo }: IdentityDeps & { isDemo: boolean },
  { login, password, isRemembered, client, next = '', held = '' }: SignIn,
): Promise<SignInOutcome> {
  const user = await findUserByLogin(db, login);
  const isUsable = user !== null && (isDemo || !user.isDemo);
  const isRight = await isPasswordRight(isUsable ? user.passwordHash : null, password);
  if (!user || !isRight) return { ok: false, code: 'wrong_login_or_password' };
  const { userId, passwordHash } = user;
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<SignInOutcome> => {
    // Locked against a reset: what begins here by the old password either ends by it or is refused.
    const known = await lockUser(tx, userId);
    if (known?.passwordHash !== passwordHash) return { ok: false, code: 'wrong_login_or_password' };
    const owner = { kind: 'user', id: userId } as const;
    if (await hasSecondFactor(tx, owner)) {
      const waiting = { isRemembered, next, held, now };
      return { ok: true, userId, pendingToken: await beginPendingSignIn(tx, owner, waiting) };
    }
    const session = { userId, passwordHash, isRemembered, client, now };
    const sessionToken = await createSession(tx, session);
    return sessionToken
      ? { ok: true, sessionToken, userId }
      : { ok: false, code: 'wrong_login_or_password' };
  });
}

/** For the second step: as the password was looked at, so are the user's row and its hash now. */
export const usersWhoSignIn = ({ isDemo, client, now }: UsersStep): OwnersOfKind => ({
  kind: 'user',
  async findOwner(db, userId) {
    const user = await lockUser(db, userId);
    if (!user || (user.isDemo && !isDemo)) return null;
    return { kind: 'user', id: userId, actor: resident(userId), email: user.email };
  },
  async begin(tx, { id: userId }, { isRemembered }) {
    const user = await lockUser(tx, userId);
    if (!user) return null;
    const { passwordHash } = user;
    return createSession(tx, { userId, passwordHash, isRemembered, client, now });
  },
});

type UsersStep = { isDemo: boolean; client: Client; now: Date };

/** One spelling for each login, for limits: the address in lower case, or the phone in E.164. */
export const loginKey = (login: string): string =>
  login.includes('@') ? emailKey(login) : (readPhone(login) ?? login.trim().toLowerCase());
