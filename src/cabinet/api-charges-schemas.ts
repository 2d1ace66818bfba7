import { z } from 'zod';
import { chargeMethods } from '#src/billing/charge-line.ts';
import { differenceReasons } from '#src/billing/compare-months.ts';
import { clauses } from '#src/billing/explain-line.ts';
import { tariffCategories } from '#src/supplier/billing-rules.ts';
import { chargeExamples } from './api-charges-examples.ru.ts';
import { chargeFields as fields } from './api-charges-fields.ru.ts';
import { fields as commonFields } from './api-fields.ru.ts';
import { date, decimal, kopecks, yearMonth } from './api-scalars.ts';
import { readingPreviewSchema } from './api-schemas.ts';

const monthFields = {
  month: yearMonth.describe(fields.month),
  source: z.enum(['closed', 'imported']).describe(fields.source),
  openingKopecks: kopecks.describe(fields.openingKopecks),
  chargedKopecks: kopecks.describe(fields.chargedKopecks),
  recalculatedKopecks: kopecks.describe(fields.recalculatedKopecks),
  penaltyKopecks: kopecks.describe(fields.penaltyKopecks),
  correctedKopecks: kopecks.describe(fields.correctedKopecks),
  paidKopecks: kopecks.describe(fields.paidKopecks),
  closingKopecks: kopecks.describe(fields.closingKopecks),
  volumeM3: decimal.describe(fields.volumeM3),
  isEstimated: z.boolean().describe(fields.isEstimated),
  dueOn: date.nullable().describe(fields.dueOn),
};

export const accountMonthSchema = z
  .object(monthFields)
  .meta({ id: 'AccountMonth', examples: [chargeExamples.month] });

export const accountMonthListSchema = z
  .object({
    months: z.array(accountMonthSchema).describe(fields.months),
    nextCursor: z.string().nullable().describe(commonFields.nextCursor),
  })
  .meta({ id: 'AccountMonthList', examples: [chargeExamples.list] });

const basisReading = z.object({
  value: decimal.describe(fields.value),
  takenOn: date.describe(fields.takenOn),
});

const readings = z.object({
  from: basisReading.describe(fields.readingFrom),
  to: basisReading.describe(fields.readingTo),
  isRollover: z.boolean().describe(fields.isRollover),
  differenceM3: decimal.describe(fields.differenceM3),
  gapMonths: z.int().describe(fields.gapMonths),
  part: z
    .object({
      days: z.int().describe(fields.partDays),
      ofDays: z.int().describe(fields.partOfDays),
    })
    .nullable()
    .describe(fields.part),
});

const share = {
  monthlyM3: decimal.describe(fields.monthlyM3),
  days: z.int().describe(fields.days),
  daysInMonth: z.int().describe(fields.daysInMonth),
};

const average = z.object({
  totalM3: decimal.describe(fields.totalM3),
  months: z.int().describe(fields.averageMonths),
  ...share,
  monthInRow: z.int().describe(fields.monthInRow),
});

const norm = z.object({
  parts: z
    .array(
      z.object({
        use: z.string().describe(fields.use),
        normM3: decimal.describe(fields.normM3),
        unit: z.enum(['person', 'm2']).describe(fields.unit),
        quantity: decimal.describe(fields.quantity),
      }),
    )
    .describe(fields.normParts),
  ...share,
  meters: z.int().describe(fields.meters),
});

