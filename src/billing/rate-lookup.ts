import Big from 'big.js';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { dayIndex, monthDays } from './month-days.ts';
import {
  type BillingRules,
  MissingRateError,
  type Norm,
  type NormUse,
  type Rates,
  type Tariff,
  type TariffCategory,
} from './rates.ts';
import { wholeKopecks } from './rounding.ts';

/** The rates, made ready for being asked a million times. */
export type RateTable = {
  rules: BillingRules;
  tariffOn(category: TariffCategory, on: PlainDate): Tariff;
  /** The one tariff of a whole month, or null when it changes within it. */
  wholeMonthTariff(category: TariffCategory, month: PlainMonth): Tariff | null;
  normOn(use: NormUse, on: PlainDate): Norm;
  /** k of a month (п. 26). */
  coefficientOf(climateZone: number, month: PlainMonth): string;
  hasCoefficient(climateZone: number, month: PlainMonth): boolean;
  /** Days of the month (from 0) on which a tariff or a norm begins. */
  changesWithin(month: PlainMonth): readonly number[];
};

export function compileRates(rates: Rates): RateTable {
  const tariffs = inForce(rates.tariffs, ({ category }) => category, 'tariffId');
  const norms = inForce(rates.norms, ({ use }) => use, 'normId');
  const coefficients = new Map<string, string>();
  for (const { climateZone, month, coefficient } of rates.coefficients) {
    coefficients.set(`${climateZone} ${month}`, coefficient);
  }
  const starts = [...rates.tariffs, ...rates.norms].map(({ validFrom }) => validFrom);
  const tariffOn = (category: TariffCategory, on: PlainDate): Tariff => {
    const tariff = lastBy(tariffs.get(category), on);
    if (!tariff) throw new MissingRateError({ kind: 'tariff', category, on });
    return tariff;
  };
  return {
    rules: rates.rules,
    tariffOn,
    wholeMonthTariff: remembered((category: TariffCategory, month) => {
      const { next } = monthDays(month);
      const changes = tariffs.get(category)?.some((one) => isWithin(one.validFrom, month, next));
      return changes ? null : tariffOn(category, month);
    }),
    normOn(use, on) {
      const norm = lastBy(norms.get(use), on);
      if (!norm) throw new MissingRateError({ kind: 'norm', use, on });
      return norm;
    },
    hasCoefficient: (climateZone, month) => coefficients.has(`${climateZone} ${month}`),
    coefficientOf(climateZone, month) {
      const coefficient = coefficients.get(`${climateZone} ${month}`);
      if (coefficient) return coefficient;
      throw new MissingRateError({ kind: 'coefficient', climateZone, month });
    },
    changesWithin: remembered((_: '', month) => daysWithin(starts, month)).bind(null, ''),
  };
}

const isWithin = (date: PlainDate, month: PlainMonth, next: PlainMonth): boolean =>
  date > month && date < next;

function daysWithin(dates: readonly PlainDate[], month: PlainMonth): number[] {
  const days = monthDays(month);
  const within = dates.filter((date) => isWithin(date, month, days.next));
  return [...new Set(within.map((date) => dayIndex(date, days)))].sort((a, b) => a - b);
}

function remembered<K extends string, T>(find: (key: K, month: PlainMonth) => T) {
  const found = new Map<string, T>();
  return (key: K, month: PlainMonth): T => {
    const place = `${month}${key}`;
    let value = found.get(place);
    if (value === undefined) {
      value = find(key, month);
      found.set(place, value);
    }
    return value;
  };
}

/** Oldest first by what they are for; of several rows of one day the one recorded last holds. */
function inForce<T extends { validFrom: PlainDate }, K>(
  rows: readonly T[],
  keyOf: (row: T) => K,
  id: keyof T & string,
): Map<K, T[]> {
  const inOrder = rows.toSorted((a, b) =>
    a.validFrom === b.validFrom
      ? Number(a[id]) - Number(b[id])
      : a.validFrom < b.validFrom
        ? -1
        : 1,
  );
  return Map.groupBy(inOrder, keyOf);
}

function lastBy<T extends { validFrom: PlainDate }>(
  rows: readonly T[] | undefined,
  on: PlainDate,
): T | undefined {
  return rows?.findLast(({ validFrom }) => validFrom <= on);
}

/** The VAT that is inside a sum (НК 164 п. 4): 654.43 → 118.01 at 22/122. */
export function vatInside(amountKopecks: number, on: PlainDate, rules: BillingRules): number {
  const rate = rules.vat
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .findLast(({ from }) => from <= on);
  const percent = new Big((rate ?? rules.vat[0])?.percent ?? 0);
  return wholeKopecks(percent.times(amountKopecks).div(percent.plus(100)));
}
