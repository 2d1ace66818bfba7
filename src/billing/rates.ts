import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { BillingRules, NormUse, TariffCategory } from '#src/supplier/billing-rules.ts';

export { normUses, tariffCategories } from '#src/supplier/billing-rules.ts';
export type { BillingRules, NormUse, TariffCategory };

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
