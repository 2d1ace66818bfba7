import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';

/** Nothing older is a reading of a citizen's meter that this product could have met. */
export const EARLIEST_DATE: PlainDate = '1990-01-01';

/**
 * Months close in order, so the one after the last closed is the first that is open. Before the
 * first close every month is open: a reading of last year, imported today, belongs to last year.
 */
export function firstOpenMonth(lastClosedMonth: PlainMonth | null): PlainMonth {
  return lastClosedMonth ? addMonths(lastClosedMonth, 1) : EARLIEST_DATE;
}

/**
 * The month that a reading counts in: the month of its date while that month is open, otherwise
 * the first open one. The cut-off day is a promise and the end of reminders, not a bar.
 */
export function billingMonthOf(takenOn: PlainDate, openSince: PlainMonth): PlainMonth {
  const month = firstDayOfMonth(takenOn);
  return month < openSince ? openSince : month;
}

/** What our books know of months: those before `begunIn` were billed elsewhere. */
export type Books = { begunIn: PlainMonth; openSince: PlainMonth };

/**
 * The month of a reading that the supplier had already. Its history keeps the months of its dates;
 * only a month that was closed in our books since they were begun is over for it.
 */
export function importedBillingMonthOf(
  takenOn: PlainDate,
  { begunIn, openSince }: Books,
): PlainMonth {
  const month = firstDayOfMonth(takenOn);
  return month < begunIn ? month : billingMonthOf(takenOn, openSince);
}
