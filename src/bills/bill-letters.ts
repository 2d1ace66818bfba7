import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { markLettersQueued, takeBillLetters } from './bill-letters-store.ts';
import type { BillLetterData } from './bills.letters.ts';

/** Hands the next letters to the queue of mail, which repeats them and hears of their bounces. */
export async function queueBillLetters(
  { db, clock }: { db: Db; clock: Clock },
  limit: number,
): Promise<number> {
  const now = clock.now();
  const letters = await takeBillLetters(db, limit);
  const letterIds: number[] = [];
  for (const { personalAccountId, closeId, userId, way, email, number, month } of letters) {
    const data: BillLetterData = { personalAccountId, closeId, number, month, way };
    letterIds.push(await queueLetter(db, { kind: 'bill', to: email, userId, data }, now));
  }
  if (letters.length > 0) await markLettersQueued(db, { letters, letterIds, now });
  return letters.length;
}
