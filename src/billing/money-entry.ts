import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

export const ledgerKinds = [
  'opening',
  'charge',
  'recalculation',
  'penalty',
  'payment',
  'correction',
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** An entry of the ledger as the rules of debts see it. Plus: the subscriber owes. */
export type MoneyEntry = {
  kind: LedgerKind;
  /** In whose statement it stands. */
  billingMonth: PlainMonth;
  /** Of the penalties' part; a payment: the payer chose to pay them. */
  isPenalty: boolean;
  amountKopecks: number;
  /** Whose charge it is or changes; a payment: the month that the payer named. */
  forMonth: PlainMonth | null;
  /** Of a payment: the day on which the citizen paid. */
  valueDate: PlainDate;
};

/** The penalties of one late debt: total to date − posted before. */
export type PenaltyLine = {
  debtMonth: PlainMonth;
  dueOn: PlainDate;
  totalKopecks: number;
  postedBeforeKopecks: number;
  /** May be negative: a rate fell, a payment turned out to have come earlier, a charge was reversed. */
  amountKopecks: number;
  spans: PenaltySpan[];
};

/** Days of one debt at one rate: debt × percent ÷ 100 ÷ divisor × days. */
export type PenaltySpan = {
  debtKopecks: number;
  /** Half-open. */
  from: PlainDate;
  to: PlainDate;
  days: number;
  percent: string;
  divisor: number;
};
