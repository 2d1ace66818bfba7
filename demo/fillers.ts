import { addDays, firstDayOfMonth, type PlainMonth } from '#src/plain-date.ts';
import { type DemoCalendar, MONTHS, monthsBack } from './calendar.ts';
import type { DemoHome, Shown } from './demo-home.ts';
import { type DemoMeter, type Household, makeHouseholds } from './household.ts';
import { forgottenMonths, pickSource, readMonthly } from './meter-history.ts';
import { makePayer } from './payers.ts';
import { type Random, randomOf } from './random.ts';

/** Apart from what `ochag demo register` writes: a register tried out in a demo adds to it. */
const NUMBERS_FROM = 20_000_000;
const SEED = 39;

/** The town around the households of the stories. */
export function makeFillers(count: number, calendar: DemoCalendar): DemoHome[] {
  const choice = { seed: SEED, count, numbersFrom: NUMBERS_FROM };
  const before = [...makeHouseholds({ ...choice, today: calendar.firstMonth })];
  const now = [...makeHouseholds({ ...choice, today: calendar.openMonth })];
  return now.map((household, index) =>
    makeFiller({ now: household, before: before[index] ?? household }, calendar, index),
  );
}

/** `before`: as the register of the first day had it. */
type TwoTimes = { now: Household; before: Household };

function makeFiller({ now, before }: TwoTimes, calendar: DemoCalendar, index: number): DemoHome {
  const random = randomOf(SEED + 1, index);
  const { balanceKopecks, penaltyKopecks, debtSince, lastBillKopecks, closedOn } = before;
  const money = { balanceKopecks, penaltyKopecks, debtSince, lastBillKopecks };
  const read = closedOn ? [] : now.meters.map((meter) => readMeter(random, meter, calendar));
  const meters = closedOn ? before.meters : read.map(({ meter }) => meter);
  const household = { ...now, ...money, closedOn, meters };
  const endedOn = now.closedOn;
  const hasEndedSince = endedOn !== null && closedOn === null;
  const shown = read.flatMap((one) => one.shown);
  return {
    household,
    shown: hasEndedSince ? shown.filter(({ takenOn }) => takenOn < endedOn) : shown,
    payer: makePayer(randomOf(SEED + 3, index), stopsIn(calendar)),
    ...(hasEndedSince ? { later: endOf(household, endedOn) } : {}),
  };
}

/** The register with the end comes in the month of it, and says nothing new of the meters. */
const endOf = (household: Household, endedOn: string) => ({
  month: firstDayOfMonth(endedOn),
  household: { ...household, meters: [], closedOn: endedOn },
});

const stopsIn = (calendar: DemoCalendar): PlainMonth[] =>
  [3, 4, 5, 6, 8, 10, 12, 15].map((back) => monthsBack(calendar, back));

function readMeter(
  random: Random,
  meter: DemoMeter,
  calendar: DemoCalendar,
): { meter: DemoMeter; shown: Shown[] } {
  const from = monthsBack(calendar, MONTHS + 1);
  const begun = commissionedBefore(meter, from);
  const [first, ...later] = readMonthly(random, begun, {
    from,
    to: monthsBack(calendar, 1),
    skipped: forgottenMonths(random, calendar.months),
  });
  if (!first) throw new Error('a meter was never read');
  const { serialNumber } = meter;
  return {
    meter: { ...begun, lastValueM3: first.value, lastReadOn: first.takenOn },
    shown: later.map((one) => ({ ...one, serialNumber, source: pickSource(random) })),
  };
}

/** On an early clock the town's youngest meters would not be there yet. */
function commissionedBefore(meter: DemoMeter, month: PlainMonth): DemoMeter {
  if (meter.commissionedOn < month) return meter;
  return { ...meter, commissionedOn: addDays(month, -90), sealedOn: addDays(month, -88) };
}
