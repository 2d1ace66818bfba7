import type {
  BillingRules,
  KeyRate,
  Norm,
  Rates,
  Tariff,
  TemperatureCoefficient,
} from './rates.ts';

type Recorded<T> = T & { recordedAt: Date };

/** Every row that was ever recorded, those of one day in the order in which they were. */
export type RecordedRates = {
  tariffs: readonly Recorded<Tariff>[];
  norms: readonly Recorded<Norm>[];
  coefficients: readonly Recorded<TemperatureCoefficient>[];
  keyRates: readonly Recorded<KeyRate>[];
  rules: BillingRules;
};

const FOR_EVER = new Date('9999-01-01T00:00:00Z');

/**
 * The numbers in force; of one day the row recorded last holds. At a moment of the past: as they were
 * known then; what came later fills only days for which there was nothing, so that a close that
 * stopped for want of a number goes on with the one brought.
 */
export function ratesKnownAt(recorded: RecordedRates, moment: Date = FOR_EVER): Rates {
  const { tariffs, norms, coefficients, keyRates, rules } = recorded;
  return {
    tariffs: knownOf(tariffs, moment, { of: (row) => row.category, on: (row) => row.validFrom }),
    norms: knownOf(norms, moment, { of: (row) => row.use, on: (row) => row.validFrom }),
    coefficients: knownOf(coefficients, moment, {
      of: ({ climateZone, month }) => `${climateZone} ${month}`,
      on: (row) => row.month,
    }),
    keyRates: knownOf(keyRates, moment, { of: () => '', on: (row) => row.validFrom }),
    rules,
  };
}

type Place<T> = {
  /** What it is a number of. */
  of: (row: T) => string;
  /** The day since which it holds. */
  on: (row: T) => string;
};

function knownOf<T>(rows: readonly Recorded<T>[], moment: Date, { of, on }: Place<T>): T[] {
  const isKnown = ({ recordedAt }: Recorded<T>): boolean => recordedAt <= moment;
  return [...Map.groupBy(rows, of).values()].flatMap((own) => {
    const earliest = own.find(isKnown);
    const days = Map.groupBy(
      own.filter((row) => isKnown(row) || !earliest || on(row) < on(earliest)),
      on,
    );
    return [...days.values()].flatMap((day) => {
      const row = day.findLast(isKnown) ?? day[0];
      if (!row) return [];
      const { recordedAt: _, ...known } = row;
      return [known as T];
    });
  });
}
