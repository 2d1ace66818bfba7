import { type AccountMonth, monthSumsOf } from '#src/billing/account-month.ts';
import type { BasisReading, ChargeLine } from '#src/billing/charge-line.ts';
import { clausesOf, recalculationsByMonth } from '#src/billing/explain-line.ts';
import type { PenaltyLine } from '#src/billing/money-entry.ts';
import { addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { TariffCategory } from '#src/supplier/billing-rules.ts';
import { assertAddsUp, sumOf } from './adds-up.ts';
import {
  type BillCharge,
  type BillData,
  type BillMeter,
  type BillSubscriber,
  type BillSupplier,
  isOfHolder,
  type SeenReading,
} from './bill-data.ts';
import { examplesOf, pricesOf, type ReferenceNorm } from './bill-reference.ts';

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
  sbpLink?: string | undefined;
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
    privilegeKopecks: sumOf(ofMonth.filter(({ method }) => method === 'PRIVILEGE')),
    recalculations: recalculationsByMonth(lines).map((one) => ({
      month: one.month,
      amountKopecks: one.amountKopecks,
    })),
    penalties: known.penalties.map(({ debtMonth, amountKopecks }) => ({
      debtMonth,
      amountKopecks,
    })),
    ...monthSumsOf(known),
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
    ...(facts.sbpLink ? { sbpLink: facts.sbpLink } : {}),
    reference: { norms: facts.norms, tariffs: pricesOf(ofMonth) },
  };
  assertAddsUp(`bill ${bill.number}`, bill, [
    ['charges', sumOf(bill.charges) + bill.privilegeKopecks, bill.chargedKopecks],
    ['recalculations', sumOf(bill.recalculations), bill.recalculatedKopecks],
    ['penalties', sumOf(bill.penalties), bill.penaltyKopecks],
  ]);
  return bill;
}

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
