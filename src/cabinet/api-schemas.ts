import { z } from 'zod';
import { apiScopes } from '#src/identity/api-scopes.ts';
import { readingSources } from '#src/meters/reading-types.ts';
import { examples } from './api-examples.ru.ts';
import { fields } from './api-fields.ru.ts';
import { date, decimal, instant, kopecks, yearMonth } from './api-scalars.ts';

/** What the API answers with. Each is a component of the document, under its id. */

export const personalAccountSchema = z
  .object({
    number: z.string().describe(fields.number),
    unifiedNumber: z.string().nullable().describe(fields.unifiedNumber),
    address: z.string().describe(fields.address),
    ownName: z.string().nullable().describe(fields.ownName),
    holder: z
      .object({
        lastName: z.string().describe(fields.lastName),
        firstName: z.string().describe(fields.firstName),
        middleName: z.string().describe(fields.middleName),
      })
      .nullable()
      .describe(fields.holder),
    gasUse: z
      .object({
        residents: z.int().describe(fields.residents),
        heatedAreaM2: decimal.nullable().describe(fields.heatedAreaM2),
        hasStove: z.boolean().describe(fields.hasStove),
        hasWaterHeater: z.boolean().describe(fields.hasWaterHeater),
        hasHeating: z.boolean().describe(fields.hasHeating),
        hasCentralHotWater: z.boolean().describe(fields.hasCentralHotWater),
      })
      .nullable()
      .describe(fields.gasUse),
    openedOn: date.describe(fields.openedOn),
    closedOn: date.nullable().describe(fields.closedOn),
    visibleUntil: date.nullable().describe(fields.visibleUntil),
  })
  .meta({ id: 'PersonalAccount', examples: [examples.personalAccount] });

export const personalAccountListSchema = z
  .object({ accounts: z.array(personalAccountSchema).describe(fields.accounts) })
  .meta({ id: 'PersonalAccountList', examples: [{ accounts: [examples.personalAccount] }] });

export const balanceSchema = z
  .object({
    totalKopecks: kopecks.describe(fields.totalKopecks),
    balanceKopecks: kopecks.describe(fields.balanceKopecks),
    penaltyKopecks: kopecks.describe(fields.penaltyKopecks),
    asOf: date.describe(fields.asOf),
    source: z.enum(['register', 'ledger']).describe(fields.balanceSource),
    lastMonth: yearMonth.nullable().describe(fields.lastMonth),
    dueOn: date.nullable().describe(fields.balanceDueOn),
  })
  .meta({ id: 'Balance', examples: [examples.balance] });

const seenReading = z.object({
  value: decimal.describe(fields.value),
  takenOn: date.describe(fields.takenOn),
});

export const meterSchema = z
  .object({
    meterSerial: z.string().describe(fields.meterSerial),
    model: z.string().describe(fields.model),
    integerDigits: z.int().describe(fields.integerDigits),
    decimalDigits: z.int().describe(fields.decimalDigits),
    isOutdoor: z.boolean().describe(fields.isOutdoor),
    isThermocompensated: z.boolean().describe(fields.isThermocompensated),
    commissionedOn: date.nullable().describe(fields.commissionedOn),
    sealedOn: date.nullable().describe(fields.sealedOn),
    verifiedUntil: date.nullable().describe(fields.verifiedUntil),
    verification: z
      .enum(['valid', 'ends_soon', 'expired', 'unknown'])
      .describe(fields.verification),
    removedOn: date.nullable().describe(fields.removedOn),
    isRemoved: z.boolean().describe(fields.isRemoved),
    lastReading: seenReading.nullable().describe(fields.lastReading),
  })
  .meta({ id: 'Meter', examples: [examples.meter] });

export const meterListSchema = z
  .object({ meters: z.array(meterSchema).describe(fields.meters) })
  .meta({ id: 'MeterList', examples: [{ meters: [examples.meter] }] });

const notCountedReason = z
  .enum(['verification_expired'])
  .nullable()
  .describe(fields.notCountedReason);

export const readingSchema = z
  .object({
    confirmationNumber: z.string().nullable().describe(fields.confirmationNumber),
    meterSerial: z.string().describe(fields.meterSerial),
    value: decimal.describe(fields.value),
    takenOn: date.describe(fields.takenOn),
    billingMonth: yearMonth.describe(fields.billingMonth),
    volumeM3: decimal.nullable().describe(fields.volumeM3),
    previous: seenReading.nullable().describe(fields.previous),
    isRollover: z.boolean().describe(fields.isRollover),
    source: z.enum(readingSources).describe(fields.source),
    status: z.enum(['accepted', 'stored', 'corrected', 'withdrawn']).describe(fields.status),
    notCountedReason,
    receivedAt: instant.describe(fields.receivedAt),
    isCorrection: z.boolean().describe(fields.isCorrection),
    canChange: z.boolean().describe(fields.canChange),
  })
  .meta({ id: 'Reading', examples: [examples.reading] });

