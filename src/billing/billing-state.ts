import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { ChargeLine } from './charge-line.ts';
import type { Fraction } from './fraction.ts';
import type { PenaltySpan } from './money-entry.ts';

/** What the close of a month hands to the next one, so that nobody reads the history again. */
export type BillingState = {
  consumption: ConsumptionState;
  debts: DebtState;
};

export type ConsumptionState = {
  meters: MeterState[];
};

export type MeterState = {
  meterId: number;
  /** The reading that closed the last month which has one. */
  anchor: { readingId: number; value: string; takenOn: PlainDate; month: PlainMonth } | null;
  /** Months in a row charged by п. 31, by average and by norm alike. */
  missedMonths: number;
  /** Months in a row charged by п. 30. */
  removedMonths: number;
  /**
   * m³ (after k) by the meter in the months up to the anchor's, one after another, newest last,
   * twelve at most: what an average is made of.
   */
  metered: string[];
  /** Lines of months since the anchor that a reading will replace (REBASE). */
  estimated: ChargeLine[];
  /** Months since the anchor without a flow through it (removed, disconnected): they share nothing. */
  stillMonths?: PlainMonth[];
  /** Days of estimated months for which a norm was charged while the counter ran on. */
  normDays?: { month: PlainMonth; days: number }[];
};

/** Principal that is still to be paid, oldest first, and the penalties of each. */
export type DebtState = {
  debts: OpenDebt[];
  /** Paid beyond all charges; not negative. */
  advanceKopecks: number;
  /** Penalties posted and not paid; negative when the payer chose to pay them before their posting. */
  penaltyBalanceKopecks: number;
  /**
   * The last day on which a penalty grew or a posted one was unpaid; absent: there was none ever. Money
   * that turns out to have come after it changes no penalty, so the history need not be read again.
   */
  lateUntil?: PlainDate;
};

export type OpenDebt = {
  month: PlainMonth;
  dueOn: PlainDate;
  /** Penalties of days before it were counted elsewhere (the register's opening balance). */
  accruesFrom: PlainDate | null;
  remainingKopecks: number;
  /** Kopecks of penalty for what was paid late: an exact fraction, no longer changing. */
  settledPenalty: Fraction;
  /** The days that `settledPenalty` is the sum of; absent: none. */
  settledSpans?: PenaltySpan[];
  /** Penalties of this debt that were posted before. */
  postedKopecks: number;
};
