import type { Resident } from '#src/actor.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { findByConfirmation } from './find-reading.ts';
import type { MetersDeps } from './reading-situation.ts';
import { type SubmitResult, type SubmittedReading, submitReading } from './submit-reading.ts';

export type Correction = Omit<SubmittedReading, 'correctsReadingId' | 'meterId' | 'meterSerial'> & {
  /** Of the reading that is corrected: «П-26-0000-0123». */
  confirmation: string;
};

/**
 * Replaces a reading of one's own, in a month that is open. Nothing is overwritten: the new
 * version takes the old one's place in the order, the old one stays as «corrected».
 */
export async function correctReading(
  deps: MetersDeps,
  actor: Resident,
  { confirmation, ...reading }: Correction,
): Promise<SubmitResult> {
  const { db, supplier } = deps;
  const { number } = reading;
  const personalAccount = await findPersonalAccount(db, actor, { number, supplier });
  if (!personalAccount) return { ok: false, code: 'not_found' };
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId, confirmation, timeZone: supplier.timeZone };
  const corrected = await findByConfirmation(db, actor, place);
  if (!corrected) return { ok: false, code: 'reading_not_found' };
  return submitReading(deps, actor, { ...reading, correctsReadingId: corrected.readingId });
}
