import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

export const tariffCategories = ['stove', 'stove_and_heater', 'heating'] as const;
export type TariffCategory = (typeof tariffCategories)[number];
export const normUses = [
  'stove_with_central_hot_water',
  'stove_without_hot_water',
  'stove_and_heater',
  'heater',
  'heating',
] as const;
export type NormUse = (typeof normUses)[number];

export type Tariff = {
  tariffId: number;
  category: TariffCategory;
  validFrom: PlainDate;
  /** ₽/m³ with VAT, up to 6 decimals. */
  pricePerM3: string;
  isExample: boolean;
  source: string;
};
export type Norm = {
  normId: number;
  use: NormUse;
  validFrom: PlainDate;
  /** m³ a month for one person, or for one heated m². */
  volumeM3: string;
  unit: 'person' | 'm2';
  isExample: boolean;
  source: string;
};
export type TemperatureCoefficient = {
  climateZone: number;
  month: PlainMonth;
  coefficient: string;
  isExample: boolean;
  source: string;
};
/** Of the Bank of Russia, per cent a year. */
export type KeyRate = { validFrom: PlainDate; percent: string };

/** Every number of the law and of the region, each with the day since which it holds. */
export type Rates = {
  tariffs: readonly Tariff[];
  norms: readonly Norm[];
  coefficients: readonly TemperatureCoefficient[];
  keyRates: readonly KeyRate[];
  rules: BillingRules;
};

/** Of the supplier profile: dated where the law is. `from` of the first entry is the beginning. */
export type BillingRules = {
  /** The day of the next month until which a month's bill is to be paid, by the bill's month. */
  dueDays: readonly { from: PlainMonth; day: number }[];
  vat: readonly { from: PlainDate; percent: string }[];
  /** ЖК 155 ч. 14, by days after the due date: free days, then parts of the key rate a day. */
  penaltySteps: readonly { from: PlainDate; freeDays: number; steps: PenaltyStep[] }[];
  /** The rate is at most this; null: the key rate itself. */
  penaltyCaps: readonly { from: PlainDate; percent: string | null; act: string }[];
  /** No penalties for the days in [from, to). */
  penaltyMoratoria: readonly { from: PlainDate; to: PlainDate; act: string }[];
  /** Days on which no due date falls, besides Saturdays and Sundays: `--01-07` each year, or one day. */
  holidays: readonly string[];
  /** Saturdays and Sundays that are worked. */
  workingWeekends: readonly PlainDate[];
  averageMonths: number;
  estimatedMonthsMost: number;
  inspectionMonthsMost: number;
  /** An absence counts when it has more full days than this (п. 34). */
  absenceDaysMoreThan: number;
  recalculation: { average: 'REBASE' | 'KEEP'; norm: 'REBASE' | 'KEEP' };
};
/** From day `fromDay` after the due date on: rate ÷ divisor of the debt a day. */
export type PenaltyStep = { fromDay: number; divisor: number };

/** A number of the law that is not there. Nothing can be charged without it. */
export type MissingRate =
  | { kind: 'tariff'; category: TariffCategory; on: PlainDate }
  | { kind: 'norm'; use: NormUse; on: PlainDate }
  | { kind: 'coefficient'; climateZone: number; month: PlainMonth }
  | { kind: 'key_rate'; on: PlainDate };

/** Thrown by the pure engine, which has no other way out of the depth; the close names it. */
export class MissingRateError extends Error {
  override name = 'MissingRateError';
  readonly missing: MissingRate;
  constructor(missing: MissingRate) {
    super(`no ${missing.kind}: ${JSON.stringify(missing)}`);
    this.missing = missing;
  }
}
