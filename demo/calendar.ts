import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';

/** How many months the books of the demo hold. */
export const MONTHS = 24;

/** The demo lives by whole months: two years that are closed, and the one that is open. */
export type DemoCalendar = {
  /** The register describes its first day. */
  firstMonth: PlainMonth;
  /** Closed, oldest first. */
  months: readonly PlainMonth[];
  openMonth: PlainMonth;
};

export function demoCalendar(openMonth: PlainMonth): DemoCalendar {
  const firstMonth = addMonths(openMonth, -MONTHS);
  const months = Array.from({ length: MONTHS }, (_, at) => addMonths(firstMonth, at));
  return { firstMonth, months, openMonth };
}

/** 1: the last closed month; MONTHS: the first; one more: that of the register's readings. */
export const monthsBack = ({ openMonth }: DemoCalendar, back: number): PlainMonth =>
  addMonths(openMonth, -back);

export const dayIn = (month: PlainMonth, day: number): PlainDate => addDays(month, day - 1);

export const lastDayOf = (month: PlainMonth): PlainDate => addDays(addMonths(month, 1), -1);
