import type { PlainDate } from '#src/plain-date.ts';
import type { DebtState, OpenDebt } from './billing-state.ts';
import { dueOn } from './due-date.ts';
import { ZERO } from './fraction.ts';
import type { MoneyEntry } from './money-entry.ts';
import type { MonthToSettle, Settled } from './settle-month.ts';

/**
 * The month of whoever pays in time: nothing was late and nothing is, money that names nothing came
 * before the month was charged. Null for every other.
 */
export function settleOrdinaryMonth(input: MonthToSettle): Settled | null {
  const { before, entries, calculationDate, rates } = input;
  if (before?.penaltyBalanceKopecks !== 0) return null;
  const debts: OpenDebt[] = [];
  for (const debt of before.debts) {
    if (debt.postedKopecks !== 0 || debt.settledPenalty !== ZERO || debt.settledSpans) return null;
    debts.push({ ...debt });
  }
  const state: DebtState = { ...before, debts };
  let charge: MoneyEntry | null = null;
  for (const entry of entries) {
    if (isOrdinaryPayment(entry, calculationDate) && charge === null) {
      if (!payInTime(state, entry)) return null;
    } else if (entry.kind === 'charge' && entry.amountKopecks > 0 && charge === null) {
      charge = entry;
    } else return null;
  }
  if (charge) {
    const { billingMonth: month, amountKopecks } = charge;
    const byAdvance = Math.min(state.advanceKopecks, amountKopecks);
    state.advanceKopecks -= byAdvance;
    const last = debts.at(-1);
    if (last && last.month >= month) return null;
    debts.push({
      month,
      dueOn: dueOn(month, rates.rules),
      accruesFrom: null,
      remainingKopecks: amountKopecks - byAdvance,
      settledPenalty: ZERO,
      postedKopecks: 0,
    });
  }
  state.debts = debts.filter(({ remainingKopecks }) => remainingKopecks > 0);
  if (state.debts.some((debt) => debt.dueOn < calculationDate)) return null;
  return { lines: [], state };
}

const isOrdinaryPayment = (entry: MoneyEntry, calculationDate: PlainDate): boolean =>
  entry.kind === 'payment' &&
  !entry.isPenalty &&
  entry.forMonth === null &&
  entry.amountKopecks < 0 &&
  entry.valueDate <= calculationDate;

/** The oldest debt first, the rest an advance; false: a debt that it pays was late. */
function payInTime(state: DebtState, { amountKopecks, valueDate }: MoneyEntry): boolean {
  let left = -amountKopecks;
  for (const debt of state.debts) {
    if (left === 0) break;
    const paid = Math.min(left, debt.remainingKopecks);
    if (paid > 0 && valueDate > debt.dueOn) return false;
    debt.remainingKopecks -= paid;
    left -= paid;
  }
  state.advanceKopecks += left;
  return true;
}
