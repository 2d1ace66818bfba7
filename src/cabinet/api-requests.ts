import { z } from 'zod';
import { chargeFields } from './api-charges-fields.ru.ts';
import { examples } from './api-examples.ru.ts';
import { fields } from './api-fields.ru.ts';
import { fieldErrors } from './api-problems.ru.ts';
import { dateInput, monthInput, readingValue } from './api-scalars.ts';

/** What the API is asked. Strict: a misspelt field is told, never silently left out. */

export const accountParams = z.object({
  number: z.string().min(1).max(40).describe(fields.numberParam),
});

export const readingParams = accountParams.extend({
  confirmationNumber: z.string().min(1).max(40).describe(fields.confirmationParam),
});

const limit = z.coerce
  .number(fieldErrors.limit)
  .int(fieldErrors.limit)
  .min(1, fieldErrors.limit)
  .max(100, fieldErrors.limit);

export const readingsQuery = z.strictObject({
  meterSerial: z.string().min(1).max(40).optional().describe(fields.meterSerialFilter),
  cursor: z.string().min(1).max(100).optional().describe(fields.cursor),
  limit: limit.default(24).describe(fields.limit),
});

export const consumptionQuery = z.strictObject({
  from: monthInput.optional().describe(fields.from),
  to: monthInput.optional().describe(fields.to),
});

export const chargesQuery = z.strictObject({
  from: monthInput.optional().describe(chargeFields.fromMonth),
  to: monthInput.optional().describe(chargeFields.toMonth),
  cursor: z.string().min(1).max(100).optional().describe(fields.cursor),
  limit: limit.default(24).describe(fields.limit),
});

export const billsQuery = z.strictObject({
  cursor: z.string().min(1).max(100).optional().describe(fields.cursor),
  limit: limit.default(24).describe(fields.limit),
});

export const chargesMonthParams = accountParams.extend({
  month: monthInput.describe(chargeFields.monthParam),
});

/** Other headers are the platform's business. */
export const writeHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, fieldErrors.idempotencyKey)
    .describe(fields.idempotencyKey),
});

const meterSerial = z.string().min(1).max(40).optional().describe(fields.meterSerialInput);

const reading = {
  value: readingValue.describe(fields.value),
  takenOn: dateInput.optional().describe(fields.takenOnInput),
  isRollover: z.boolean().optional().describe(fields.isRolloverInput),
  isConfirmedImprobable: z.boolean().optional().describe(fields.isConfirmedImprobable),
};

export const readingDraftSchema = z
  .strictObject({ meterSerial, ...reading })
  .meta({ id: 'ReadingDraft', examples: [examples.readingDraft] });

export const newReadingSchema = z
  .strictObject({
    meterSerial,
    ...reading,
    basis: z.string().max(200).optional().describe(fields.basisInput),
  })
  .meta({ id: 'NewReading', examples: [examples.readingDraft] });

export const correctionSchema = z
  .strictObject(reading)
  .meta({ id: 'ReadingCorrection', examples: [examples.correction] });
