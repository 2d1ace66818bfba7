import { dayOf, monthOf, type PlainDate, plainDate, yearOf } from '#src/plain-date.ts';

/** Share of a year's heating by month in Kaliningrad, January first. */
const heatingShares = [0.17, 0.15, 0.13, 0.08, 0.03, 0.01, 0.005, 0.005, 0.02, 0.09, 0.14, 0.17];
/** Cooking and hot water: a little less in summer, when people are away. */
const kitchenShares = [
  0.09, 0.09, 0.088, 0.085, 0.082, 0.075, 0.07, 0.07, 0.08, 0.087, 0.09, 0.093,
];

/** What one household burns in a year, m³. */
export type YearlyUse = { heatingM3: number; kitchenM3: number };

function monthlyUseM3({ heatingM3, kitchenM3 }: YearlyUse, month: number): number {
  return heatingM3 * (heatingShares[month - 1] ?? 0) + kitchenM3 * (kitchenShares[month - 1] ?? 0);
}

const daysInMonth = (date: PlainDate): number =>
  dayOf(plainDate(yearOf(date), monthOf(date) + 1, 0));

/** What was burnt from the year's first day up to `date`, m³. */
function useSinceNewYear(use: YearlyUse, date: PlainDate): number {
  let sum = 0;
  for (let month = 1; month < monthOf(date); month += 1) sum += monthlyUseM3(use, month);
  return sum + (monthlyUseM3(use, monthOf(date)) * (dayOf(date) - 1)) / daysInMonth(date);
}

/** What a meter commissioned on `from` shows on `to`, m³. */
export function useBetweenM3(use: YearlyUse, from: PlainDate, to: PlainDate): number {
  const wholeYears = yearOf(to) - yearOf(from);
  const perYear = use.heatingM3 + use.kitchenM3;
  return Math.max(0, wholeYears * perYear + useSinceNewYear(use, to) - useSinceNewYear(use, from));
}
