import type { Db } from '#src/db/database.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { insertLetter, letterJobKey, type QueuedLetter } from './letters-store.ts';

export const SEND_LETTER = 'send_letter';

/**
 * Four minutes of growing pauses. Whoever waits for a letter gives up by then; what remains is
 * taken up by requeue-letters, for days.
 */
const FIRST_TRIES = 6;

/** Queues a letter in the caller's transaction: it is sent if, and only if, that commits. Returns its id. */
export async function queueLetter(tx: Db, letter: QueuedLetter, now: Date): Promise<number> {
  const letterId = await insertLetter(tx, letter, now);
  await enqueueLetter(tx, letterId, FIRST_TRIES);
  return letterId;
}

export async function enqueueLetter(tx: Db, letterId: number, tries: number): Promise<void> {
  const options = { jobKey: letterJobKey(letterId), maxAttempts: tries };
  await enqueue(tx, SEND_LETTER, { letterId }, options);
}
