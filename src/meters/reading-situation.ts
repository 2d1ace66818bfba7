import type { Actor, ReadingSender } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Db } from '#src/db/database.ts';
import {
  findPersonalAccount,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { firstOpenMonth } from './billing-month.ts';
import { canChange, judgeTakenOn } from './meter-reading.ts';
import { findMeters, type MeterChoice } from './meters-store.ts';
import type { AccessFailure, ReadingFailure } from './reading-failure.ts';
import type { Meter, MeterReading, ReadingAttempt, ReadingSituation } from './reading-types.ts';
import { parseReadingValue } from './reading-value.ts';
import { findMeterHistory, findReading } from './readings-store.ts';

export type MetersDeps = { db: Database; clock: Clock; supplier: SupplierProfile };

/** Which counter a reading is about. Neither id nor serial is needed where there is one meter. */
export type ReadingTarget = MeterChoice & {
  number: string;
  /** The reading that this one corrects. */
  correctsReadingId?: number;
};

type Sent = Pick<ReadingAttempt, 'value' | 'takenOn'>;

export type LoadedSituation = {
  ok: true;
  personalAccount: PersonalAccount;
  situation: ReadingSituation;
};

/**
 * What is true now of the meter that somebody wants to report. With `lock` it stays true until
 * the transaction ends; checking and submitting differ in nothing else, so they cannot disagree.
 */
export async function loadSituation(
  db: Db,
  actor: ReadingSender,
  target: ReadingTarget & Sent & { now: Date; supplier: SupplierProfile; lock: boolean },
): Promise<LoadedSituation | ReadingFailure> {
  const { supplier, correctsReadingId, lock } = target;
  const today = dateInZone(target.now, supplier.timeZone);
  const personalAccount = await findPersonalAccount(db, actor, target);
  if (!personalAccount) return { ok: false, code: 'not_found' };
  const refusal = refuseSending(personalAccount, today);
  if (refusal) return refusal;
  const { personalAccountId } = personalAccount;

  const wanted =
    correctsReadingId === undefined
      ? null
      : await findReading(db, actor, { personalAccountId, readingId: correctsReadingId });
  if (correctsReadingId !== undefined && !wanted) return { ok: false, code: 'reading_not_found' };
  const choice = wanted ? { meterId: wanted.meterId } : chosenOnly(target);
  const meters = await findMeters(db, actor, { personalAccountId, ...choice, lock });
  const ended = lock ? await endedMeanwhile(db, actor, { ...target, today }) : null;
  if (ended) return ended;
  const meter = oneMeter(meters, { choice, today });
  if ('ok' in meter) return meter;

  const { readings, lastClosedMonth } = await findMeterHistory(db, actor, {
    personalAccountId,
    meterId: meter.meterId,
    readingId: wanted?.readingId,
    sent: wanted ? null : readSent(target, { meter, today }),
  });
  const openSince = firstOpenMonth(lastClosedMonth);
  const corrects = wanted && currentVersion(wanted, readings);
  const sender = senderOf(actor);
  const change = corrects && canChange(corrects, { ...sender, openSince });
  if (change && !change.ok) return change;
  const rules = supplier.readings;
  const situation = { meter, readings, corrects, today, openSince, ...sender, rules };
  return { ok: true, personalAccount, situation };
}

/** What a repeat would say again; null when it cannot be read, which the rules will tell. */
function readSent(
  { value: text, takenOn: day }: Sent,
  { meter, today }: { meter: Meter; today: PlainDate },
): { value: string; takenOn: PlainDate } | null {
  const parsed = parseReadingValue(text, meter);
  const date = judgeTakenOn(day, { otherwise: today, today });
  return parsed.ok && date.ok ? { value: parsed.value, takenOn: date.takenOn } : null;
}

/**
 * Asked once more under the meter's lock: while we waited for it, a register may have given the
 * home to another holder, whose readings this resident no longer sees and must not be judged by.
 */
export async function endedMeanwhile(
  db: Db,
  actor: ReadingSender,
  target: { number: string; supplier: SupplierProfile; today: PlainDate },
): Promise<ReadingFailure | null> {
  const personalAccount = await findPersonalAccount(db, actor, target);
  if (!personalAccount) return { ok: false, code: 'not_found' };
  return refuseSending(personalAccount, target.today);
}

/** Whose reading it becomes. */
export const senderOf = (actor: Actor) => ({
  userId: actor.kind === 'resident' ? actor.userId : null,
  staffMemberId: actor.kind === 'staff' ? actor.staffMemberId : null,
});

/** A former resident, and everybody once the account is closed, only looks. */
export function refuseSending(
  { visibleUntil, closedOn }: Pick<PersonalAccount, 'visibleUntil' | 'closedOn'>,
  today: PlainDate,
): AccessFailure | null {
  if (visibleUntil && visibleUntil <= today) {
    return { ok: false, code: 'access_ended', visibleUntil };
  }
  if (closedOn && closedOn <= today) {
    return { ok: false, code: 'personal_account_closed', closedOn };
  }
  return null;
}

/** As read under the lock; when a newer version stands in its place, the caller will see that. */
function currentVersion(wanted: MeterReading, readings: readonly MeterReading[]): MeterReading {
  const current = readings.find(({ readingId }) => readingId === wanted.readingId);
  const isGone = !current && (wanted.status === 'accepted' || wanted.status === 'stored');
  return current ?? (isGone ? { ...wanted, status: 'corrected' } : wanted);
}

const chosenOnly = ({ meterId, meterSerial }: MeterChoice): MeterChoice => ({
  meterId,
  // PostgreSQL has no text with a zero byte.
  meterSerial: meterSerial?.replaceAll('\0', '').replace(/\s/g, '') || undefined,
});

/** The meter that the resident means, if it is one and still counts. */
function oneMeter(
  meters: readonly Meter[],
  { choice, today }: { choice: MeterChoice; today: PlainDate },
): Meter | AccessFailure {
  const isNamed = choice.meterId !== undefined || choice.meterSerial !== undefined;
  const [meter, another] = meters;
  if (!meter) return { ok: false, code: isNamed ? 'meter_not_found' : 'no_meter' };
  if (another) {
    const serialNumbers = meters.map(({ serialNumber }) => serialNumber);
    return { ok: false, code: 'meter_required', serialNumbers };
  }
  const { serialNumber, removedOn } = meter;
  if (removedOn && removedOn <= today) {
    return { ok: false, code: 'meter_removed', serialNumber, removedOn };
  }
  return meter;
}
