import { daysBetween, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { type Books, openBooks } from './debts.ts';
import type { MoneyEntry, PenaltySpan } from './money-entry.ts';
import { firstPenaltyDay, penaltyOfDebt } from './penalty.ts';
import { effectiveOn, postEntries } from './post-entries.ts';
import { type MissingRate, MissingRateError, type Rates } from './rates.ts';
import { withReductions } from './reductions.ts';

export type DebtOnDay = {
  month: PlainMonth;
  dueOn: PlainDate;
  /** Principal; 0 for a debt that was paid late and whose penalties are not all posted. */
  remainingKopecks: number;
  isOverdue: boolean;
  daysLate: number;
  /** The first day that costs a penalty while it is not paid. */
  penaltyFrom: PlainDate;
  /** Of the debt from its beginning: all, and what of it is posted. */
  penaltyKopecks: number;
  postedKopecks: number;
  spans: PenaltySpan[];
};

export type DebtsOnDay = {
  /** Oldest first. */
  debts: DebtOnDay[];
  principalKopecks: number;
  overdueKopecks: number;
  ageing: Ageing;
  advanceKopecks: number;
  /** Posted and not paid. */
  penaltyBalanceKopecks: number;
  /** Grown up to the day and not posted yet; negative: the next posting takes something back. */
  unpostedPenaltyKopecks: number;
  /** The sum of the entries: principal − advance + posted penalties. Plus: the subscriber owes. */
  balanceKopecks: number;
};

/** Principal by the days that it is late. */
export type Ageing = {
  notDueKopecks: number;
  upTo30Kopecks: number;
  upTo90Kopecks: number;
  over90Kopecks: number;
};

/** How an account stood at the end of a day, by all its entries, posted penalties among them. */
export function debtsOf(entries: readonly MoneyEntry[], on: PlainDate, rates: Rates): DebtsOnDay {
  return describe(booksOn(entries, on, rates), on);
}

/** `missing`: without this number nobody can say what penalties have grown; they are as posted. */
export type DebtsAsKnown = DebtsOnDay & { missing: MissingRate | null };

/** The same for whoever only looks: a key rate that is not there must not hide what is owed. */
export function debtsAsKnown(
  entries: readonly MoneyEntry[],
  on: PlainDate,
  rates: Rates,
): DebtsAsKnown {
  try {
    return { ...debtsOf(entries, on, rates), missing: null };
  } catch (error) {
    if (!(error instanceof MissingRateError)) throw error;
    const { debts, ...sums } = debtsOf(entries, on, withoutPenalties(rates));
    const owed = debts.filter(({ remainingKopecks }) => remainingKopecks > 0);
    return {
      ...sums,
      debts: owed.map((debt) => ({ ...debt, penaltyKopecks: debt.postedKopecks, spans: [] })),
      unpostedPenaltyKopecks: 0,
      missing: error.missing,
    };
  }
}

const withoutPenalties = (rates: Rates): Rates => ({
  ...rates,
  rules: {
    ...rates.rules,
    penaltyCaps: [{ from: '0001-01-01', percent: '0', isFixed: true, act: '' }],
  },
});

export type PenaltyForecast = { until: PlainDate; totalKopecks: number; debts: DebtOnDay[] };

/**
 * What penalties will have been posted or have grown by the day `until`, if nothing is paid after `on`.
 * By the key rate that is known last: nobody knows the later ones. Charges to come are not in it.
 */
export function penaltyIfUnpaid(
  entries: readonly MoneyEntry[],
  { on, until, rates }: { on: PlainDate; until: PlainDate; rates: Rates },
): PenaltyForecast {
  const { debts, penaltyBalanceKopecks, unpostedPenaltyKopecks } = describe(
    booksOn(entries, on, rates),
    until,
  );
  return { until, totalKopecks: penaltyBalanceKopecks + unpostedPenaltyKopecks, debts };
}

function booksOn(entries: readonly MoneyEntry[], on: PlainDate, rates: Rates): Books {
  const books = openBooks(null, rates);
  const known = entries.filter((entry) => effectiveOn(entry) <= on);
  postEntries(books, withReductions(known));
  return books;
}

function describe(books: Books, on: PlainDate): DebtsOnDay {
  const all = books.debts.map((debt) => describeDebt(books, debt, on));
  const { advanceKopecks, penaltyBalanceKopecks } = books;
  const principalKopecks = sumOf(all, (debt) => debt.remainingKopecks);
  return {
    debts: all.filter(
      ({ remainingKopecks, penaltyKopecks, postedKopecks }) =>
        remainingKopecks > 0 || penaltyKopecks !== postedKopecks,
    ),
    principalKopecks,
    overdueKopecks: sumOf(all, (debt) => (debt.isOverdue ? debt.remainingKopecks : 0)),
    ageing: ageingOf(all),
    advanceKopecks,
    penaltyBalanceKopecks,
    unpostedPenaltyKopecks: sumOf(all, (debt) => debt.penaltyKopecks - debt.postedKopecks),
    balanceKopecks: principalKopecks - advanceKopecks + penaltyBalanceKopecks,
  };
}

function describeDebt({ rates }: Books, debt: Books['debts'][number], on: PlainDate): DebtOnDay {
  const { month, dueOn, remainingKopecks, postedKopecks } = debt;
  const { totalKopecks, spans } = penaltyOfDebt(debt, { until: on, rates });
  const daysLate = Math.max(daysBetween(dueOn, on), 0);
  return {
    month,
    dueOn,
    remainingKopecks,
    isOverdue: remainingKopecks > 0 && daysLate > 0,
    daysLate,
    penaltyFrom: firstPenaltyDay(debt, rates),
    penaltyKopecks: totalKopecks,
    postedKopecks,
    spans,
  };
}

function ageingOf(debts: readonly DebtOnDay[]): Ageing {
  const between = (least: number, most: number) =>
    sumOf(debts, ({ daysLate, remainingKopecks }) =>
      daysLate >= least && daysLate <= most ? remainingKopecks : 0,
    );
  return {
    notDueKopecks: between(0, 0),
    upTo30Kopecks: between(1, 30),
    upTo90Kopecks: between(31, 90),
    over90Kopecks: between(91, Number.POSITIVE_INFINITY),
  };
}

const sumOf = <T>(list: readonly T[], amount: (item: T) => number): number =>
  list.reduce((sum, item) => sum + amount(item), 0);
