import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { DebtState, OpenDebt } from './billing-state.ts';
import { dueOn } from './due-date.ts';
import { plus, ZERO } from './fraction.ts';
import { penaltyOfDebt, penaltyOfSpans, penaltySpans } from './penalty.ts';
import type { Rates } from './rates.ts';

/**
 * The debts of one account while entries are put to them, in the order of their days. A debt that is
 * paid stays until the month is settled: its penalties are still to be posted.
 */
export type Books = DebtState & { rates: Rates };

export function openBooks(before: DebtState | null, rates: Rates): Books {
  if (!before) return { debts: [], advanceKopecks: 0, penaltyBalanceKopecks: 0, rates };
  return { ...before, debts: before.debts.map((debt) => ({ ...debt })), rates };
}

export type Owed = {
  month: PlainMonth;
  amountKopecks: number;
  accruesFrom?: PlainDate | null;
};

/** A charge: an advance pays it at once, and in time, for the money had been there before. */
export function owe(books: Books, { month, amountKopecks, accruesFrom = null }: Owed): void {
  const byAdvance = Math.min(books.advanceKopecks, amountKopecks);
  books.advanceKopecks -= byAdvance;
  if (byAdvance === amountKopecks) return;
  const debt = debtOf(books, month);
  if (debt.remainingKopecks === 0) debt.accruesFrom = accruesFrom;
  debt.remainingKopecks += amountKopecks - byAdvance;
}

/** The debt of a month, made if there is none. Of the paid ones too. */
export function debtOf(books: Books, month: PlainMonth): OpenDebt {
  const { debts, rates } = books;
  const known = debts.find((debt) => debt.month === month);
  if (known) return known;
  const debt: OpenDebt = {
    month,
    dueOn: dueOn(month, rates.rules),
    accruesFrom: null,
    remainingKopecks: 0,
    settledPenalty: ZERO,
    postedKopecks: 0,
  };
  const newer = debts.findIndex((one) => one.month > month);
  debts.splice(newer === -1 ? debts.length : newer, 0, debt);
  return debt;
}

/**
 * Money that names nothing: the oldest debt first, then the current charge, penalties when no debt is
 * left, and the rest is an advance (ГК 319, 319.1; ПП ВС № 22 of 27.06.2017).
 */
export function pay(books: Books, amountKopecks: number, on: PlainDate): void {
  let left = amountKopecks;
  for (const debt of books.debts) {
    if (left === 0) return;
    left -= payDebt(books, debt, { amountKopecks: left, on });
  }
  const forPenalties = Math.min(left, Math.max(books.penaltyBalanceKopecks, 0));
  if (forPenalties > 0) changePenalties(books, -forPenalties, on);
  books.advanceKopecks += left - forPenalties;
}

/** Money for the month that the payer named; what it does not need is returned. */
export function payMonth(books: Books, month: PlainMonth, payment: Paid): number {
  const debt = books.debts.find((one) => one.month === month);
  return payment.amountKopecks - (debt ? payDebt(books, debt, payment) : 0);
}

type Paid = { amountKopecks: number; on: PlainDate };

/** What is paid late has earned its penalty, by the rate of that day, and earns no more. */
function payDebt(books: Books, debt: OpenDebt, { amountKopecks, on }: Paid): number {
  const paid = Math.min(amountKopecks, debt.remainingKopecks);
  if (paid === 0) return 0;
  const spans = penaltySpans(paid, debt, { until: on, rates: books.rates });
  if (spans.length > 0) {
    debt.settledPenalty = plus(debt.settledPenalty, penaltyOfSpans(spans));
    debt.settledSpans = [...(debt.settledSpans ?? []), ...spans];
    noteLate(books, on);
  }
  debt.remainingKopecks -= paid;
  return paid;
}

/** The month was charged too much: its debt was never so great. What exceeds it is returned. */
export function reduce(books: Books, month: PlainMonth, amountKopecks: number): number {
  const debt = books.debts.find((one) => one.month === month);
  if (!debt) return amountKopecks;
  const reduced = Math.min(amountKopecks, debt.remainingKopecks);
  debt.remainingKopecks -= reduced;
  return amountKopecks - reduced;
}

/** What a month posts. Penalties taken back that had been paid are money for the debts again. */
export function postPenalties(books: Books, amountKopecks: number, on: PlainDate): void {
  if (amountKopecks === 0) return;
  changePenalties(books, amountKopecks, on);
  if (amountKopecks > 0 || books.penaltyBalanceKopecks >= 0) return;
  const freedKopecks = -books.penaltyBalanceKopecks;
  books.penaltyBalanceKopecks = 0;
  pay(books, freedKopecks, on);
}

/** Money that the payer meant for penalties: those posted, those grown by the day, and no more. */
export function payPenalties(books: Books, amountKopecks: number, on: PlainDate): void {
  const moment = { until: on, rates: books.rates };
  const due = books.debts.reduce(
    (sum, debt) => sum + penaltyOfDebt(debt, moment).totalKopecks - debt.postedKopecks,
    books.penaltyBalanceKopecks,
  );
  const paidKopecks = Math.min(amountKopecks, Math.max(due, 0));
  if (paidKopecks > 0) changePenalties(books, -paidKopecks, on);
  if (amountKopecks > paidKopecks) pay(books, amountKopecks - paidKopecks, on);
}

/** Penalties that the payer chose or that were corrected, and those of a month. An advance that no debt needs pays what is posted. */
export function changePenalties(books: Books, amountKopecks: number, on: PlainDate): void {
  const wasOwed = books.penaltyBalanceKopecks !== 0;
  books.penaltyBalanceKopecks += amountKopecks;
  if (wasOwed || books.penaltyBalanceKopecks !== 0) noteLate(books, on);
  const byAdvance = Math.min(books.advanceKopecks, Math.max(books.penaltyBalanceKopecks, 0));
  books.advanceKopecks -= byAdvance;
  books.penaltyBalanceKopecks -= byAdvance;
}

export function noteLate(books: Books, on: PlainDate): void {
  if (!books.lateUntil || books.lateUntil < on) books.lateUntil = on;
}
