import { z } from 'zod';

const day = z.iso.date();
const month = z.string().regex(/^\d{4}-\d{2}-01$/, 'the first day of a month, 2026-11-01');
const decimal = z.string().regex(/^\d+(\.\d{1,6})?$/, 'a decimal with a point, 9.624');

/** Each list is in the order of its days; the first entry holds from the beginning. */
const inOrder = <T extends z.ZodType<{ from: string }>>(entry: T) =>
  z
    .array(entry)
    .min(1)
    .refine((all) => all.every((one, at) => at === 0 || (all[at - 1]?.from ?? '') < one.from), {
      message: 'must be in the order of "from", each day once',
    });

const recalculation = z.enum(['REBASE', 'KEEP']);

const penaltySteps = z
  .array(
    /** From day `fromDay` after the due date on: rate ÷ divisor of the debt a day. */
    z.object({ fromDay: z.int().positive(), divisor: z.int().positive() }),
  )
  .min(1);

/** Numbers of the law that say how a debt comes about and grows: dated where the law is. */
export const billingRulesSchema = z.object({
  /** The day of the next month until which a month's bill is to be paid, by the bill's month. */
  dueDays: inOrder(z.object({ from: month, day: z.int().min(1).max(28) })),
  vat: inOrder(z.object({ from: day, percent: decimal })),
  /** ЖК 155 ч. 14, by days after the due date: free days, then parts of the key rate a day. */
  penaltySteps: inOrder(
    z
      .object({ from: day, freeDays: z.int().min(0), steps: penaltySteps })
      .refine(
        ({ freeDays, steps }) =>
          steps[0]?.fromDay === freeDays + 1 &&
          steps.every((one, at) => at === 0 || one.fromDay > (steps[at - 1]?.fromDay ?? 0)),
        { message: 'the first step begins on the day after the free days, the others later' },
      ),
  ),
  /** The rate is at most this; null: the key rate itself. */
  penaltyCaps: inOrder(
    z.object({
      from: day,
      percent: decimal.nullable(),
      /** The percentage itself, however low the key rate is. */
      isFixed: z.boolean().optional(),
      act: z.string(),
    }),
  ),
  /** No penalties for the days in [from, to). */
  penaltyMoratoria: z.array(
    z
      .object({ from: day, to: day, act: z.string() })
      .refine(({ from, to }) => from < to, { message: '"to" is the first day after it' }),
  ),
  /** Days on which no due date falls, besides Saturdays and Sundays: `--01-07` each year, or one day. */
  holidays: z.array(z.union([day, z.string().regex(/^--\d{2}-\d{2}$/)])),
  /** Saturdays and Sundays that are worked. */
  workingWeekends: z.array(day),
  averageMonths: z.int().positive(),
  estimatedMonthsMost: z.int().min(0),
  inspectionMonthsMost: z.int().positive(),
  /** An absence counts when it has more full days than this (п. 34). */
  absenceDaysMoreThan: z.int().min(0),
  recalculation: z.object({ average: recalculation, norm: recalculation }),
});

export const tariffCategories = ['stove', 'stove_and_heater', 'heating'] as const;
export const normUses = [
  'stove_with_central_hot_water',
  'stove_without_hot_water',
  'stove_and_heater',
  'heater',
  'heating',
] as const;

/** `isExample`: not known from a source; whatever is charged with it is an example too. */
const origin = { isExample: z.boolean().default(false), source: z.string().default('') };

/** What a new database begins with. Later rows come by import or by hand, and win. */
export const seedRatesSchema = z.object({
  tariffs: z.array(
    z.object({
      category: z.enum(tariffCategories),
      validFrom: day,
      /** ₽/m³ with VAT. */
      pricePerM3: decimal,
      ...origin,
    }),
  ),
  norms: z.array(
    z.object({
      use: z.enum(normUses),
      validFrom: day,
      /** m³ a month for one person, or for one heated m². */
      volumeM3: decimal,
      unit: z.enum(['person', 'm2']),
      ...origin,
    }),
  ),
  coefficients: z.array(
    z.object({ climateZone: z.int().positive(), month, coefficient: decimal, ...origin }),
  ),
  /** Of the Bank of Russia, per cent a year. */
  keyRates: z.array(z.object({ validFrom: day, percent: decimal, source: origin.source })),
});

export type BillingRules = Readonly<z.infer<typeof billingRulesSchema>>;
export type TariffCategory = (typeof tariffCategories)[number];
export type NormUse = (typeof normUses)[number];
export type SeedRates = Readonly<z.infer<typeof seedRatesSchema>>;
