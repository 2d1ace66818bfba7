import Big from 'big.js';
import { type PlainDate, type PlainMonth, readPlainDate } from '#src/plain-date.ts';
import { EARLIEST_DATE } from './billing-month.ts';
import type { DateFailure, ReadingFailure } from './reading-failure.ts';
import {
  compareReadings,
  followsOn,
  neighbour,
  neighboursOf,
  placeOf,
  putsRight,
} from './reading-order.ts';
import { type Candidate, isBySender, isSame, previewReading } from './reading-preview.ts';
import type {
  Between,
  MeterReading,
  ReadingAttempt,
  ReadingPreview,
  ReadingSituation,
} from './reading-types.ts';
import { parseReadingValue } from './reading-value.ts';
import { maximumVolumeM3 } from './reading-volume.ts';

export type ReadingVerdict = { ok: true; preview: ReadingPreview } | ReadingFailure;

/** The rules, in the order in which a person would check them. */
export function judgeReading(attempt: ReadingAttempt, situation: ReadingSituation): ReadingVerdict {
  const { meter, corrects, today } = situation;
  const parsed = parseReadingValue(attempt.value, meter);
  if (!parsed.ok) return parsed;
  const date = judgeTakenOn(attempt.takenOn, { otherwise: corrects?.takenOn ?? today, today });
  if (!date.ok) return date;
  const { previous, next } = neighboursOf(situation);
  const candidate = { value: parsed.value, takenOn: date.takenOn, ...placeOf(corrects) };
  const dateFailure = judgeOrder(candidate, { ...situation, previous, next });
  if (dateFailure) return dateFailure;
  const isBelow = previous !== null && new Big(candidate.value).lt(previous.value);
  const isRollover = isBelow && Boolean(attempt.isRollover);
  if (previous && isBelow && !isRollover && !attempt.isControl) {
    return belowPrevious(previous, situation);
  }
  const reading = { ...candidate, isRollover };
  const preview = previewReading(reading, { attempt, previous, next }, situation);
  const { repeats } = preview;
  if (repeats && !corrects) {
    // Told as it stands among the others, not as a second one after itself.
    const sameAgain = { ...attempt, isRollover: repeats.isRollover };
    return judgeReading(sameAgain, { ...situation, corrects: repeats });
  }
  if (previous && isRollover && !attempt.isRolloverProved) {
    const maximum = maximumVolumeM3(meter.model, preview.days ?? 0, situation.rules);
    const volume = new Big(preview.volumeM3 ?? 0);
    if (volume.gt(maximum)) {
      const details = { volumeM3: volume.toFixed(), maximumM3: maximum.toFixed() };
      return { ok: false, code: 'rollover_impossible', previous: neighbour(previous), ...details };
    }
  }
  // A correction may leave a control reading below it, but never put one there.
  const isPutRight = next !== null && corrects !== null && putsRight(next, corrects);
  // Nor may it say once more what the same sender has said of that day.
  const isSaid =
    next !== null &&
    corrects !== null &&
    !repeats &&
    isSame(next, reading) &&
    isBySender(next, situation);
  if (next && (isSaid || (!isPutRight && !followsOn(next, reading)))) {
    return { ok: false, code: 'conflicts_with_next', next: neighbour(next) };
  }
  return { ok: true, preview };
}

type ReadDate = { ok: true; takenOn: PlainDate } | DateFailure;

/** The day of a reading: `2026-12-11`, `11.12.2026`, or `otherwise` when nothing is written. */
export function judgeTakenOn(
  text: string | undefined,
  { otherwise, today }: { otherwise: PlainDate; today: PlainDate },
): ReadDate {
  const takenOn = readPlainDate(text?.trim() || otherwise);
  if (takenOn === null) return { ok: false, code: 'date_invalid' };
  if (takenOn > today) return { ok: false, code: 'date_in_future', today };
  if (takenOn < EARLIEST_DATE) return { ok: false, code: 'date_too_old' };
  return { ok: true, takenOn };
}

function judgeOrder(
  candidate: Omit<Candidate, 'isRollover'>,
  { meter, previous, next }: ReadingSituation & Between,
): ReadingFailure | null {
  const { takenOn } = candidate;
  if (previous && compareReadings(candidate, previous) < 0) {
    return { ok: false, code: 'date_before_previous', previous: neighbour(previous) };
  }
  if (next && compareReadings(candidate, next) > 0) {
    return { ok: false, code: 'date_after_next', next: neighbour(next) };
  }
  if (!previous && meter.commissionedOn && takenOn < meter.commissionedOn) {
    return { ok: false, code: 'date_before_meter', commissionedOn: meter.commissionedOn };
  }
  return null;
}

function belowPrevious(previous: MeterReading, situation: ReadingSituation): ReadingFailure {
  const canCorrect = !situation.corrects && canChange(previous, situation).ok;
  const reasons = ['typo', 'rollover', 'meter_replaced'] as const;
  return {
    ok: false,
    code: 'below_previous',
    previous: neighbour(previous),
    reasons: canCorrect ? [...reasons, 'correction'] : [...reasons],
  };
}

type Changer = { userId: number | null; staffMemberId?: number | null; openSince: PlainMonth };
type Changed = Pick<
  MeterReading,
  'source' | 'userId' | 'status' | 'billingMonth' | 'confirmationNumber'
>;

/**
 * Whether this person may correct or withdraw the reading now: a resident what they sent
 * themselves; staff whatever came here, but not what a file of the supplier brought.
 */
export function canChange(
  reading: Changed,
  { userId, staffMemberId = null, openSince }: Changer,
): { ok: true } | ReadingFailure {
  const isSent = reading.source === 'cabinet' || reading.source === 'api';
  const isOwn = isSent && userId !== null && reading.userId === userId;
  const isForStaff = staffMemberId !== null && reading.confirmationNumber !== null;
  if (!isOwn && !isForStaff) {
    return { ok: false, code: 'reading_not_yours' };
  }
  if (reading.status !== 'accepted' && reading.status !== 'stored') {
    return { ok: false, code: 'changed_meanwhile' };
  }
  if (reading.billingMonth < openSince) {
    return { ok: false, code: 'billing_month_closed', billingMonth: reading.billingMonth };
  }
  return { ok: true };
}
