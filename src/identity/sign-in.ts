import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { isPasswordRight } from './password-hash.ts';
import { readPhone } from './phone.ts';
import { type Client, createSession } from './sessions.ts';
import { findUserByLogin } from './users-store.ts';

export type SignIn = { login: string; password: string; isRemembered: boolean; client: Client };

export type SignInOutcome =
  | { ok: true; sessionToken: string; userId: number }
  | { ok: false; code: 'wrong_login_or_password' };

/**
 * Signs in by e-mail or phone. An unknown login costs the same work as a wrong password.
 * A demo user, whose password everybody knows, exists in demo mode alone.
 */
export async function signIn(
  { db, clock, isDemo }: IdentityDeps & { isDemo: boolean },
  { login, password, isRemembered, client }: SignIn,
): Promise<SignInOutcome> {
  const user = await findUserByLogin(db, login);
  const isUsable = user !== null && (isDemo || !user.isDemo);
  const isRight = await isPasswordRight(isUsable ? user.passwordHash : null, password);
  if (!user || !isRight) return { ok: false, code: 'wrong_login_or_password' };
  const { userId, passwordHash } = user;
  const session = { userId, passwordHash, isRemembered, client, now: clock.now() };
  const sessionToken = await createSession(db, session);
  return sessionToken
    ? { ok: true, sessionToken, userId }
    : { ok: false, code: 'wrong_login_or_password' };
}

/** One spelling for each login, for limits: the address in lower case, or the phone in E.164. */
export const loginKey = (login: string): string =>
  login.includes('@') ? emailKey(login) : (readPhone(login) ?? login.trim().toLowerCase());
