import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { confirmationOf } from './find-reading.ts';
import type { MetersDeps } from './reading-situation.ts';
import { findReading } from './readings-store.ts';
import { insertReview } from './review-store.ts';
import { type VoidResult, voidUnderLock } from './void-reading.ts';

export type ReadingReview = {
  number: string;
  readingId: number;
  outcome: 'confirmed' | 'voided';
  deed: Deed;
};

export type ReviewResult =
  | { ok: true }
  | { ok: false; code: 'decided_already' }
  | Extract<VoidResult, { ok: false }>;

/** Thrown to undo what was begun; the refusal is what the caller gets. */
class Refused extends Error {
  readonly refusal: Extract<VoidResult, { ok: false }>;
  constructor(refusal: Extract<VoidResult, { ok: false }>) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Staff look at a reading that the resident confirmed though it was hard to believe: it stays, or
 * it is taken back and the household is told. Of two who decide at once the first one wins.
 */
export async function reviewReading(
  { db, clock, supplier }: MetersDeps,
  actor: StaffMember,
  { number, readingId, outcome, deed }: ReadingReview,
): Promise<ReviewResult> {
  if (deed.reason === '') return { ok: false, code: 'reason_missing' };
  const now = clock.now();
  try {
    return await inTransaction(db, async (tx): Promise<ReviewResult> => {
      const personalAccount = await findPersonalAccount(tx, actor, { number, supplier });
      if (!personalAccount) return { ok: false, code: 'not_found' };
      const { personalAccountId } = personalAccount;
      const reading = await findReading(tx, actor, { personalAccountId, readingId });
      const confirmation = reading && confirmationOf(reading, supplier.timeZone);
      if (!confirmation) return { ok: false, code: 'reading_not_found' };
      const { reason } = deed;
      const review = { personalAccountId, readingId, outcome, reason, now };
      const isFirst = await insertReview(tx, actor, review);
      if (!isFirst) return { ok: false, code: 'decided_already' };
      if (outcome === 'voided') {
        const asked = { number, confirmation, deed, supplier, now };
        const voided = await voidUnderLock(tx, actor, asked);
        if (!voided.ok) throw new Refused(voided);
        return { ok: true };
      }
      const subject = `reading:${readingId}`;
      const entry = { ...deed, action: 'confirm_reading', personalAccountId, subject, now };
      await recordEntry(tx, actor, entry);
      return { ok: true };
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
