import type { MonthSums } from '#src/billing/account-month.ts';
import type { GasUses } from '#src/billing/billing-facts.ts';
import type { ChargeMethod, LineBasis } from '#src/billing/charge-line.ts';
import type { Clause } from '#src/billing/explain-line.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { TariffCategory } from '#src/supplier/billing-rules.ts';
import type { BillReference, ExampleNumber } from './bill-reference.ts';

/**
 * All that a bill says, frozen: no number of it is looked up or computed again. The sum that is
 * printed, and that the payment code carries, is `closingKopecks`: the closing balance of the month.
 */
export type BillData = MonthSums & {
  number: string;
  version: number;
  month: PlainMonth;
  madeOn: PlainDate;
  verifyCode: string;
  /** Requisites or rates are examples: the paper says so. */
  isExample: boolean;
  supplier: BillSupplier;
  subscriber: BillSubscriber;
  meters: BillMeter[];
  charges: BillCharge[];
  privilegeKopecks: number;
  recalculations: { month: PlainMonth; amountKopecks: number }[];
  penalties: { debtMonth: PlainMonth; amountKopecks: number }[];
  closingPenaltyKopecks: number;
  dueOn: PlainDate;
  /** Payments of the month, and the day of the last one. */
  payments: { count: number; lastOn: PlainDate | null };
  /** Twelve months up to this one; null where nothing is known of this holder. */
  history: { month: PlainMonth; volumeM3: string | null; isEstimated: boolean }[];
  /** A reusable link of СБП that the bank has given this account; absent: it has none. */
  sbpLink?: string;
  /** Absent from bills that were made before it was printed. */
  reference?: BillReference;
};

type Phone = { label: string; number: string };

export type BillSupplier = {
  name: string;
  legalName: string;
  requisites: {
    inn: string;
    kpp: string;
    settlementAccount: string;
    bankName: string;
    bic: string;
    correspondentAccount: string;
    address: string;
  };
  contacts: {
    phone: Phone;
    email: string;
    officeAddress: string;
    officeHours: string;
    networkOperator: { name: string; phone: Phone };
    emergencyPhones: readonly string[];
  };
};

export type BillSubscriber = {
  number: string;
  unifiedNumber: string | null;
  lastName: string;
  firstName: string;
  middleName: string;
  address: string;
  residents: number;
  heatedAreaM2: string | null;
  linkingPin: string | null;
  holderSince: PlainDate;
  /** What the gas is burned for: it decides the norm. Absent from older bills. */
  uses?: GasUses;
};

export type SeenReading = { value: string; takenOn: PlainDate };

export type BillMeter = {
  serialNumber: string;
  model: string;
  verifiedUntil: PlainDate | null;
  removedOn: PlainDate | null;
  /** By which the month was charged; null both where it was not charged by readings. */
  previous: SeenReading | null;
  last: SeenReading | null;
};

export type BillCharge = {
  category: TariffCategory;
  method: ChargeMethod;
  clauses: readonly Clause[];
  /** Half-open, as all days of the books. */
  from: PlainDate;
  to: PlainDate;
  isWholeMonth: boolean;
  meterSerial: string | null;
  measuredM3: string;
  coefficient: string;
  volumeM3: string;
  pricePerM3: string;
  amountKopecks: number;
  basis: LineBasis;
  /** Numbers of it that are not the supplier's own: the paper marks the line. */
  examples?: readonly ExampleNumber[];
};

/** A bill is whose the account was on the last day of the month: the paper names them. */
export const isOfHolder = (month: PlainMonth, holderSince: PlainDate): boolean =>
  addDays(addMonths(month, 1), -1) >= holderSince;
