import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '#src/config.ts';
import { billingRulesSchema, seedRatesSchema } from './billing-rules.ts';
import { kaliningrad } from './kaliningrad.ru.ts';

const phone = z.object({ label: z.string(), number: z.string().regex(/^\+?\d{3,12}$/) });

/** What differs from one supplier to another: names, requisites, calendar, numbers, texts. */
export const supplierProfileSchema = z.object({
  /** The wordmark: the supplier's name as text. */
  name: z.string().min(1).max(80),
  shortName: z.string().min(1).max(24),
  legalName: z.string().min(1).max(160),
  /** True while requisites and rules are examples: pages and papers say so. */
  isExample: z.boolean(),
  timeZone: z.string(),
  requisites: z.object({
    inn: z.string().regex(/^\d{10}(\d{2})?$/),
    kpp: z.string().regex(/^\d{9}$/),
    settlementAccount: z.string().regex(/^\d{20}$/),
    bankName: z.string(),
    bic: z.string().regex(/^\d{9}$/),
    correspondentAccount: z.string().regex(/^\d{20}$/),
    address: z.string(),
  }),
  contacts: z.object({
    phone,
    email: z.email(),
    officeAddress: z.string(),
    officeHours: z.string(),
    /** The network operator: pipes, boilers, stoves. Another company. */
    networkOperator: z.object({ name: z.string(), phone }),
    emergencyPhones: z.array(z.string().regex(/^\d{3}$/)).min(1),
  }),
  /** Who answers for certificates and acts; null: papers leave room for a name. */
  signatory: z
    .object({ position: z.string().min(1).max(120), name: z.string().min(1).max(80) })
    .nullable()
    .default(null),
  /** Digits of a personal account's number; kept as text, leading zeros matter. */
  accountNumberPattern: z.string(),
  accountNumberExample: z.string(),
  calendar: z.object({
    /** A promise and the end of reminders, not a bar: readings are taken every day. */
    cutOffDay: z.int().min(1).max(28),
    /** Where months are closed by the calendar: the day of the next month, before the bills. */
    closeDay: z.int().min(1).max(28).default(3),
    billReadyDay: z.int().min(1).max(28),
  }),
  readings: z.object({
    /** Warn when verification ends within this many days. */
    verificationWarningDays: z.int().positive(),
    /** A volume is improbable over `ratio` × the same month a year ago and over `atLeastM3`. */
    improbableRatio: z.number().positive(),
    improbableAtLeastM3: z.number().positive(),
    /** Greatest flow by the meter's size, m³/h; `G4` is found in the model's name. */
    maximumFlowM3PerHour: z.record(z.string(), z.number().positive()),
    /** For a model whose size is not known. */
    defaultMaximumFlowM3PerHour: z.number().positive(),
  }),
  /** Numbers of the law. */
  billing: billingRulesSchema,
  /** Prices, norms, coefficients and key rates that a new database begins with. */
  rates: seedRatesSchema,
});

export type SupplierProfile = Readonly<z.infer<typeof supplierProfileSchema>>;

/** @throws ConfigError naming the file and the field at fault. */
export async function readSupplierProfile(file: string | null): Promise<SupplierProfile> {
  if (!file) return supplierProfileSchema.parse(kaliningrad);
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new ConfigError(`OCHAG_SUPPLIER: cannot read ${file}`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`OCHAG_SUPPLIER: ${file} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const parsed = supplierProfileSchema.safeParse(json);
  if (!parsed.success) {
    throw new ConfigError(`OCHAG_SUPPLIER: ${file}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