export const chargeLineSchema = z
  .object({
    kind: z.enum(['charge', 'recalculation']).describe(fields.kind),
    chargedMonth: yearMonth.describe(fields.chargedMonth),
    method: z.enum(chargeMethods).describe(fields.method),
    clauses: z.array(z.enum(clauses)).describe(fields.clauses),
    from: date.describe(fields.from),
    to: date.describe(fields.to),
    meterSerial: z.string().nullable().describe(fields.meterSerial),
    measuredM3: decimal.describe(fields.measuredM3),
    coefficient: decimal.describe(fields.coefficient),
    volumeM3: decimal.describe(fields.lineVolumeM3),
    tariffCategory: z.enum(tariffCategories).describe(fields.tariffCategory),
    tariffFrom: date.describe(fields.tariffFrom),
    pricePerM3: decimal.describe(fields.pricePerM3),
    isExample: z.boolean().describe(fields.isExample),
    amountKopecks: kopecks.describe(fields.amountKopecks),
    vatKopecks: kopecks.nullable().describe(fields.vatKopecks),
    isReversal: z.boolean().describe(fields.isReversal),
    readings: readings.nullable().describe(fields.readings),
    average: average.nullable().describe(fields.average),
    norm: norm.nullable().describe(fields.norm),
  })
  .meta({ id: 'ChargeLine', examples: [chargeExamples.line] });

const previewLine = z.object({
  kind: z.enum(['charge', 'recalculation']).describe(fields.kind),
  chargedMonth: yearMonth.describe(fields.chargedMonth),
  method: z.enum(chargeMethods).describe(fields.method),
  clauses: z.array(z.enum(clauses)).describe(fields.clauses),
  measuredM3: decimal.describe(fields.measuredM3),
  coefficient: decimal.describe(fields.coefficient),
  volumeM3: decimal.describe(fields.lineVolumeM3),
  pricePerM3: decimal.describe(fields.pricePerM3),
  amountKopecks: kopecks.describe(fields.amountKopecks),
});

/** What a reading would do, and what the month would then cost. */
export const chargedPreviewSchema = readingPreviewSchema
  .extend({
    chargeKopecks: kopecks.nullable().describe(fields.chargeKopecks),
    recalculatedKopecks: kopecks.nullable().describe(fields.previewRecalculated),
    lines: z.array(previewLine).describe(fields.previewLines),
  })
  .meta({ id: 'ChargedReadingPreview', examples: [chargeExamples.preview] });

const penaltyLineSchema = z
  .object({
    debtMonth: yearMonth.describe(fields.debtMonth),
    dueOn: date.describe(fields.debtDueOn),
    totalKopecks: kopecks.describe(fields.penaltyTotal),
    postedBeforeKopecks: kopecks.describe(fields.postedBefore),
    amountKopecks: kopecks.describe(fields.penaltyAmount),
    spans: z
      .array(
        z.object({
          debtKopecks: kopecks.describe(fields.debtKopecks),
          from: date.describe(fields.from),
          to: date.describe(fields.to),
          days: z.int().describe(fields.days),
          percent: decimal.describe(fields.percent),
          divisor: z.int().describe(fields.divisor),
        }),
      )
      .describe(fields.spans),
  })
  .meta({ id: 'PenaltyLine', examples: [chargeExamples.penalty] });

const comparison = z.object({
  month: yearMonth.describe(fields.comparedWith),
  sumKopecks: kopecks.describe(fields.comparedSum),
  differenceKopecks: kopecks.describe(fields.differenceKopecks),
  parts: z
    .array(
      z.object({
        reason: z.enum(differenceReasons).describe(fields.reason),
        amountKopecks: kopecks.describe(fields.partKopecks),
      }),
    )
    .describe(fields.parts),
});

export const explainedMonthSchema = z
  .object({
    ...monthFields,
    lines: z.array(chargeLineSchema).describe(fields.lines),
    penalties: z.array(penaltyLineSchema).describe(fields.penalties),
    payments: z
      .array(
        z.object({
          paidOn: date.describe(fields.paidOn),
          amountKopecks: kopecks.describe(fields.paymentKopecks),
          channel: z.string().describe(fields.channel),
          isPenalty: z.boolean().describe(fields.paymentOfPenalties),
        }),
      )
      .describe(fields.payments),
    comparisons: z.array(comparison).describe(fields.comparisons),
  })
  .meta({ id: 'ExplainedMonth', examples: [chargeExamples.explained] });
