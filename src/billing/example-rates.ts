import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { ReadyRates } from './close-range.ts';
import { type NormUse, normUses, type TariffCategory, tariffCategories } from './rates.ts';

/** Numbers in force in a month that nobody has confirmed: they came with the profile. */
export type ExampleRates = { tariffs: TariffCategory[]; norms: NormUse[]; zones: number[] };

/** A bill by an example looks like any other, so whoever closes a month is told of each. */
export function exampleRatesOf(
  { rates, table }: Pick<ReadyRates, 'rates' | 'table'>,
  month: PlainMonth,
): ExampleRates {
  const last = addDays(addMonths(month, 1), -1);
  const zones = new Map<number, boolean>();
  for (const one of rates.coefficients) {
    if (one.month === month) zones.set(one.climateZone, one.isExample);
  }
  const isKnown = ({ validFrom }: { validFrom: string }) => validFrom <= last;
  const knownTariffs = new Set(rates.tariffs.filter(isKnown).map(({ category }) => category));
  const knownNorms = new Set(rates.norms.filter(isKnown).map(({ use }) => use));
  return {
    tariffs: tariffCategories.filter(
      (category) => knownTariffs.has(category) && table.tariffOn(category, last).isExample,
    ),
    norms: normUses.filter((use) => knownNorms.has(use) && table.normOn(use, last).isExample),
    zones: [...zones].flatMap(([zone, isExample]) => (isExample ? [zone] : [])),
  };
}
