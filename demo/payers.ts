import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { dayIn } from './calendar.ts';
import { between, chance, pick, type Random } from './random.ts';

export type Payment = { paidOn: PlainDate; amountKopecks: number; source: string };

/** What somebody has before them when they pay. */
export type Bill = {
  /** In which the payment is made. */
  month: PlainMonth;
  /** Months that are closed by then; 0: of our books none. */
  monthsClosed: number;
  /** As the last closed month left it; plus: owed. */
  balanceKopecks: number;
};

/** Whether somebody pays in a month, what and when. */
export type Payer = (bill: Bill, random: Random) => Payment | null;

const sources = ['банк', 'банк', 'банк', 'сбп', 'сбп', 'карта', 'касса', 'почта', 'терминал'];

/** Nobody goes to the bank for less. */
const LEAST_KOPECKS = 1_000;

const payment = (bill: Bill, random: Random, day: number, amountKopecks: number): Payment | null =>
  amountKopecks < LEAST_KOPECKS
    ? null
    : { paidOn: dayIn(bill.month, day), amountKopecks, source: pick(random, sources) };

const upTo = (kopecks: number, step: number): number => Math.ceil(kopecks / step) * step;

/** All of it, before the due date. */
export const punctual: Payer = (bill, random) =>
  payment(bill, random, between(random, 5, 10), bill.balanceKopecks);

/** All of it, some days after the due date. */
const late: Payer = (bill, random) =>
  payment(bill, random, between(random, 17, 27), bill.balanceKopecks);

/** A round part of it. */
const partly: Payer = (bill, random) =>
  payment(bill, random, between(random, 6, 14), Math.floor(bill.balanceKopecks / 20_000) * 10_000);

/** Up to a round sum, so that a little is left for the next month. */
const roundingUp: Payer = (bill, random) =>
  payment(bill, random, between(random, 3, 12), upTo(bill.balanceKopecks, 10_000));

/** For some months at once. */
const inAdvance: Payer = (bill, random) => {
  const spare = between(random, 15, 40) * 10_000;
  const amountKopecks = bill.balanceKopecks > 0 ? upTo(bill.balanceKopecks, 10_000) + spare : 0;
  return payment(bill, random, between(random, 2, 10), amountKopecks);
};

/** Not for months, then all of it with the penalties. */
const seldom: Payer = (bill, random) => (bill.monthsClosed % 6 === 5 ? late(bill, random) : null);

/** As everybody until a day, and then nothing. */
export const stoppedAt =
  (month: PlainMonth): Payer =>
  (bill, random) =>
    bill.month < month ? punctual(bill, random) : null;

/** How one household of the town pays: most of them in time. */
export function makePayer(random: Random, stopsIn: readonly PlainMonth[]): Payer {
  const share = random();
  if (share < 0.6) return punctual;
  if (share < 0.72) return late;
  if (share < 0.79) return roundingUp;
  if (share < 0.86) return inAdvance;
  if (share < 0.91) return partly;
  if (share < 0.96) return seldom;
  return chance(random, 0.9) ? stoppedAt(pick(random, stopsIn)) : seldom;
}
