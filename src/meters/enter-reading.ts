import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { withIdempotency } from '#src/db/idempotency.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { MetersDeps, ReadingTarget } from './reading-situation.ts';
import type { ReadingAttempt, StaffSource } from './reading-types.ts';
import { type SubmitResult, takeReading } from './submit-reading.ts';

export type EnteredReading = ReadingTarget &
  Omit<ReadingAttempt, 'isControl'> & {
    source: StaffSource;
    basis?: string;
    idempotencyKey?: string | null;
    /** On what ground: see needsReason. */
    deed: Deed;
  };

export type EnterResult = SubmitResult | { ok: false; code: 'reason_missing' };

/** Whoever corrects, and whoever enters what an inspector saw. */
export const needsReason = (source: StaffSource, isCorrection: boolean): boolean =>
  source === 'inspector' || isCorrection;

/**
 * A reading that came by telephone, to the office or with an inspector: the same rules and the same
 * way in as a resident's. An inspector's is a control reading, and wins over what had been told.
 */
export async function enterReading(
  { db, clock, supplier }: MetersDeps,
  actor: StaffMember,
  { idempotencyKey, deed, ...input }: EnteredReading,
): Promise<EnterResult> {
  const isCorrection = input.correctsReadingId !== undefined;
  if (needsReason(input.source, isCorrection) && deed.reason === '') {
    return { ok: false, code: 'reason_missing' };
  }
  const now = clock.now();
  const idempotent = {
    // Of staff: the operation's name keeps their keys apart from residents'.
    userId: actor.staffMemberId,
    operation: 'staff_enter_reading',
    key: idempotencyKey,
    request: input,
    now,
  };
  return inTransaction(db, (tx) =>
    withIdempotency<SubmitResult>(tx, idempotent, () =>
      enterReadingIn(tx, actor, { ...input, deed, now, supplier }),
    ),
  );
}

type Entering = Omit<EnteredReading, 'idempotencyKey'> &
  Pick<MetersDeps, 'supplier'> & { now: Date };

/** The same in the caller's transaction, of what was agreed to. */
export async function enterReadingIn(
  tx: Tx,
  actor: StaffMember,
  { deed, now, supplier, ...input }: Entering,
): Promise<SubmitResult> {
  const reading = { ...input, isControl: input.source === 'inspector', now, supplier };
  const taken = await takeReading(tx, actor, reading);
  if (!taken.ok || taken.receipt.isRepeat) return taken;
  const { readingId } = taken.receipt;
  const personalAccount = await findPersonalAccount(tx, actor, { ...input, supplier });
  const isCorrection = input.correctsReadingId !== undefined;
  await recordEntry(tx, actor, {
    ...deed,
    action: isCorrection ? 'correct_reading' : 'enter_reading',
    personalAccountId: personalAccount?.personalAccountId,
    subject: `reading:${readingId}`,
    details: { source: input.source, corrects: input.correctsReadingId ?? null },
    now,
  });
  return taken;
}
