import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { findHousehold } from '#src/personal-accounts/household-store.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { WithdrawnLetterData } from './meters.letters.ts';
import type { MetersDeps } from './reading-situation.ts';
import { findReading } from './readings-store.ts';
import { insertReview } from './review-store.ts';
import { takeBack, type WithdrawResult } from './withdraw-reading.ts';

export type Voiding = { number: string; confirmation: string; deed: Deed };
type Place = Pick<MetersDeps, 'supplier'> & { now: Date };

export type VoidResult = WithdrawResult | { ok: false; code: 'reason_missing' };

/** Staff take back a reading in a month that is open; the household is told why. */
export async function voidReading(
  { db, clock, supplier }: MetersDeps,
  actor: StaffMember,
  voiding: Voiding,
): Promise<VoidResult> {
  return inTransaction(db, (tx) =>
    voidUnderLock(tx, actor, { ...voiding, supplier, now: clock.now() }),
  );
}

export async function voidUnderLock(
  tx: Tx,
  actor: StaffMember,
  { deed, now, ...asked }: Voiding & Place,
): Promise<VoidResult> {
  if (deed.reason === '') return { ok: false, code: 'reason_missing' };
  const taken = await takeBack(tx, actor, { ...asked, now });
  if (!taken.ok || taken.isRepeat) return taken;
  const { readingId } = taken;
  const personalAccount = await findPersonalAccount(tx, actor, asked);
  if (!personalAccount) throw new Error(`reading ${readingId} has no account`);
  const { personalAccountId, number } = personalAccount;
  const reading = await findReading(tx, actor, { personalAccountId, readingId });
  if (!reading) throw new Error(`reading ${readingId} is gone`);
  const { value, takenOn } = reading;
  const { reason } = deed;
  // Kept with the reading, for whoever opens it; a review has written it already.
  const review = { personalAccountId, readingId, outcome: 'voided' as const, reason, now };
  await insertReview(tx, actor, review);
  const subject = `reading:${readingId}`;
  const entry = { ...deed, action: 'void_reading', personalAccountId, subject, now };
  await recordEntry(tx, actor, entry);
  const data: WithdrawnLetterData = { number, value, takenOn, reason };
  for (const { userId, email } of await findHousehold(tx, actor, personalAccountId)) {
    const letter = { kind: 'reading_withdrawn_by_staff', to: email, userId, data };
    await queueLetter(tx, letter, now);
  }
  return taken;
}
