import { z } from 'zod';
import { fields as commonFields } from './api-fields.ru.ts';
import { paymentExamples as examples, paymentFields as fields } from './api-payments.ru.ts';
import { date, instant, kopecks, yearMonth } from './api-scalars.ts';

const method = z.enum(['sbp', 'bank_card']);

export const newPaymentSchema = z
  .strictObject({
    method: method.describe(fields.method),
    parts: z
      .array(
        z.strictObject({
          accountNumber: z.string().min(1).max(40).describe(fields.partNumber),
          amountKopecks: z.int().positive().max(100_000_000_000).describe(fields.partAmount),
          penaltyKopecks: z.int().positive().optional().describe(fields.wantedPenalty),
        }),
      )
      .min(1)
      .max(10)
      .describe(fields.parts),
    receiptEmail: z.email().max(254).optional().describe(fields.receiptEmail),
  })
  .meta({ id: 'NewPayment', examples: [examples.newPayment] });

export const paymentParams = z.object({ paymentId: z.string().min(1).max(40).describe(fields.id) });

const receiptState = z
  .enum(['pending', 'succeeded', 'canceled'])
  .nullable()
  .describe(fields.receiptState);

const partState = z.enum(['pending', 'unknown', 'succeeded', 'canceled']);

export const paymentSchema = z
  .object({
    id: z.string().describe(fields.id),
    state: z
      .enum(['pending', 'unknown', 'succeeded', 'canceled', 'partial'])
      .describe(fields.state),
    method: method.describe(fields.method),
    amountKopecks: kopecks.describe(fields.amountKopecks),
    startedAt: instant.describe(fields.startedAt),
    confirmationUrl: z.string().nullable().describe(fields.confirmationUrl),
    parts: z
      .array(
        z.object({
          accountNumber: z.string().describe(fields.partNumber),
          amountKopecks: kopecks.describe(fields.partAmount),
          penaltyKopecks: kopecks.describe(fields.partPenalty),
          state: partState.describe(fields.partState),
          paidOn: date.nullable().describe(fields.paidOn),
          cancelReason: z.string().nullable().describe(fields.cancelReason),
          receiptState,
        }),
      )
      .describe(fields.paymentParts),
  })
  .meta({ id: 'Payment', examples: [examples.payment] });

export const paymentListSchema = z
  .object({
    payments: z
      .array(
        z.object({
          day: date.describe(fields.day),
          amountKopecks: kopecks.describe(fields.partAmount),
          penaltyKopecks: kopecks.describe(fields.partPenalty),
          means: z.string().describe(fields.means),
          state: partState.describe(fields.historyState),
          billingMonth: yearMonth.nullable().describe(fields.billingMonth),
          id: z.string().nullable().describe(fields.historyId),
          receiptState,
          isImported: z.boolean().describe(fields.isImported),
          isAutopay: z.boolean().describe(fields.isAutopay),
        }),
      )
      .describe(fields.payments),
    nextCursor: z.string().nullable().describe(commonFields.nextCursor),
  })
  .meta({ id: 'PaymentList', examples: [examples.list] });
