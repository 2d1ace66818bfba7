import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { RateLimits } from '#src/http/rate-limits.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { guessesTold, LOOK_UP_TRIES } from './limits.ts';
import { findUserByLogin } from './users-store.ts';

/** The job that finds out whether there is anybody to be told. */
export const TELL_OF_GUESSES = 'tell_of_guesses';
const LETTER = 'sign_in_guesses';
const DAY_MS = 86_400_000;

/**
 * Counts a wrong password that came from no device of the owner's; the try that makes too many
 * asks the worker to tell the owner. The same is done for a login that nobody has, so neither
 * the answer nor its time tells which it is.
 */
export async function countGuess(
  { db }: IdentityDeps,
  limits: RateLimits,
  { login, loginKey }: { login: string; loginKey: string },
): Promise<void> {
  const guesses = await limits.count(guessesTold, loginKey);
  if (guesses !== guessesTold.points) return;
  const options = { maxAttempts: LOOK_UP_TRIES };
  await inTransaction(db, (tx) => enqueue(tx, TELL_OF_GUESSES, { login }, options));
}

/** One letter a day at most, however many logins of one person are tried. */
export async function tellOfGuesses(
  { db, clock }: IdentityDeps,
  { login }: { login: string },
): Promise<void> {
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const user = await findUserByLogin(tx, login);
    if (!user || (await wasTold(tx, user.userId, new Date(now.getTime() - DAY_MS)))) return;
    await queueLetter(tx, { kind: LETTER, to: user.email, userId: user.userId }, now);
  });
}

/** Under a lock of the user's row: two jobs at once write one letter. */
async function wasTold(tx: Tx, userId: number, since: Date): Promise<boolean> {
  await tx
    .selectFrom('users')
    .select('user_id')
    .where('user_id', '=', userId)
    .forNoKeyUpdate()
    .execute();
  const told = await tx
    .selectFrom('letters')
    .select('letter_id')
    .where('user_id', '=', userId)
    .where('kind', '=', LETTER)
    .where('created_at', '>', since)
    .executeTakeFirst();
  return told !== undefined;
}
