import { addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { dayIn } from './calendar.ts';
import { useBetweenM3 } from './gas-use.ts';
import type { DemoMeter } from './household.ts';
import { between, chance, pick, type Random } from './random.ts';

/** Weighted: a word that stands more often is met more often. */
const sources = [
  ...Array.from({ length: 9 }, () => 'кабинет'),
  ...Array.from({ length: 4 }, () => 'телефон'),
  ...Array.from({ length: 3 }, () => 'банк'),
  ...Array.from({ length: 2 }, () => 'офис'),
  'квитанция',
];

export const pickSource = (random: Random): string => pick(random, sources);

export type MeterReading = { takenOn: PlainDate; value: number };

export type HistoryChoice = {
  /** The month of the first reading. */
  from: PlainMonth;
  /** The month of the last one. */
  to: PlainMonth;
  /** Months in which nobody read the meter. */
  skipped: ReadonlySet<PlainMonth>;
  /** Of each month; any from 16 to 25 unless told. */
  day?: number;
  /** What the meter shows first; unless told, what it has counted since it was commissioned. */
  startsAt?: number;
};

/** Month by month, with better and worse ones: by the day on which the meter was read. */
export function readMonthly(
  random: Random,
  meter: Pick<DemoMeter, 'yearlyUse' | 'commissionedOn'>,
  { from, to, skipped, day, startsAt }: HistoryChoice,
): MeterReading[] {
  const readings: MeterReading[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) {
    const takenOn = dayIn(month, day ?? between(random, 16, 25));
    const luck = 0.88 + random() * 0.24;
    const last = readings.at(-1);
    if (!last) {
      const counted = useBetweenM3(meter.yearlyUse, meter.commissionedOn, takenOn);
      readings.push({ takenOn, value: startsAt ?? Math.floor(counted) });
    } else if (!skipped.has(month)) {
      const used = Math.round(useBetweenM3(meter.yearlyUse, last.takenOn, takenOn) * luck);
      readings.push({ takenOn, value: last.value + used });
    }
  }
  return readings;
}

/** Some forget for months at a time; the others now and then. */
export function forgottenMonths(
  random: Random,
  months: readonly PlainMonth[],
): ReadonlySet<PlainMonth> {
  const isForgetful = chance(random, 0.2);
  const skipped = new Set<PlainMonth>();
  for (const first of months) {
    if (!chance(random, isForgetful ? 0.16 : 0.03)) continue;
    const length = isForgetful ? between(random, 1, 5) : 1;
    for (let at = 0; at < length; at += 1) skipped.add(addMonths(first, at));
  }
  return skipped;
}
