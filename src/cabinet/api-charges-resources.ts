import type { z } from 'zod';
import type { AccountMonth } from '#src/billing/account-month.ts';
import type { LineBasis } from '#src/billing/charge-line.ts';
import { clausesOf, vatInside } from '#src/billing/explain-line.ts';
import type { ExplainedMonth } from '#src/billing/get-account-month.ts';
import type { ToldLine } from '#src/billing/lines-store.ts';
import type { ChargePreview } from '#src/billing/preview-charge.ts';
import type { BillingRules } from '#src/billing/rates.ts';
import { addDays } from '#src/plain-date.ts';
import type {
  accountMonthSchema,
  chargedPreviewSchema,
  chargeLineSchema,
  explainedMonthSchema,
} from './api-charges-schemas.ts';
import { monthOf, seenReading } from './api-resources.ts';

/** Ours → theirs, field by field: what is not named here never leaves. */

export const accountMonthResource = (known: AccountMonth): z.output<typeof accountMonthSchema> => ({
  month: monthOf(known.month),
  source: known.source,
  openingKopecks: known.openingKopecks,
  chargedKopecks: known.chargedKopecks,
  recalculatedKopecks: known.recalculatedKopecks,
  penaltyKopecks: known.penaltyKopecks,
  correctedKopecks: known.correctedKopecks,
  paidKopecks: known.paidKopecks,
  closingKopecks: known.closingKopecks,
  volumeM3: known.volumeM3,
  isEstimated: known.isEstimated,
  dueOn: known.dueOn,
});

export const explainedMonthResource = (
  known: ExplainedMonth,
  vat: BillingRules['vat'],
): z.output<typeof explainedMonthSchema> => ({
  ...accountMonthResource(known),
  lines: known.lines.map((line) => chargeLineResource(line, vat)),
  penalties: known.penalties.map((line) => ({
    debtMonth: monthOf(line.debtMonth),
    dueOn: line.dueOn,
    totalKopecks: line.totalKopecks,
    postedBeforeKopecks: line.postedBeforeKopecks,
    amountKopecks: line.amountKopecks,
    spans: line.spans.map(({ debtKopecks, from, to, days, percent, divisor }) => ({
      debtKopecks,
      from,
      to,
      days,
      percent,
      divisor,
    })),
  })),
  payments: known.payments.map(({ paidOn, amountKopecks, channel, isPenalty }) => ({
    paidOn,
    amountKopecks,
    channel,
    isPenalty,
  })),
  comparisons: known.comparisons.map((one) => ({
    month: monthOf(one.with),
    sumKopecks: one.sumKopecks,
    differenceKopecks: one.differenceKopecks,
    parts: one.parts,
  })),
});

function chargeLineResource(
  line: ToldLine,
  vat: BillingRules['vat'],
): z.output<typeof chargeLineSchema> {
  const inside = vatInside(line.amountKopecks, addDays(line.to, -1), vat);
  return {
    kind: line.kind,
    chargedMonth: monthOf(line.chargedMonth),
    method: line.method,
    clauses: [...clausesOf(line)],
    from: line.from,
    to: line.to,
    meterSerial: line.meterSerial,
    measuredM3: line.measuredM3,
    coefficient: line.coefficient,
    volumeM3: line.volumeM3,
    tariffCategory: line.tariff.category,
    tariffFrom: line.tariff.validFrom,
    pricePerM3: line.pricePerM3,
    isExample: line.tariff.isExample || line.hasExampleNorm || line.hasExampleCoefficient,
    amountKopecks: line.amountKopecks,
    vatKopecks: inside?.amountKopecks ?? null,
    isReversal: line.basis.kind === 'reversal',
    ...basisResource(line.basis),
  };
}

type Charged = Pick<
  z.output<typeof chargedPreviewSchema>,
  'chargeKopecks' | 'recalculatedKopecks' | 'lines'
>;

/** null: a rate is not known, so nobody can say. */
export function chargePreviewResource(charge: ChargePreview | null): Charged {
  if (!charge) return { chargeKopecks: null, recalculatedKopecks: null, lines: [] };
  return {
    chargeKopecks: charge.totalKopecks,
    recalculatedKopecks: charge.recalculatedKopecks,
    lines: charge.lines.map((line) => ({
      kind: line.kind,
      chargedMonth: monthOf(line.chargedMonth),
      method: line.method,
      clauses: [...clausesOf(line)],
      measuredM3: line.measuredM3,
      coefficient: line.coefficient,
      volumeM3: line.volumeM3,
      pricePerM3: line.pricePerM3,
      amountKopecks: line.amountKopecks,
    })),
  };
}

type Basis = Pick<z.output<typeof chargeLineSchema>, 'readings' | 'average' | 'norm'>;

function basisResource(basis: LineBasis): Basis {
  const none = { readings: null, average: null, norm: null };
  switch (basis.kind) {
    case 'readings': {
      const { from, to, isRollover, differenceM3, gapMonths, part = null } = basis;
      const readings = { from: seenReading(from), to: seenReading(to), isRollover };
      return { ...none, readings: { ...readings, differenceM3, gapMonths, part } };
    }
    case 'average': {
      const { totalM3, months, monthlyM3, days, daysInMonth, monthInRow } = basis;
      return { ...none, average: { totalM3, months, monthlyM3, days, daysInMonth, monthInRow } };
    }
    case 'norm': {
      const { monthlyM3, days, daysInMonth, meters } = basis;
      const parts = basis.parts.map(({ use, normM3, unit, quantity }) => ({
        use,
        normM3,
        unit,
        quantity,
      }));
      return { ...none, norm: { parts, monthlyM3, days, daysInMonth, meters } };
    }
    case 'reversal':
      return basisResource(basis.of);
    case 'privilege':
      return none;
  }
}
