import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { DebtState, OpenDebt } from './billing-state.ts';
import { type Books, noteLate, openBooks, postPenalties } from './debts.ts';
import type { MoneyEntry, PenaltyLine } from './money-entry.ts';
import { settleOrdinaryMonth } from './ordinary-money.ts';
import { type DebtPenalty, penaltyOfDebt } from './penalty.ts';
import { postEntries } from './post-entries.ts';
import type { Rates } from './rates.ts';
import { withReductions } from './reductions.ts';

export type Settled = {
  /** What the month posts, a line for each late debt whose penalty changed. */
  lines: PenaltyLine[];
  state: DebtState;
};

type Calculation = {
  /** The last day of the month: what is not paid by then is taken at its rate. */
  calculationDate: PlainDate;
  rates: Rates;
};

export type MonthToSettle = Calculation & {
  /** Null: the account has no month behind it. */
  before: DebtState | null;
  /** Of this month alone, an opening included. */
  entries: readonly MoneyEntry[];
};

/**
 * One month of an account, starting from where the last one ended. It is right only where
 * `needsHistory` says no.
 */
export function settleMonth(input: MonthToSettle): Settled {
  return settleOrdinaryMonth(input) ?? settleAnyMonth(input);
}

/** By every rule there is; `settleOrdinaryMonth` gives the same where it gives anything. */
export function settleAnyMonth({
  before,
  entries,
  calculationDate,
  rates,
}: MonthToSettle): Settled {
  const books = openBooks(before, rates);
  if (entries.length > 0) postEntries(books, entries);
  return settle(books, calculationDate);
}

export type HistoryToSettle = Calculation & {
  /** All of the account up to this month, posted penalties of the months before included. */
  entries: readonly MoneyEntry[];
};

/**
 * All months of an account from nothing: money that is known late stands on its own day, and what was
 * charged too much was never owed. Lines make good what the months before posted otherwise.
 */
export function settleHistory({ entries, calculationDate, rates }: HistoryToSettle): Settled {
  const books = openBooks(null, rates);
  postEntries(books, withReductions(entries));
  return settle(books, calculationDate);
}

/** Whether entries of `month` change penalties of days that were settled before. */
export function needsHistory(
  before: DebtState | null,
  entries: readonly MoneyEntry[],
  month: PlainMonth,
): boolean {
  return before !== null && entries.some((entry) => reachesBack(before, entry, month));
}

function reachesBack(before: DebtState, entry: MoneyEntry, month: PlainMonth): boolean {
  const { kind, amountKopecks, forMonth, valueDate } = entry;
  const { lateUntil } = before;
  if (kind === 'charge' || kind === 'recalculation') {
    if (amountKopecks >= 0 || forMonth === null || forMonth >= month) return false;
    // The charge arose when its month ended; penalties of days until then do not change.
    return isLateIn(before, month) || (lateUntil ?? '').slice(0, 7) > forMonth.slice(0, 7);
  }
  if (kind === 'penalty' || valueDate >= month) return false;
  if (amountKopecks > 0) return kind === 'payment';
  // The month that was named had no charge on the day of payment: the name was worth nothing then.
  if (forMonth !== null && forMonth.slice(0, 7) >= valueDate.slice(0, 7)) return true;
  return lateUntil !== undefined && lateUntil >= valueDate;
}

/** A penalty may grow in this month, or one that was posted may be paid. */
const isLateIn = ({ debts, penaltyBalanceKopecks }: DebtState, month: PlainMonth): boolean =>
  penaltyBalanceKopecks !== 0 || debts.some(({ dueOn }) => dueOn < month);

/** Posts the penalties up to the day, and lets go of what is paid. */
function settle(books: Books, calculationDate: PlainDate): Settled {
  const lines: PenaltyLine[] = [];
  for (const debt of books.debts) {
    const penalty = penaltyOfDebt(debt, { until: calculationDate, rates: books.rates });
    if (penalty.isGrowing) noteLate(books, calculationDate);
    if (penalty.totalKopecks !== debt.postedKopecks) lines.push(postPenalty(debt, penalty));
  }
  const postedKopecks = lines.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
  postPenalties(books, postedKopecks, calculationDate);
  if (books.penaltyBalanceKopecks !== 0) noteLate(books, calculationDate);
  return { lines, state: stateOf(books) };
}

function postPenalty(debt: OpenDebt, { totalKopecks, spans }: DebtPenalty): PenaltyLine {
  const { month: debtMonth, dueOn, postedKopecks: postedBeforeKopecks } = debt;
  const amountKopecks = totalKopecks - postedBeforeKopecks;
  debt.postedKopecks = totalKopecks;
  return { debtMonth, dueOn, totalKopecks, postedBeforeKopecks, amountKopecks, spans };
}

/** What is paid is let go of: nothing of it changes any more but by `settleHistory`. */
function stateOf({ debts, advanceKopecks, penaltyBalanceKopecks, lateUntil }: Books): DebtState {
  const open = debts.filter(({ remainingKopecks }) => remainingKopecks > 0);
  return {
    debts: open,
    advanceKopecks,
    penaltyBalanceKopecks,
    ...(lateUntil ? { lateUntil } : {}),
  };
}
