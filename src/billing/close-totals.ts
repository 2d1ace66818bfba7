import type { PlainMonth } from '#src/plain-date.ts';
import { closingOf, type MonthSums } from './account-month.ts';
import type { ChargeLine } from './charge-line.ts';
import type { LoadedAccount } from './load-facts.ts';
import type { LedgerKind, MoneyEntry, PenaltyLine } from './money-entry.ts';
import { lastDayOf } from './post-entries.ts';
import { litresAsM3 } from './whole-numbers.ts';

/** The row of a month; it adds up. */
export type AccountTotals = MonthSums & {
  volumeM3: string;
  /** Some gas of the month was charged without a reading. */
  isEstimated: boolean;
};

/** What the lines of a month come to: one entry for the month, one for each that is recalculated. */
export function chargeEntries(lines: readonly ChargeLine[], month: PlainMonth): MoneyEntry[] {
  let charged = 0;
  let recalculated: Map<PlainMonth, number> | null = null;
  for (const line of lines) {
    if (line.kind === 'charge') charged += line.amountKopecks;
    else {
      recalculated ??= new Map();
      const before = recalculated.get(line.chargedMonth) ?? 0;
      recalculated.set(line.chargedMonth, before + line.amountKopecks);
    }
  }
  const entries: MoneyEntry[] = [];
  if (charged !== 0) entries.push(entry('charge', month, { amountKopecks: charged, of: month }));
  if (recalculated) {
    for (const [of, amountKopecks] of [...recalculated].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (amountKopecks !== 0) entries.push(entry('recalculation', month, { amountKopecks, of }));
    }
  }
  return entries;
}

/** One entry for each late debt, so that the ledger alone tells what was posted of which. */
export const penaltyEntries = (lines: readonly PenaltyLine[], month: PlainMonth): MoneyEntry[] =>
  lines.map(({ amountKopecks, debtMonth }) =>
    entry('penalty', month, { amountKopecks, of: debtMonth }),
  );

const entry = (
  kind: LedgerKind,
  month: PlainMonth,
  { amountKopecks, of }: { amountKopecks: number; of: PlainMonth },
): MoneyEntry => ({
  kind,
  billingMonth: month,
  isPenalty: kind === 'penalty',
  amountKopecks,
  forMonth: of,
  valueDate: lastDayOf(month),
});

type Parts = { opening: MoneyEntry[]; lines: ChargeLine[]; penalty: MoneyEntry[] };

export function totalsOf(loaded: LoadedAccount, parts: Parts): AccountTotals {
  const { opening, lines, penalty } = parts;
  let [charged, recalculated, milliM3, isEstimated] = [0, 0, 0, false];
  for (const line of lines) {
    if (line.kind === 'recalculation') recalculated += line.amountKopecks;
    else {
      charged += line.amountKopecks;
      milliM3 += Math.round(Number(line.volumeM3) * 1000);
      isEstimated ||= line.method !== 'METER' && line.method !== 'PRIVILEGE';
    }
  }
  let [paid, corrected] = [0, 0];
  for (const one of loaded.posted) {
    if (one.kind === 'payment') paid -= one.amountKopecks;
    else corrected += one.amountKopecks;
  }
  const sums = {
    openingKopecks: loaded.openingKopecks + sumOf(opening),
    chargedKopecks: charged,
    recalculatedKopecks: recalculated,
    penaltyKopecks: sumOf(penalty),
    paidKopecks: paid,
    correctedKopecks: corrected,
  };
  const closingKopecks = closingOf(sums);
  return { ...sums, closingKopecks, volumeM3: thousandths(milliM3), isEstimated };
}

function sumOf(entries: readonly MoneyEntry[]): number {
  let sum = 0;
  for (const { amountKopecks } of entries) sum += amountKopecks;
  return sum;
}

const thousandths = (milli: number): string =>
  milli < 0 ? `-${litresAsM3(-milli)}` : litresAsM3(milli);
