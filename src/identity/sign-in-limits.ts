import type { Limit, LimitOutcome, RateLimits } from '#src/http/rate-limits.ts';
import { growingSignInLimits, identityLimits } from './limits.ts';

/** Where a try to sign in comes from: a device that is known, or an address. */
export type Tries = { loginKey: string; address: string; knownDevice: string | null };

/**
 * Counts a try before the password is looked at, so that guesses sent all at once count as well.
 * One that is refused counts no further: impatience makes nobody's wait longer.
 */
export async function countTry(limits: RateLimits, tries: Tries): Promise<LimitOutcome> {
  for (const [limit, subject] of limitsOf(tries)) {
    const outcome = await limits.consume(limit, subject);
    if (!outcome.ok) return outcome;
  }
  return { ok: true };
}

/** The password was right: a person who signs in often is never held up. */
export async function forgiveTries(limits: RateLimits, tries: Tries): Promise<void> {
  for (const [limit, subject] of limitsOf(tries)) {
    const isOwn = growingSignInLimits.includes(limit);
    await (isOwn ? limits.forget(limit, subject) : limits.giveBack(limit, subject));
  }
}

/** Of a person who is signed in: whoever found the device open may not guess there either. */
export async function countOwnPasswordTry(
  limits: RateLimits,
  userId: number,
): Promise<LimitOutcome> {
  for (const limit of growingSignInLimits) {
    const outcome = await limits.consume(limit, `user:${userId}`);
    if (!outcome.ok) return outcome;
  }
  return { ok: true };
}

export async function forgiveOwnPasswordTries(limits: RateLimits, userId: number): Promise<void> {
  for (const limit of growingSignInLimits) await limits.forget(limit, `user:${userId}`);
}

function limitsOf({ loginKey, address, knownDevice }: Tries): [Limit, string][] {
  const place = `${loginKey} ${knownDevice ?? address}`;
  const own = growingSignInLimits.map((limit): [Limit, string] => [limit, place]);
  if (knownDevice) return own;
  return [
    ...own,
    [identityLimits.signInByAddress, address],
    [identityLimits.signInByLogin, loginKey],
  ];
}
