import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { MoneyEntry } from './money-entry.ts';

/**
 * The entries of an account as if nobody had ever been charged too much: each recalculation in favour of
 * the citizen makes the charge of its month smaller from the beginning, and the penalties with it. What
 * exceeds the charge stays, as money that comes when its own month ends.
 */
export function withReductions(entries: readonly MoneyEntry[]): readonly MoneyEntry[] {
  const reductions = entries.filter(isReduction);
  if (reductions.length === 0) return entries;
  const kept = entries.map((entry) => ({ ...entry }));
  const charges = Map.groupBy(kept.filter(isCharge), debtMonthOf);
  for (const reduction of kept.filter(isReduction).sort(oldestFirst)) {
    const month = reduction.forMonth ?? reduction.billingMonth;
    for (const charge of charges.get(month)?.sort(oldestFirst) ?? []) {
      const taken = Math.min(charge.amountKopecks, -reduction.amountKopecks);
      charge.amountKopecks -= taken;
      reduction.amountKopecks += taken;
    }
  }
  return kept.filter(({ amountKopecks }) => amountKopecks !== 0);
}

const isReduction = ({ kind, amountKopecks }: MoneyEntry): boolean =>
  (kind === 'recalculation' || kind === 'charge') && amountKopecks < 0;

const isCharge = ({ kind, amountKopecks, isPenalty }: MoneyEntry): boolean =>
  amountKopecks > 0 && !isPenalty && kind !== 'payment';

function debtMonthOf({ kind, billingMonth, forMonth }: MoneyEntry): PlainMonth {
  if (kind !== 'opening') return billingMonth;
  return forMonth ?? addMonths(billingMonth, -1);
}

/** Whatever order they came in. */
const oldestFirst = (a: MoneyEntry, b: MoneyEntry): number => {
  const [one, other] = [a, b].map(
    (entry) => `${entry.billingMonth} ${entry.kind} ${entry.valueDate}`,
  );
  return one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1;
};
