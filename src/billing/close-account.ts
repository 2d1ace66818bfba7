import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { BillingState, ConsumptionState } from './billing-state.ts';
import type { ChargeLine } from './charge-line.ts';
import { chargeMonth, type MonthCharges } from './charge-month.ts';
import { type AccountTotals, chargeEntries, penaltyEntries, totalsOf } from './close-totals.ts';
import type { LoadedAccount } from './load-facts.ts';
import type { MoneyEntry, PenaltyLine } from './money-entry.ts';
import { openingEntries } from './opening-entries.ts';
import { lastDayOf } from './post-entries.ts';
import type { RateTable } from './rate-lookup.ts';
import type { Rates } from './rates.ts';
import { recalculateMonths } from './recalculate.ts';
import { needsHistory, settleHistory, settleMonth } from './settle-month.ts';

/** What only an account whose closed months change needs. */
export type Past = {
  /** The month that the replay begins with. */
  first: PlainMonth;
  /** Before the first month that is recalculated; null: it was not in the books yet. */
  before: ConsumptionState | null;
  /** Every line charged for the months from that one on, whenever it was posted. */
  charged: ChargeLine[];
  /** When the close of each of the months began: what was told of prices later is not theirs. */
  closedAt: ReadonlyMap<PlainMonth, Date>;
};

/** All that a closed month leaves of one account. */
export type ClosedAccount = AccountTotals & {
  personalAccountId: number;
  lines: ChargeLine[];
  penalties: PenaltyLine[];
  /** What the close itself posts, openings first. */
  entries: MoneyEntry[];
  closingPenaltyKopecks: number;
  state: BillingState;
};

export type CloseInput = {
  loaded: LoadedAccount;
  month: PlainMonth;
  rates: Rates;
  /** The same, made ready. */
  table: RateTable;
  /** As they were known when a month before was closed. */
  tableAt: (moment: Date) => RateTable;
  /** Must be given when `loaded.recalculateFrom` is set. */
  past: Past | null;
  /** Every entry before the month. */
  history: MoneyEntry[] | null;
};

/**
 * Charges one account's month and says where it stands after it. 'needs_history': something
 * reaches back behind the last close, and the entries of all months must be given.
 */
export function closeAccount(input: CloseInput): ClosedAccount | 'needs_history' {
  const { loaded, month, rates, history } = input;
  const { lines, state: consumption } = chargeLoaded(input);
  const opening = loaded.register ? openingEntries(loaded.register) : [];
  const charged = chargeEntries(lines, month);
  const before = loaded.state?.debts ?? null;
  const entries = [...opening, ...loaded.posted, ...charged];
  const choice = { calculationDate: lastDayOf(month), rates };
  const isDeep = needsHistory(before, entries, month);
  if (isDeep && history === null) return 'needs_history';
  const settled =
    isDeep && history !== null
      ? settleHistory({ ...choice, entries: [...history, ...entries] })
      : settleMonth({ ...choice, before, entries });
  const penalty = penaltyEntries(settled.lines, month);
  return {
    personalAccountId: loaded.personalAccountId,
    lines,
    penalties: settled.lines,
    entries: [...opening, ...charged, ...penalty],
    ...totalsOf(loaded, { opening, lines, penalty }),
    closingPenaltyKopecks: settled.state.penaltyBalanceKopecks,
    state: { consumption, debts: settled.state },
  };
}

/** The charges alone, for whoever only wants to know: the close asks no other way. */
export function chargeLoaded({
  loaded,
  month,
  table: rates,
  tableAt,
  past,
}: Pick<CloseInput, 'loaded' | 'month' | 'table' | 'tableAt' | 'past'>): MonthCharges {
  const { facts, recalculateFrom } = loaded;
  const before = loaded.state?.consumption ?? null;
  if (recalculateFrom === null) {
    return chargeMonth({ facts, before, month, rates });
  }
  if (past === null) throw new Error('a recalculation needs the past');
  const last = addMonths(month, -1);
  const ratesOf = (one: PlainMonth) => {
    const closedAt = past.closedAt.get(one);
    return closedAt ? tableAt(closedAt) : rates;
  };
  const again = recalculateMonths({ facts, ...past, last, ratesOf });
  const own = chargeMonth({ facts, before: again.state, month, rates });
  return { lines: [...again.lines, ...own.lines], state: own.state };
}
