import {
  addMonths,
  firstDayOfMonth,
  monthOf,
  type PlainDate,
  type PlainMonth,
  plainDate,
  yearOf,
} from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { formatDate } from '#src/ui/format.ru.ts';

export type WaitingMonth = { month: PlainMonth; note: string };

/** An old gap would be a list of nothing. */
const SHOWN = 3;

/** The months after the last formed one up to the one that runs, newest first. */
export function waitingMonths(
  lastFormed: PlainMonth | null,
  today: PlainDate,
  supplier: SupplierProfile,
): WaitingMonth[] {
  const current = firstDayOfMonth(today);
  const all = Array.from({ length: SHOWN }, (_, back) => addMonths(current, -back));
  const isWaiting = (month: PlainMonth) =>
    lastFormed === null ? month === current : month > lastFormed;
  return all
    .filter(isWaiting)
    .map((month) => ({ month, note: waitingNote(month, today, supplier) }));
}

/** When the month will be there, as far as a day can be promised. */
export function waitingNote(
  month: PlainMonth,
  today: PlainDate,
  { calendar }: SupplierProfile,
): string {
  const next = addMonths(month, 1);
  const readyOn = plainDate(yearOf(next), monthOf(next), calendar.billReadyDay);
  if (readyOn < today) return 'квитанции ещё нет';
  return `квитанции ещё нет, ждём ${formatDate(readyOn)}`;
}
