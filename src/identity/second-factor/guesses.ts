import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { Limit, LimitOutcome, RateLimits } from '#src/http/rate-limits.ts';
import { tell } from './change-factors.ts';
import type { FactorOwner } from './factor-owner.ts';

const MINUTE = 60;
const HOUR = 3600;

/**
 * Ten guesses, then a quarter of an hour, then hours. Nobody comes here without the password, so
 * no stranger can make the owner wait. Codes of the application and recovery codes are counted
 * apart: whoever guesses at the ones does not close the other way.
 */
const growing = (name: string): readonly Limit[] => [
  { name, points: 10, perSeconds: 15 * MINUTE },
  { name: `${name}_again`, points: 20, perSeconds: 3 * HOUR },
  { name: `${name}_long`, points: 40, perSeconds: 24 * HOUR },
];

const guessLimits = { app: growing('factor_code'), recovery: growing('factor_recovery') } as const;
/** For the password that is asked again before factors change. */
const passwordLimits = growing('password_again');
/** One letter a day is a warning, more are noise. */
const warning: Limit = { name: 'factor_warning', points: 1, perSeconds: 24 * HOUR };

export type Guessed = keyof typeof guessLimits | 'password';

const limitsOf = (guessed: Guessed): readonly Limit[] =>
  guessed === 'password' ? passwordLimits : guessLimits[guessed];

const subjectOf = (owner: FactorOwner): string => `${owner.kind} ${owner.id}`;

export type GuessDeps = { db: Database; clock: Clock; limits: RateLimits };

/** Counts a guess before it is looked at, so that those sent all at once count as well. */
export async function countGuess(
  { db, clock, limits }: GuessDeps,
  owner: FactorOwner,
  guessed: Guessed,
): Promise<LimitOutcome> {
  for (const limit of limitsOf(guessed)) {
    const outcome = await limits.consume(limit, subjectOf(owner));
    if (outcome.ok) continue;
    // Somebody knows the password and has not the phone.
    if (guessed !== 'password' && (await limits.consume(warning, subjectOf(owner))).ok) {
      const told = { action: 'guess_second_factor', letter: 'second_factor_guessed' };
      await inTransaction(db, (tx) => tell(tx, owner, { ...told, now: clock.now() }));
    }
    return outcome;
  }
  return { ok: true };
}

export async function forgiveGuesses(
  { limits }: Pick<GuessDeps, 'limits'>,
  owner: FactorOwner,
  guessed: Guessed,
): Promise<void> {
  for (const limit of limitsOf(guessed)) await limits.forget(limit, subjectOf(owner));
}
