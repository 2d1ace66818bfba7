import Big from 'big.js';
import {
  addMonths,
  daysBetween,
  monthsBetween,
  type PlainDate,
  type PlainMonth,
} from '#src/plain-date.ts';
import { billingMonthOf } from './billing-month.ts';
import { consumptionByMonth } from './consumption.ts';
import { neighbour, type Place } from './reading-order.ts';
import type {
  Between,
  Improbability,
  MeterReading,
  ReadingAttempt,
  ReadingPreview,
  ReadingSituation,
} from './reading-types.ts';
import { maximumVolumeM3, volumeBetween } from './reading-volume.ts';

export type Candidate = Place & { value: string; isRollover: boolean };

/** What an attempt that no rule refused would do. */
export function previewReading(
  { value, takenOn, isRollover }: Candidate,
  { attempt, previous, next }: Between & { attempt: ReadingAttempt },
  situation: ReadingSituation,
): ReadingPreview {
  const { meter, openSince } = situation;
  const billingMonth = billingMonthOf(takenOn, openSince);
  const volume = previous && volumeBetween(previous, { value, isRollover }, meter.integerDigits);
  const days = previous && daysBetween(previous.takenOn, takenOn);
  const sameMonthLastYear = lastYear(billingMonth, situation);
  const isExpired = meter.verifiedUntil !== null && meter.verifiedUntil < takenOn;
  const months = previous ? Math.max(1, monthsBetween(previous.billingMonth, billingMonth)) : 1;
  const usual = sameMonthLastYear?.volumeM3 ?? null;
  const improbable =
    volume && !isExpired
      ? judgeVolume({ volume, days: days ?? 0, months, usual }, situation)
      : null;
  const isQuestion = improbable && !attempt.isConfirmedImprobable;
  const counts = isExpired ? 'stored' : 'counts';
  return {
    meter,
    value,
    takenOn,
    previous: previous && neighbour(previous),
    volumeM3: volume?.toFixed() ?? null,
    isRollover,
    billingMonth,
    days,
    volumePerDayM3: volume && days ? volume.div(days).round(3).toFixed() : null,
    sameMonthLastYear,
    outcome: isExpired ? 'stored' : isQuestion ? 'improbable' : 'ok',
    improbable,
    notCountedReason: isExpired ? 'verification_expired' : null,
    repeats: findRepeat({ value, takenOn, isRollover, isExpired }, previous, situation),
    basis: [billingMonth, previous?.readingId ?? 0, next?.readingId ?? 0, counts].join('.'),
  };
}

function lastYear(billingMonth: PlainMonth, { meter, readings }: ReadingSituation) {
  const month = addMonths(billingMonth, -12);
  const counted = readings
    .filter(({ status }) => status === 'accepted')
    .map((reading) => ({ ...reading, integerDigits: meter.integerDigits }));
  const volumeM3 = consumptionByMonth(counted, { from: month, to: month })[0]?.volumeM3;
  return volumeM3 == null ? null : { month, volumeM3 };
}

type Volume = { volume: Big; days: number; months: number; usual: string | null };

/** Improbable is a question and never a bar: people do leave the heating on. */
function judgeVolume(
  { volume, days, months, usual }: Volume,
  { meter, rules }: ReadingSituation,
): Improbability | null {
  const maximum = maximumVolumeM3(meter.model, days, rules);
  if (volume.gt(maximum)) return { reason: 'over_maximum_flow', maximumM3: maximum.toFixed() };
  // Missed months share the volume equally, so one month's part is compared with one month.
  const monthly = volume.div(months);
  const isOverUsual = usual !== null && monthly.gt(new Big(usual).times(rules.improbableRatio));
  if (usual === null || !isOverUsual || monthly.lte(rules.improbableAtLeastM3)) return null;
  return { reason: 'over_usual', usualM3: usual };
}

type Sent = { takenOn: PlainDate; isExpired: boolean };

/** The same reading sent twice is one reading: a second tab, a second tap, a lost answer. */
function findRepeat(
  { value, takenOn, isRollover, isExpired }: Omit<Candidate, keyof Place> & Sent,
  previous: MeterReading | null,
  situation: ReadingSituation,
): MeterReading | null {
  const { readings, corrects } = situation;
  const said = { value, takenOn };
  if (corrects) {
    return isSame(corrects, said) && corrects.isRollover === isRollover ? corrects : null;
  }
  const isRepeat = (other: MeterReading) =>
    isSame(other, said) &&
    isBySender(other, situation) &&
    (other.status === 'stored' ? isExpired : other.readingId === previous?.readingId);
  return readings.find(isRepeat) ?? null;
}

type Said = Pick<MeterReading, 'value' | 'takenOn'>;

export const isSame = (one: Said, other: Said): boolean =>
  one.value === other.value && one.takenOn === other.takenOn;

export const isBySender = (
  reading: MeterReading,
  { userId, staffMemberId = null }: Pick<ReadingSituation, 'userId' | 'staffMemberId'>,
): boolean =>
  staffMemberId === null ? reading.userId === userId : reading.staffMemberId === staffMemberId;
