import type { AccountMonth } from '#src/billing/account-month.ts';
import type { GasUses } from '#src/billing/billing-facts.ts';
import type {
  BasisReading,
  ChargeLine,
  ChargeMethod,
  LineBasis,
} from '#src/billing/charge-line.ts';
import type { Clause } from '#src/billing/explain-line.ts';
import { clausesOf, recalculationsByMonth } from '#src/billing/explain-line.ts';
import type { PenaltyLine } from '#src/billing/money-entry.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { TariffCategory } from '#src/supplier/billing-rules.ts';
import {
  type BillReference,
  type ExampleNumber,
  examplesOf,
  pricesOf,
  type ReferenceNorm,
} from './bill-reference.ts';

/**
 * All that a bill says, frozen: no number of it is looked up or computed again. The sum that is
 * printed, and that the payment code carries, is `closingKopecks`: the closing balance of the month.
 */
export type BillData = {
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
  openingKopecks: number;
  chargedKopecks: number;
  recalculatedKopecks: number;
  penaltyKopecks: number;
  correctedKopecks: number;
  /** Plus: money came in. */
  paidKopecks: number;
  closingKopecks: number;
  closingPenaltyKopecks: number;
  dueOn: PlainDate;
  /** Payments of the month, and the day of the last one. */
  payments: { count: number; lastOn: PlainDate | null };
  /** Twelve months up to this one; null where nothing is known of this holder. */
  history: { month: PlainMonth; volumeM3: string | null; isEstimated: boolean }[];
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

/** A meter of the account as it stood at the end of the month. */
export type MeterAtClose = Omit<BillMeter, 'previous'> & { meterId: number };

export type BillFacts = {
  stamp: Pick<BillData, 'number' | 'version' | 'madeOn' | 'verifyCode'>;
  known: AccountMonth & {
    lines: readonly FactLine[];
    penalties: readonly Pick<PenaltyLine, 'debtMonth' | 'amountKopecks'>[];
    payments: readonly { paidOn: PlainDate }[];
  };
  supplier: BillSupplier & { isExample: boolean };
  subscriber: BillSubscriber;
  meters: readonly MeterAtClose[];
  volumes: readonly { month: PlainMonth; volumeM3: string; basis: string }[];
  norms: readonly ReferenceNorm[];
};

type FactLine = ChargeLine & {
  tariff: { category: TariffCategory; isExample: boolean; source: string };
  meterSerial: string | null;
  hasExampleNorm: boolean;
  hasExampleCoefficient: boolean;
};

/** @throws when the sums of the month do not make its balance: such a paper must not exist. */
export function composeBill({ stamp, known, supplier, subscriber, ...facts }: BillFacts): BillData {
  const { month, lines, dueOn, closingPenaltyKopecks } = known;
  if (dueOn === null) throw new Error('only a closed month has a bill');
  const ofMonth = lines.filter(({ kind }) => kind === 'charge');
  const { isExample: isExampleSupplier, name, legalName, requisites, contacts } = supplier;
  const bill: BillData = {
    ...stamp,
    month,
    isExample: isExampleSupplier || lines.some((line) => examplesOf(line).length > 0),
    supplier: { name, legalName, requisites, contacts },
    subscriber,
    meters: facts.meters.map((meter) => meterOf(meter, ofMonth)),
    charges: ofMonth
      .filter(({ method }) => method !== 'PRIVILEGE')
      .map((line) => chargeOf(line, month)),
    privilegeKopecks: sum(ofMonth.filter(({ method }) => method === 'PRIVILEGE')),
    recalculations: recalculationsByMonth(lines).map((one) => ({
      month: one.month,
      amountKopecks: one.amountKopecks,
    })),
    penalties: known.penalties.map(({ debtMonth, amountKopecks }) => ({
      debtMonth,
      amountKopecks,
    })),
    openingKopecks: known.openingKopecks,
    chargedKopecks: known.chargedKopecks,
    recalculatedKopecks: known.recalculatedKopecks,
    penaltyKopecks: known.penaltyKopecks,
    correctedKopecks: known.correctedKopecks,
    paidKopecks: known.paidKopecks,
    closingKopecks: known.closingKopecks,
    closingPenaltyKopecks: closingPenaltyKopecks ?? 0,
    dueOn,
    payments: {
      count: known.payments.length,
      lastOn: known.payments.reduce<PlainDate | null>(
        (last, { paidOn }) => (last === null || paidOn > last ? paidOn : last),
        null,
      ),
    },
    history: historyOf({ month, subscriber, volumes: facts.volumes }),
    reference: { norms: facts.norms, tariffs: pricesOf(ofMonth) },
  };
  assertAddsUp(bill);
  return bill;
}

/** A paper whose numbers do not add up as read is worse than none. */
function assertAddsUp(bill: BillData): void {
  const charged = sum(bill.charges) + bill.privilegeKopecks;
  const closing =
    bill.openingKopecks +
    bill.chargedKopecks +
    bill.recalculatedKopecks +
    bill.penaltyKopecks +
    bill.correctedKopecks -
    bill.paidKopecks;
  const parts: [name: string, ofLines: number, ofMonth: number][] = [
    ['charges', charged, bill.chargedKopecks],
    ['recalculations', sum(bill.recalculations), bill.recalculatedKopecks],
    ['penalties', sum(bill.penalties), bill.penaltyKopecks],
    ['balance', closing, bill.closingKopecks],
  ];
  for (const [name, ofLines, ofMonth] of parts) {
    if (ofLines !== ofMonth) {
      throw new Error(`${name} of bill ${bill.number} come to ${ofLines}, not ${ofMonth}`);
    }
  }
}

const sum = (parts: readonly { amountKopecks: number }[]): number =>
  parts.reduce((total, { amountKopecks }) => total + amountKopecks, 0);

function chargeOf(line: FactLine, month: PlainMonth): BillCharge {
  return {
    category: line.tariff.category,
    method: line.method,
    clauses: clausesOf(line),
    from: line.from,
    to: line.to,
    isWholeMonth: line.from === month && line.to === addMonths(month, 1),
    meterSerial: line.meterSerial,
    measuredM3: line.measuredM3,
    coefficient: line.coefficient,
    volumeM3: line.volumeM3,
    pricePerM3: line.pricePerM3,
    amountKopecks: line.amountKopecks,
    basis: line.basis,
    examples: examplesOf(line),
  };
}

/** The readings that the month's lines of this meter were charged by; else the last one known. */
function meterOf(meter: MeterAtClose, lines: readonly FactLine[]): BillMeter {
  const own = lines.filter(({ meterId }) => meterId === meter.meterId);
  const readings = own.flatMap(({ basis }) => (basis.kind === 'readings' ? [basis] : []));
  const first = readings[0]?.from;
  const last = readings.at(-1)?.to;
  const { serialNumber, model, verifiedUntil, removedOn } = meter;
  return {
    serialNumber,
    model,
    verifiedUntil,
    removedOn,
    previous: first ? seen(first) : null,
    last: last ? seen(last) : meter.last,
  };
}

const seen = ({ value, takenOn }: BasisReading): SeenReading => ({ value, takenOn });

/** A bill is whose the account was on the last day of the month: the paper names them. */
export const isOfHolder = (month: PlainMonth, holderSince: PlainDate): boolean =>
  addDays(addMonths(month, 1), -1) >= holderSince;

const SHOWN = 12;

/** What somebody else burned in the same flat before is not this holder's affair. */
function historyOf(facts: Pick<BillFacts, 'subscriber' | 'volumes'> & { month: PlainMonth }) {
  const byMonth = new Map(facts.volumes.map((known) => [known.month, known]));
  return Array.from({ length: SHOWN }, (_, at) => {
    const month = addMonths(facts.month, at + 1 - SHOWN);
    const known = isOfHolder(month, facts.subscriber.holderSince) ? byMonth.get(month) : undefined;
    return {
      month,
      volumeM3: known?.volumeM3 ?? null,
      isEstimated: known?.basis === 'estimated',
    };
  });
}
