import type { PayMethod } from '#src/config-gateways.ts';
import type { AutopayEndColumn, AutopayRunColumn } from '#src/db/schema/autopay.ts';
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  firstDayOfMonth,
  type PlainDate,
  type PlainMonth,
  startOfDay,
} from '#src/plain-date.ts';

/** A payer is told so many days before anything is taken from them. */
export const NOTICE_DAYS = 3;
/** Every month has it. */
export const LAST_DAY = 28;

/** bill: when there is a new bill, as many days after it as the notice takes. */
export type AutopayWhen = { on: 'day'; day: number } | { on: 'bill' };
export type AutopayEnd = AutopayEndColumn;
export type RunState = AutopayRunColumn;

/** A cap below this would pay nobody's bill and is a slip of the finger. */
const LEAST_CAP_KOPECKS = 10_000;

export type CapFailure =
  | { ok: false; code: 'cap_too_small'; leastKopecks: number }
  | { ok: false; code: 'cap_too_large'; mostKopecks: number };

export function judgeCap(capKopecks: number, mostKopecks: number): CapFailure | null {
  if (capKopecks < LEAST_CAP_KOPECKS) {
    return { ok: false, code: 'cap_too_small', leastKopecks: LEAST_CAP_KOPECKS };
  }
  return capKopecks > mostKopecks ? { ok: false, code: 'cap_too_large', mostKopecks } : null;
}

export type AutopayRule = {
  personalAccountId: number;
  ruleId: number;
  userId: number;
  savedMethodId: number;
  when: AutopayWhen;
  capKopecks: number;
  nextDueOn: PlainDate | null;
  createdAt: Date;
};

export type SavedMethod = {
  savedMethodId: number;
  gateway: string;
  method: PayMethod;
  title: string;
  savedAt: Date;
};

/** The first day of the month that can still be announced in time. */
export function firstDueOn(day: number, today: PlainDate): PlainDate {
  const earliest = addDays(today, NOTICE_DAYS);
  const month = firstDayOfMonth(earliest);
  return inMonth(day >= dayOf(earliest) ? month : addMonths(month, 1), day);
}

/** The same day a month later. */
export const nextDueOn = (dueOn: PlainDate): PlainDate =>
  inMonth(addMonths(firstDayOfMonth(dueOn), 1), dayOf(dueOn));

const inMonth = (month: PlainMonth, day: number): PlainDate => addDays(month, day - 1);

/** early: it is not told of yet. late: whoever should have told of it did not. */
export function judgeNotice(dueOn: PlainDate, today: PlainDate): 'early' | 'in_time' | 'late' {
  const left = daysBetween(today, dueOn);
  if (left > NOTICE_DAYS) return 'early';
  return left === NOTICE_DAYS ? 'in_time' : 'late';
}

const HOUR_MS = 3_600_000;
/** Banks do their nightly work, and payers sleep. */
const FROM_HOUR = 9;
/** Of the three days; the rest of them is for mail servers that were away. */
const LEAST_NOTICE_MS = 48 * HOUR_MS;

/** When charging begins on a day of the supplier's. */
export const chargesFrom = (day: PlainDate, timeZone: string): Date =>
  new Date(startOfDay(day, timeZone).getTime() + FROM_HOUR * HOUR_MS);

/** The last moment to give the letter that tells of a charge to a mail server. */
export const tellBy = (dueOn: PlainDate, timeZone: string): Date =>
  new Date(chargesFrom(dueOn, timeZone).getTime() - LEAST_NOTICE_MS);

/** Given at the last moment, taken a little later. */
const ON_ITS_WAY_MS = 10 * 60_000;

/** untold: it is so, or can only come to be so. */
export function judgeTold(
  { dueOn, toldAt, isFailed }: { dueOn: PlainDate; toldAt: Date | null; isFailed: boolean },
  { now, timeZone }: { now: Date; timeZone: string },
): 'told' | 'untold' | 'not_yet' {
  const last = tellBy(dueOn, timeZone).getTime() + ON_ITS_WAY_MS;
  if (toldAt) return toldAt.getTime() <= last ? 'told' : 'untold';
  return isFailed || now.getTime() > last ? 'untold' : 'not_yet';
}

export type Sums = {
  /** Without penalties; below zero, the account has an advance. */
  principalKopecks: number;
  /** What other charges of the account are on their way to pay of it. */
  underWayKopecks: number;
  capKopecks: number;
  /** Charged in the same calendar month before. */
  spentKopecks: number;
  /** No gateway takes less. */
  leastKopecks: number;
  mostKopecks: number;
};

export type Charge =
  | { kind: 'charge'; amountKopecks: number }
  | { kind: 'nothing_owed' }
  | { kind: 'cap_reached' };

/** What would be taken: what is owed, within what the payer allowed for the month. */
export function chargeOf(sums: Sums): Charge {
  const owed = sums.principalKopecks - sums.underWayKopecks;
  const left = sums.capKopecks - sums.spentKopecks;
  if (owed < sums.leastKopecks) return { kind: 'nothing_owed' };
  if (left < sums.leastKopecks) return { kind: 'cap_reached' };
  return { kind: 'charge', amountKopecks: Math.min(owed, left, sums.mostKopecks) };
}

/** Never more than was announced, whatever has come to be owed since: the next month takes it. */
export function withinNotice(charge: Charge, announcedKopecks: number): Charge {
  if (charge.kind !== 'charge') return charge;
  return { ...charge, amountKopecks: Math.min(charge.amountKopecks, announcedKopecks) };
}
