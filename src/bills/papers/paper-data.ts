import type { MonthSums } from '#src/billing/account-month.ts';
import type { LineBasis } from '#src/billing/charge-line.ts';
import type { PenaltyLine } from '#src/billing/money-entry.ts';
import type { NotCountedReason, ReadingSource, ReadingStatus } from '#src/meters/reading-types.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { assertAddsUp, sumOf } from '../adds-up.ts';
import type { BillCharge } from '../bill-data.ts';

/**
 * All that a paper says, frozen: its number, day and code, and the facts that they were given to. The
 * same facts have one paper, however often it is asked for.
 */
export type PaperData = PaperFacts & { number: string; madeOn: PlainDate; verifyCode: string };

export type PaperFacts = {
  /** Requisites or rates are examples: the paper says so. */
  isExample: boolean;
  supplier: PaperSupplier;
  subscriber: PaperSubscriber;
  body: PaperBody;
};

export type PaperSupplier = {
  name: string;
  legalName: string;
  inn: string;
  kpp: string;
  address: string;
  phone: string;
  email: string;
  signatory: { position: string; name: string } | null;
  timeZone: string;
};

export type PaperSubscriber = {
  number: string;
  unifiedNumber: string | null;
  /** Last, first and middle name. */
  name: string;
  address: string;
  holderSince: PlainDate;
};

export type PaperBody =
  | NoDebtBody
  | ReconciliationBody
  | ReadingBody
  | MonthBody
  | PaymentConfirmationBody;
export type PaperKind = PaperBody['kind'];

/** Справка об отсутствии задолженности: neither of the two is above nought. */
export type NoDebtBody = {
  kind: 'no_debt';
  on: PlainDate;
  principalKopecks: number;
  /** Posted and not paid, with those that have grown since. */
  penaltyKopecks: number;
  /** Charged up to this month; null before the first close, by the register's balance. */
  lastMonth: PlainMonth | null;
};

/** Акт сверки: months in a row, each adds up, each begins where the one before ended. */
export type ReconciliationBody = {
  kind: 'reconciliation';
  from: PlainMonth;
  to: PlainMonth;
  openingKopecks: number;
  months: ReconciledMonth[];
  closingKopecks: number;
  closingPenaltyKopecks: number | null;
};

export type ReconciledMonth = Omit<MonthSums, 'openingKopecks'> & {
  month: PlainMonth;
  isImported: boolean;
  /** What is unusual about how it was counted. */
  methods: BillCharge['method'][];
  volumeM3: string;
};

/** Подтверждение показания, as it stood when the paper was made. */
export type ReadingBody = {
  kind: 'reading';
  confirmation: string;
  meterSerial: string;
  value: string;
  takenOn: PlainDate;
  /** ISO, UTC. */
  receivedAt: string;
  source: ReadingSource;
  status: ReadingStatus;
  notCountedReason: NotCountedReason | null;
  billingMonth: PlainMonth;
  previous: { value: string; takenOn: PlainDate } | null;
  volumeM3: string | null;
};

/** Расчёт начислений за месяц, to the last line. */
export type MonthBody = MonthSums & {
  kind: 'month';
  month: PlainMonth;
  residents: number;
  heatedAreaM2: string | null;
  lines: MonthLine[];
  penalties: PenaltyLine[];
  payments: { paidOn: PlainDate; amountKopecks: number; channel: string }[];
  corrections: { amountKopecks: number; cause: string }[];
  closingPenaltyKopecks: number | null;
  dueOn: PlainDate | null;
};

export type MonthLine = Omit<BillCharge, 'isWholeMonth'> & {
  kind: 'charge' | 'recalculation';
  chargedMonth: PlainMonth;
  basis: LineBasis;
};

/** Подтверждение платежа: money that stands in the ledger. */
export type PaymentConfirmationBody = { kind: 'payment' } & PaidEntry;

/** One payment, whatever parts it was put in. */
export type PaidEntry = {
  /** Of its first part. */
  entryId: number;
  paidOn: PlainDate;
  amountKopecks: number;
  /** How much of it went to the penalties. */
  penaltyKopecks: number;
  channel: string;
  /** In whose statement it stands. */
  billingMonth: PlainMonth;
  forMonth: PlainMonth | null;
};

/** What a paper tells about: a later paper of the same kind and subject replaces it. */
export function subjectOf(body: PaperBody): string {
  switch (body.kind) {
    case 'no_debt':
      return body.on;
    case 'reconciliation':
      return `${body.from.slice(0, 7)}..${body.to.slice(0, 7)}`;
    case 'reading':
      return body.confirmation;
    case 'month':
      return body.month.slice(0, 7);
    case 'payment':
      return String(body.entryId);
  }
}

/** @throws when the sums do not make the balance: such a paper must not exist. */
export function assertMonthAddsUp(body: MonthBody): void {
  const { lines, penalties, payments, corrections } = body;
  const linesOf = (kind: MonthLine['kind']) => lines.filter((line) => line.kind === kind);
  assertAddsUp(body.month, body, [
    ['charges', sumOf(linesOf('charge')), body.chargedKopecks],
    ['recalculations', sumOf(linesOf('recalculation')), body.recalculatedKopecks],
    ['penalties', sumOf(penalties), body.penaltyKopecks],
    ['payments', sumOf(payments), body.paidKopecks],
    ['corrections', sumOf(corrections), body.correctedKopecks],
  ]);
}

/** The months from which on each begins where the one before ended, and adds up. Oldest first. */
export function unbrokenSince(months: readonly ReconciliationPart[]): PlainMonth | null {
  for (let at = months.length - 1; at > 0; at -= 1) {
    const [before, after] = [months[at - 1], months[at]];
    if (!before || !after) return null;
    if (before.closingKopecks !== after.openingKopecks || before.next !== after.month) {
      return after.month;
    }
  }
  return months[0]?.month ?? null;
}

export type ReconciliationPart = {
  month: PlainMonth;
  /** The first day of the month after. */
  next: PlainMonth;
  openingKopecks: number;
  closingKopecks: number;
};
