import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser, type UserProfile } from '#src/identity/users-store.ts';
import {
  closeLetter,
  type FailedLetter,
  findLetter,
  retryLetter,
} from '#src/mail/failed-letters.ts';

/** again: to the same address. new_address: to the one that the person has now. */
export const letterDecisions = ['again', 'new_address', 'closed'] as const;
export type LetterDecision = (typeof letterDecisions)[number];

export type LetterDecisionResult =
  | { ok: true }
  | { ok: false; code: 'letter_not_found' | 'decided_already' | 'no_address' | 'address_gone' };

/**
 * What proves that a mailbox is the person's, or warns the mailbox that was: at another address it
 * would prove nothing, or warn whoever has just come.
 */
const boundToAddress: ReadonlySet<string> = new Set(['email_change', 'email_changed']);

/** Whether the person has an e-mail other than the letter's, to which the letter may go. */
export const mayGoToNewAddress = (
  { kind, to }: Pick<FailedLetter, 'kind' | 'to'>,
  user: Pick<UserProfile, 'email'> | null,
): boolean => user !== null && user.email !== to && !boundToAddress.has(kind);

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
    const isElsewhere = mayGoToNewAddress(letter, user);
    if (decision === 'new_address' && !isElsewhere) return { ok: false, code: 'no_address' };
    // The old mailbox may be somebody else's by now.
    if (decision === 'again' && isElsewhere) return { ok: false, code: 'address_gone' };
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
