import type { ReadingSender, Resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { type KeyReused, withIdempotency } from '#src/db/idempotency.ts';
import { inLockingTransaction } from '#src/db/locking-transaction.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { firstOpenMonth } from './billing-month.ts';
import { findByConfirmation } from './find-reading.ts';
import { canChange } from './meter-reading.ts';
import { findMeters } from './meters-store.ts';
import type { ReadingFailure } from './reading-failure.ts';
import { followsOn, neighbour, neighboursOf, putsRight } from './reading-order.ts';
import { endedMeanwhile, type MetersDeps, refuseSending, senderOf } from './reading-situation.ts';
import { findMeterHistory, retireReading } from './readings-store.ts';

export type Withdrawal = { number: string; confirmation: string; idempotencyKey?: string | null };

export type WithdrawResult =
  | { ok: true; readingId: number; isRepeat: boolean }
  | ReadingFailure
  | KeyReused;

/** Takes back a reading of one's own while its month is open; its row stays as «withdrawn». */
export async function withdrawReading(
  { db, clock, supplier }: MetersDeps,
  actor: Resident,
  { idempotencyKey, ...input }: Withdrawal,
): Promise<WithdrawResult> {
  const now = clock.now();
  const operation = 'withdraw_reading';
  const idempotent = { userId: actor.userId, operation, key: idempotencyKey, request: input, now };
  return inLockingTransaction(db, (tx) =>
    withIdempotency<WithdrawResult>(tx, idempotent, () =>
      takeBack(tx, actor, { ...input, now, supplier }),
    ),
  );
}

type Asked = Pick<Withdrawal, 'number' | 'confirmation'> & Pick<MetersDeps, 'supplier'>;

/** Whoever takes it back: in the caller's transaction, under the meter's lock. */
export async function takeBack(
  tx: Tx,
  actor: ReadingSender,
  { number, confirmation, now, supplier }: Asked & { now: Date },
): Promise<WithdrawResult> {
  const personalAccount = await findPersonalAccount(tx, actor, { number, supplier });
  if (!personalAccount) return { ok: false, code: 'not_found' };
  const { personalAccountId } = personalAccount;
  const today = dateInZone(now, supplier.timeZone);
  const refusal = refuseSending(personalAccount, today);
  if (refusal) return refusal;
  const place = { personalAccountId, confirmation, timeZone: supplier.timeZone };
  const asked = await findByConfirmation(tx, actor, place);
  if (!asked) return { ok: false, code: 'reading_not_found' };

  const { meterId } = asked;
  await findMeters(tx, actor, { personalAccountId, meterId, lock: true });
  const ended = await endedMeanwhile(tx, actor, { number, supplier, today });
  if (ended) return ended;
  // Read again: what was true before the lock may have changed while we waited for it.
  const reading = (await findByConfirmation(tx, actor, place)) ?? asked;
  const { readings, lastClosedMonth } = await findMeterHistory(tx, actor, {
    personalAccountId,
    meterId,
    corrects: asked.readingId,
  });
  const { readingId } = reading;
  const isOwn = actor.kind === 'staff' || reading.userId === actor.userId;
  if (reading.status === 'withdrawn' && isOwn) return { ok: true, readingId, isRepeat: true };
  const openSince = firstOpenMonth(lastClosedMonth);
  const change = canChange(reading, { ...senderOf(actor), openSince });
  if (!change.ok) return change;
  if (reading.status === 'accepted') {
    const { previous, next } = neighboursOf({ readings, corrects: reading });
    const isPutRight = next !== null && putsRight(next, reading);
    if (previous && next && !isPutRight && !followsOn(next, previous)) {
      return { ok: false, code: 'conflicts_with_next', next: neighbour(next) };
    }
  }
  await retireReading(tx, actor, { personalAccountId, readingId, status: 'withdrawn', now });
  return { ok: true, readingId, isRepeat: false };
}
