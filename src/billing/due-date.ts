import {
  addDays,
  addMonths,
  daysBetween,
  monthOf,
  type PlainDate,
  type PlainMonth,
  plainDate,
  yearOf,
} from '#src/plain-date.ts';
import type { BillingRules } from './rates.ts';

/**
 * The last day on which the bill of `month` is paid in time: a day of the next month (ЖК 155 ч. 1),
 * or the working day after it when nobody works then (ГК 193).
 */
export function dueOn(month: PlainMonth, rules: BillingRules): PlainDate {
  let known = knownDates.get(rules);
  if (!known) {
    known = new Map();
    knownDates.set(rules, known);
  }
  const date = known.get(month) ?? findDueDate(month, rules);
  known.set(month, date);
  return date;
}

/** A close asks the same for each of a million accounts. */
const knownDates = new WeakMap<BillingRules, Map<PlainMonth, PlainDate>>();

function findDueDate(month: PlainMonth, rules: BillingRules): PlainDate {
  const day = rules.dueDays.findLast(({ from }) => from <= month) ?? rules.dueDays[0];
  if (!day) throw new Error('the supplier profile has no day of payment');
  const next = addMonths(month, 1);
  let date = plainDate(yearOf(next), monthOf(next), day.day);
  while (!isWorkingDay(date, rules)) date = addDays(date, 1);
  return date;
}

function isWorkingDay(date: PlainDate, rules: BillingRules): boolean {
  if (rules.holidays.includes(date) || rules.holidays.includes(`-${date.slice(4)}`)) return false;
  return !isWeekend(date) || rules.workingWeekends.includes(date);
}

/** 2024-01-01 was a Monday. */
const isWeekend = (date: PlainDate): boolean => {
  const days = daysBetween('2024-01-01', date) % 7;
  return (days + 7) % 7 >= 5;
};
