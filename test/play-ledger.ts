import type { DebtState } from '#src/billing/billing-state.ts';
import type { MoneyEntry, PenaltyLine } from '#src/billing/money-entry.ts';
import { lastDayOf } from '#src/billing/post-entries.ts';
import type { Rates } from '#src/billing/rates.ts';
import { needsHistory, settleHistory, settleMonth } from '#src/billing/settle-month.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';

const { billing, rates } = await readSupplierProfile(null);

/** Those of the shipped profile, as a database would give them. */
export const shippedRates: Rates = {
  tariffs: rates.tariffs.map((tariff, at) => ({ ...tariff, tariffId: at + 1 })),
  norms: rates.norms.map((norm, at) => ({ ...norm, normId: at + 1 })),
  coefficients: rates.coefficients,
  keyRates: rates.keyRates,
  rules: billing,
};

type Some = Partial<MoneyEntry>;
const entry = (amountKopecks: number, rest: Some & { valueDate: PlainDate }): MoneyEntry => ({
  kind: 'payment',
  billingMonth: firstDayOfMonth(rest.valueDate),
  isPenalty: false,
  amountKopecks,
  forMonth: null,
  ...rest,
});

export const charge = (month: PlainMonth, amountKopecks: number): MoneyEntry =>
  entry(amountKopecks, { kind: 'charge', forMonth: month, valueDate: lastDayOf(month) });

/** `some.billingMonth`: when it came to be known later than it was paid. */
export const payment = (paidOn: PlainDate, kopecks: number, some: Some = {}): MoneyEntry =>
  entry(-kopecks, { ...some, valueDate: paidOn });

export const recalculation = (
  { of, inMonth }: { of: PlainMonth; inMonth: PlainMonth },
  amountKopecks: number,
): MoneyEntry =>
  entry(amountKopecks, { kind: 'recalculation', forMonth: of, valueDate: lastDayOf(inMonth) });

export const correction = (on: PlainDate, amountKopecks: number, some: Some = {}): MoneyEntry =>
  entry(amountKopecks, { kind: 'correction', ...some, valueDate: on });

export type Played = {
  lines: Map<PlainMonth, PenaltyLine[]>;
  state: DebtState | null;
  /** The given entries and the penalties that were posted. */
  ledger: MoneyEntry[];
  /** Months that had to be settled from the beginning. */
  recomputed: PlainMonth[];
};

/** Closes one month after another, each from where the last one ended, as a close does. */
export function playLedger(
  entries: readonly MoneyEntry[],
  { from, to, rates = shippedRates }: { from: PlainMonth; to: PlainMonth; rates?: Rates },
): Played {
  const played: Played = { lines: new Map(), state: null, ledger: [...entries], recomputed: [] };
  for (let month = from; month <= to; month = addMonths(month, 1)) {
    const own = entries.filter(({ billingMonth }) => billingMonth === month);
    const moment = { calculationDate: lastDayOf(month), rates };
    let settled = settleMonth({ before: played.state, entries: own, ...moment });
    if (needsHistory(played.state, own, month)) {
      const known = played.ledger.filter(({ billingMonth }) => billingMonth <= month);
      settled = settleHistory({ entries: known, ...moment });
      played.recomputed.push(month);
    }
    played.state = settled.state;
    played.lines.set(month, settled.lines);
    for (const { debtMonth, amountKopecks } of settled.lines) {
      played.ledger.push(
        entry(amountKopecks, {
          kind: 'penalty',
          billingMonth: month,
          isPenalty: true,
          forMonth: debtMonth,
          valueDate: lastDayOf(month),
        }),
      );
    }
  }
  return played;
}

/** What a month posted, in kopecks. */
export const postedIn = ({ lines }: Played, month: PlainMonth): number =>
  (lines.get(month) ?? []).reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
