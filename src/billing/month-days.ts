import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  type PlainDate,
  type PlainMonth,
} from '#src/plain-date.ts';

/** A month whose days are counted from 0; a span of them is half-open. */
export type MonthDays = {
  month: PlainMonth;
  previous: PlainMonth;
  next: PlainMonth;
  last: PlainDate;
  days: number;
};

const known = new Map<PlainMonth, MonthDays>();

export function monthDays(month: PlainMonth): MonthDays {
  let days = known.get(month);
  if (!days) {
    const next = addMonths(month, 1);
    const previous = addMonths(month, -1);
    days = { month, previous, next, last: addDays(next, -1), days: daysBetween(month, next) };
    known.set(month, days);
  }
  return days;
}

/** 0 for the first day and what is before it, `days` for what is after the month. */
export function dayIndex(date: PlainDate, { month, next, days }: MonthDays): number {
  if (date <= month) return 0;
  return date >= next ? days : dayOf(date) - 1;
}

export function dateAt(index: number, { month, next, days }: MonthDays): PlainDate {
  return index >= days ? next : `${month.slice(0, 8)}${String(index + 1).padStart(2, '0')}`;
}
