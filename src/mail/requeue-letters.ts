import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { enqueueLetter } from './letters.ts';
import { findStrandedLetters } from './letters-store.ts';

/** More wait for the next run: a day's letters must not all knock at a mail server just mended. */
const AT_ONCE = 1_000;

export type RequeueDeps = { db: Database; log: FastifyBaseLogger };

/** Gives one more try to every letter that its job gave up. */
export async function requeueLetters({ db, log }: RequeueDeps): Promise<number> {
  const letterIds = await inTransaction(db, async (tx) => {
    const stranded = await findStrandedLetters(tx, AT_ONCE);
    for (const letterId of stranded) await enqueueLetter(tx, letterId, 1);
    return stranded;
  });
  if (letterIds.length > 0) log.warn({ letters: letterIds.length }, 'stranded letters are tried');
  return letterIds.length;
}

export function requeueLettersRegularly(deps: RequeueDeps): Recurring {
  return {
    name: 'requeue-letters',
    everySeconds: 120,
    run: async () => {
      await requeueLetters(deps);
    },
  };
}
