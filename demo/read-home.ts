import { firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { type DemoCalendar, MONTHS, monthsBack } from './calendar.ts';
import type { Shown } from './demo-home.ts';
import { useBetweenM3 } from './gas-use.ts';
import type { DemoMeter } from './household.ts';
import { type MeterReading, readMonthly } from './meter-history.ts';
import { randomOf } from './random.ts';

export type HomeReadings = {
  calendar: DemoCalendar;
  /** Its own chance; the same household, the same readings. */
  order: number;
  /** Of the month on which the meter is read. */
  day: number;
  skipped?: readonly PlainMonth[];
  /** The last month of which there are readings; that before the open one unless told. */
  to?: PlainMonth;
  /** What the meter shows last. */
  endsAt?: number;
  /** Days in [from, to) on which nothing burns. */
  off?: { from: PlainDate; to: PlainDate };
  /** The counter stands just before zero after this month, and passes through it in the next. */
  fullAfter?: PlainMonth;
};

const SEED = 390;
/** What is left to the counter's end: some days' cooking. */
const ALMOST_FULL_M3 = 4;

/** A household that sends its readings itself: what the register knew, and what came after it. */
export function readHome(
  meter: DemoMeter,
  choice: HomeReadings,
): { meter: DemoMeter; shown: Shown[] } {
  const { calendar, order, day, skipped = [], to = monthsBack(calendar, 1) } = choice;
  const from = monthsBack(calendar, MONTHS + 1);
  const read = readMonthly(randomOf(SEED, order), meter, {
    from,
    to,
    skipped: new Set(skipped),
    day,
  });
  const still = read.map((one) => ({ ...one, value: one.value - unused(meter, one, choice) }));
  const shift = shiftOf(meter, still, choice);
  const capacityM3 = 10 ** meter.integerDigits;
  const turns = still.map(({ value }) => Math.floor((value + shift) / capacityM3));
  const readings = still.map(({ takenOn, value }, at) => ({
    takenOn,
    value: (value + shift) % capacityM3,
    isRollover: at > 0 && turns[at] !== turns[at - 1],
  }));
  const [first, ...later] = readings;
  if (!first) throw new Error('a meter was never read');
  const { serialNumber } = meter;
  return {
    meter: { ...meter, lastValueM3: first.value, lastReadOn: first.takenOn },
    shown: later.map((one) => ({ ...one, serialNumber, source: 'кабинет' })),
  };
}

function unused(
  { yearlyUse }: DemoMeter,
  { takenOn }: MeterReading,
  { off }: HomeReadings,
): number {
  if (!off || takenOn <= off.from) return 0;
  return Math.round(useBetweenM3(yearlyUse, off.from, takenOn < off.to ? takenOn : off.to));
}

function shiftOf(
  meter: DemoMeter,
  readings: readonly MeterReading[],
  { endsAt, fullAfter }: HomeReadings,
): number {
  const last = readings.at(-1)?.value ?? 0;
  if (endsAt !== undefined) return endsAt - last;
  const full = readings.find(({ takenOn }) => firstDayOfMonth(takenOn) === fullAfter)?.value;
  return full === undefined ? 0 : 10 ** meter.integerDigits - ALMOST_FULL_M3 - full;
}
