import {
  addMonths,
  firstDayOfMonth,
  monthsBetween,
  type PlainDate,
  type PlainMonth,
} from '#src/plain-date.ts';
import type { MoneyEntry } from './money-entry.ts';
import { monthDays } from './month-days.ts';

export type OpeningBalance = {
  /** Without penalties. Plus: the subscriber owes; minus: an advance. */
  balanceKopecks: number;
  penaltyKopecks: number;
  /** The first month that is not paid, where the register says so. */
  debtSince: PlainMonth | null;
  openingOn: PlainDate;
};

/**
 * The balance of the register as entries of the ledger. Whose charges a debt is made of is not known:
 * its months have equal parts, the last one the remainder too.
 */
export function openingEntries(balance: OpeningBalance): MoneyEntry[] {
  const { balanceKopecks, penaltyKopecks, openingOn } = balance;
  const opening = {
    kind: 'opening' as const,
    billingMonth: firstDayOfMonth(openingOn),
    isPenalty: false,
    forMonth: null,
    valueDate: openingOn,
  };
  const entries: MoneyEntry[] = [];
  if (balanceKopecks > 0) {
    for (const { month, amountKopecks } of sharedDebt(balance)) {
      entries.push({ ...opening, amountKopecks, forMonth: month });
    }
  } else if (balanceKopecks < 0) {
    entries.push({ ...opening, amountKopecks: balanceKopecks });
  }
  if (penaltyKopecks !== 0) {
    entries.push({ ...opening, amountKopecks: penaltyKopecks, isPenalty: true });
  }
  return entries;
}

function sharedDebt({ balanceKopecks, debtSince, openingOn }: OpeningBalance) {
  const last = monthDays(firstDayOfMonth(openingOn)).previous;
  if (debtSince === null || debtSince > last)
    return [{ month: last, amountKopecks: balanceKopecks }];
  const first = firstDayOfMonth(debtSince);
  const months = monthsBetween(first, last) + 1;
  const part = Math.floor(balanceKopecks / months);
  return Array.from({ length: months }, (_, at) => ({
    month: addMonths(first, at),
    amountKopecks: at === months - 1 ? balanceKopecks - part * (months - 1) : part,
  })).filter(({ amountKopecks }) => amountKopecks > 0);
}
