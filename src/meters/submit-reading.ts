import type { ReadingSender, Resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { withIdempotency } from '#src/db/idempotency.ts';
import { inLockingTransaction } from '#src/db/locking-transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { findHousehold } from '#src/personal-accounts/household-store.ts';
import { dateInZone, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { formatConfirmationNumber } from './confirmation-number.ru.ts';
import { judgeReading } from './meter-reading.ts';
import type { ReadingLetterData } from './meters.letters.ts';
import type { ReadingFailure, SubmitFailure } from './reading-failure.ts';
import { loadSituation, type MetersDeps, type ReadingTarget } from './reading-situation.ts';
import type {
  MeterReading,
  NotCountedReason,
  ReadingAttempt,
  ReadingPreview,
  ReadingSource,
} from './reading-types.ts';
import { insertReading, retireReading } from './readings-store.ts';

export type SubmittedReading = ReadingTarget &
  ReadingAttempt & {
    source: ReadingSource;
    /** The `basis` of the preview that the resident saw; empty: they saw none (API). */
    basis?: string;
    idempotencyKey?: string | null;
    /** Staff: the resident who had sent it, and waited. */
    onBehalfOf?: number;
  };

/** What is told about a reading that was taken in. Plain JSON: a repeat is given the same. */
export type ReadingReceipt = {
  readingId: number;
  /** «П-26-0000-0123» */
  confirmation: string;
  /** Of the personal account. */
  number: string;
  meterId: number;
  meterSerial: string;
  value: string;
  takenOn: PlainDate;
  volumeM3: string | null;
  billingMonth: PlainMonth;
  /** stored: kept, but it does not count, and the reason says why. */
  status: 'accepted' | 'stored';
  notCountedReason: NotCountedReason | null;
  /** ISO instant. */
  receivedAt: string;
  /** The same reading had been taken in before; nothing was added. */
  isRepeat: boolean;
};

export type SubmitResult = { ok: true; receipt: ReadingReceipt } | ReadingFailure | SubmitFailure;

/**
 * Takes a reading in, or a correction of one: judged and kept under the meter's lock, so that of
 * two at once one wins and the other is judged against it.
 */
export async function submitReading(
  { db, clock, supplier }: MetersDeps,
  actor: Resident,
  { idempotencyKey, ...input }: SubmittedReading,
): Promise<SubmitResult> {
  const now = clock.now();
  const idempotent = {
    userId: actor.userId,
    operation: 'submit_reading',
    key: idempotencyKey,
    request: input,
    now,
  };
  return inLockingTransaction(db, (tx) =>
    withIdempotency<SubmitResult>(tx, idempotent, () =>
      takeReading(tx, actor, { ...input, now, supplier }),
    ),
  );
}

type UnderLock = Omit<SubmittedReading, 'idempotencyKey'> & {
  now: Date;
  supplier: MetersDeps['supplier'];
};

/** The one way in, whoever sends: in the caller's transaction, under the meter's lock. */
export async function takeReading(
  tx: Tx,
  actor: ReadingSender,
  { now, supplier, ...input }: UnderLock,
): Promise<SubmitResult> {
  const loaded = await loadSituation(tx, actor, { ...input, now, supplier, lock: true });
  if (!loaded.ok) return loaded;
  const { personalAccount, situation } = loaded;
  const verdict = judgeReading(input, situation);
  if (!verdict.ok) return verdict;
  const { preview } = verdict;
  const { number, personalAccountId } = personalAccount;
  const receipt = receiptOf(preview, { number, timeZone: supplier.timeZone });
  if (preview.repeats) return { ok: true, receipt: receipt(preview.repeats, true) };
  if (input.basis && input.basis !== preview.basis) return { ok: false, code: 'changed_meanwhile' };
  if (preview.outcome === 'improbable') {
    return { ok: false, code: 'improbable', preview };
  }
  const { corrects } = situation;
  if (corrects) {
    const { readingId } = corrects;
    await retireReading(tx, actor, { personalAccountId, readingId, status: 'corrected', now });
  }
  const kept = await insertReading(tx, actor, {
    personalAccountId,
    preview,
    source: input.source,
    isConfirmedImprobable: preview.improbable !== null && Boolean(input.isConfirmedImprobable),
    correctsReadingId: corrects && (corrects.correctsReadingId ?? corrects.readingId),
    onBehalfOf: input.onBehalfOf,
    now,
  });
  const { email, ...reading } = kept;
  const data: ReadingLetterData = { personalAccountId, readingId: reading.readingId, number };
  const recipients =
    actor.kind === 'resident' && email
      ? [{ userId: actor.userId, email }]
      : await findHousehold(tx, actor, personalAccountId);
  for (const { userId, email: to } of recipients) {
    await queueLetter(tx, { kind: 'reading_accepted', to, userId, data }, now);
  }
  return { ok: true, receipt: receipt({ ...reading, receivedAt: now }, false) };
}

type Kept = Pick<MeterReading, 'readingId' | 'confirmationNumber' | 'receivedAt'>;

function receiptOf(preview: ReadingPreview, place: { number: string; timeZone: string }) {
  const { meter, value, takenOn, volumeM3, billingMonth, notCountedReason } = preview;
  return (
    { readingId, confirmationNumber, receivedAt }: Kept,
    isRepeat: boolean,
  ): ReadingReceipt => {
    if (confirmationNumber === null) throw new Error(`reading ${readingId} has no confirmation`);
    const receivedOn = dateInZone(receivedAt, place.timeZone);
    return {
      readingId,
      confirmation: formatConfirmationNumber(confirmationNumber, receivedOn),
      number: place.number,
      meterId: meter.meterId,
      meterSerial: meter.serialNumber,
      value,
      takenOn,
      volumeM3,
      billingMonth,
      status: notCountedReason ? 'stored' : 'accepted',
      notCountedReason,
      receivedAt: receivedAt.toISOString(),
      isRepeat,
    };
  };
}
