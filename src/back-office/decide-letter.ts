import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser } from '#src/identity/users-store.ts';
import { closeLetter, findLetter, retryLetter } from '#src/mail/failed-letters.ts';

/** again: to the same address. new_address: to the one that the person has now. */
export const letterDecisions = ['again', 'new_address', 'closed'] as const;
export type LetterDecision = (typeof letterDecisions)[number];

export type LetterDecisionResult =
  | { ok: true }
  | { ok: false; code: 'letter_not_found' | 'decided_already' | 'no_address' };

/**
 * What becomes of a letter that failed. No address can be typed here: a letter may carry the way
 * into somebody's cabinet, so it goes where it went, or to the address its owner has confirmed.
 */
export async function decideLetter(
  { db, clock }: { db: Database; clock: Clock },
  actor: StaffMember,
  { letterId, decision, deed }: { letterId: number; decision: LetterDecision; deed: Deed },
): Promise<LetterDecisionResult> {
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<LetterDecisionResult> => {
    const letter = await findLetter(tx, actor, letterId);
    if (!letter) return { ok: false, code: 'letter_not_found' };
    const user = letter.userId === null ? null : await findUser(tx, actor, letter.userId);
    if (decision === 'new_address' && (!user || user.email === letter.to)) {
      return { ok: false, code: 'no_address' };
    }
    const to = decision === 'new_address' && user ? user.email : letter.to;
    const isFirst =
      decision === 'closed'
        ? await closeLetter(tx, actor, { letterId, reason: deed.reason, now })
        : await retryLetter(tx, actor, { letterId, to });
    if (!isFirst) return { ok: false, code: 'decided_already' };
    await recordEntry(tx, actor, {
      ...deed,
      action: decision === 'closed' ? 'close_letter' : 'retry_letter',
      userId: letter.userId,
      subject: `letter:${letterId}`,
      details: { decision },
      now,
    });
    return { ok: true };
  });
}