export const readingListSchema = z
  .object({
    readings: z.array(readingSchema).describe(fields.readings),
    nextCursor: z.string().nullable().describe(fields.nextCursor),
  })
  .meta({ id: 'ReadingList', examples: [examples.readingList] });

export const readingReceiptSchema = z
  .object({
    confirmationNumber: z.string().describe(fields.confirmationNumber),
    accountNumber: z.string().describe(fields.accountNumber),
    meterSerial: z.string().describe(fields.meterSerial),
    value: decimal.describe(fields.value),
    takenOn: date.describe(fields.takenOn),
    billingMonth: yearMonth.describe(fields.billingMonth),
    volumeM3: decimal.nullable().describe(fields.volumeM3),
    status: z.enum(['accepted', 'stored']).describe(fields.status),
    notCountedReason,
    receivedAt: instant.describe(fields.receivedAt),
    isRepeat: z.boolean().describe(fields.isRepeat),
  })
  .meta({ id: 'ReadingReceipt', examples: [examples.readingReceipt] });

export const readingPreviewSchema = z
  .object({
    meterSerial: z.string().describe(fields.meterSerial),
    value: decimal.describe(fields.value),
    takenOn: date.describe(fields.takenOn),
    billingMonth: yearMonth.describe(fields.billingMonth),
    volumeM3: decimal.nullable().describe(fields.volumeM3),
    previous: seenReading.nullable().describe(fields.previous),
    days: z.int().nullable().describe(fields.days),
    volumePerDayM3: decimal.nullable().describe(fields.volumePerDayM3),
    sameMonthLastYear: z
      .object({
        month: yearMonth.describe(fields.month),
        volumeM3: decimal.describe(fields.monthVolumeM3),
      })
      .nullable()
      .describe(fields.sameMonthLastYear),
    isRollover: z.boolean().describe(fields.isRollover),
    outcome: z.enum(['ok', 'improbable', 'stored']).describe(fields.outcome),
    improbable: z
      .object({
        reason: z.enum(['over_maximum_flow', 'over_usual']).describe(fields.improbableReason),
        maximumM3: decimal.optional().describe(fields.maximumM3),
        usualM3: decimal.optional().describe(fields.usualM3),
      })
      .nullable()
      .describe(fields.improbable),
    question: z.string().nullable().describe(fields.question),
    notCountedReason,
    repeatsConfirmationNumber: z.string().nullable().describe(fields.repeatsConfirmation),
    basis: z.string().describe(fields.basis),
  })
  .meta({ id: 'ReadingPreview', examples: [examples.readingPreview] });

export const consumptionSchema = z
  .object({
    from: yearMonth.describe(fields.month),
    to: yearMonth.describe(fields.month),
    months: z
      .array(
        z.object({
          month: yearMonth.describe(fields.month),
          volumeM3: decimal.nullable().describe(fields.monthVolumeM3),
          basis: z.enum(['metered', 'shared']).nullable().describe(fields.volumeBasis),
        }),
      )
      .describe(fields.months),
    totalM3: decimal.describe(fields.totalM3),
  })
  .meta({ id: 'Consumption', examples: [examples.consumption] });

export const problemDetailsSchema = z
  .object({
    previous: seenReading.describe(fields.previous),
    next: seenReading.describe(fields.next),
    reasons: z
      .array(z.enum(['typo', 'rollover', 'meter_replaced', 'correction']))
      .describe(fields.reasons),
    volumeM3: decimal.describe(fields.volumeM3),
    maximumM3: decimal.describe(fields.maximumM3),
    integerDigits: z.int().describe(fields.integerDigits),
    decimalDigits: z.int().describe(fields.decimalDigits),
    today: date.describe(fields.today),
    commissionedOn: date.describe(fields.commissionedOn),
    visibleUntil: date.describe(fields.visibleUntil),
    closedOn: date.describe(fields.closedOn),
    removedOn: date.describe(fields.removedOn),
    meterSerials: z.array(z.string()).describe(fields.meterSerials),
    billingMonth: yearMonth.describe(fields.billingMonth),
    preview: readingPreviewSchema,
    requiredScope: z.enum(apiScopes).describe(fields.requiredScope),
  })
  .partial();

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().describe(fields.problemType),
    title: z.string().describe(fields.problemTitle),
    status: z.int().describe(fields.problemStatus),
    code: z.string().describe(fields.problemCode),
    detail: z.string().optional().describe(fields.problemDetail),
    requestId: z.string().describe(fields.requestId),
    errors: z
      .array(
        z.object({
          field: z.string().describe(fields.errorField),
          message: z.string().describe(fields.errorMessage),
        }),
      )
      .optional()
      .describe(fields.problemErrors),
    details: problemDetailsSchema.optional().describe(fields.problemDetails),
  })
  .meta({ id: 'Problem', examples: [examples.problem] });
