/**
 * Dates without time, in the supplier's time zone, as ISO text `2026-11-23`; months as their
 * first day `2026-11-01`. ISO text sorts as dates do, so `<` and `>` compare.
 */
export type PlainDate = string;
export type PlainMonth = string;

const DAY_MS = 86_400_000;

function toUtcMs(date: PlainDate): number {
  return Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date));
}

function fromUtcMs(ms: number): PlainDate {
  return new Date(ms).toISOString().slice(0, 10);
}

export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4));
/** 1…12 */
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7));
export const dayOf = (date: PlainDate): number => Number(date.slice(8, 10));

/** True for a date that exists: `2026-02-30` does not. */
export function isPlainDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && fromUtcMs(toUtcMs(text)) === text;
}

/** A day as people write it: `11.12.2026`, `5.11.26`, `05/11/2026`, or ISO; null for anything else. */
export function readPlainDate(typed: string): PlainDate | null {
  const text = typed.trim();
  const match = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{2}|\d{4})$/.exec(text);
  const [, day = '', month = '', typedYear = ''] = match ?? [];
  const year = typedYear.length === 2 ? `20${typedYear}` : typedYear;
  const date = match ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return isPlainDate(date) ? date : null;
}

export function plainDate(year: number, month: number, day: number): PlainDate {
  return fromUtcMs(Date.UTC(year, month - 1, day));
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromUtcMs(toUtcMs(date) + days * DAY_MS);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((toUtcMs(to) - toUtcMs(from)) / DAY_MS);
}

export const firstDayOfMonth = (date: PlainDate): PlainMonth => `${date.slice(0, 7)}-01`;

export function addMonths(month: PlainMonth, months: number): PlainMonth {
  const count = yearOf(month) * 12 + monthOf(month) - 1 + months;
  const year = Math.floor(count / 12);
  return `${String(year).padStart(4, '0')}-${String(count - year * 12 + 1).padStart(2, '0')}-01`;
}

/** Whole months from `from` to `to`, both first days. */
export function monthsBetween(from: PlainMonth, to: PlainMonth): number {
  return (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar date that `instant` falls on in `timeZone`. */
export function dateInZone(instant: Date, timeZone: string): PlainDate {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(instant);
}

const HALF_HOUR_MS = 1_800_000;

/** The first instant of the day in `timeZone`: no offset is further than fourteen hours. */
export function startOfDay(date: PlainDate, timeZone: string): Date {
  let ms = toUtcMs(date) - 14 * 2 * HALF_HOUR_MS;
  while (dateInZone(new Date(ms), timeZone) < date) ms += HALF_HOUR_MS;
  return new Date(ms);
}
