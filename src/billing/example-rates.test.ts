import { expect, test } from 'vitest';
import { exampleRates } from '#test/consumption-world.ts';
import { describeExamples } from './close-texts.ru.ts';
import { exampleRatesOf } from './example-rates.ts';
import { compileRates } from './rate-lookup.ts';
import type { Rates } from './rates.ts';

const examplesIn = (rates: Rates, month = '2026-02-01') =>
  exampleRatesOf({ rates, table: compileRates(rates) }, month);
const known = { isExample: false, source: 'приказ' };

test('numbers that nobody has confirmed are named until the true ones are in', () => {
  const { tariffs, norms, coefficients } = exampleRates;
  const confirmed = (since: string) => ({
    ...exampleRates,
    tariffs: tariffs.map((tariff) => ({ ...tariff, ...known })),
    norms: [
      ...norms,
      ...norms
        .filter(({ use }) => use !== 'heater')
        .map((norm) => ({ ...norm, ...known, normId: norm.normId + 10, validFrom: since })),
    ],
    coefficients: coefficients.map((one) =>
      one.month === '2026-02-01' ? { ...one, ...known } : one,
    ),
  });
  expect(examplesIn(confirmed('2026-02-28'))).toEqual({
    tariffs: [],
    norms: ['heater'],
    zones: [],
  });
  expect(examplesIn(confirmed('2026-02-01'), '2026-03-01').zones).toEqual([1]);
  expect(examplesIn(confirmed('2026-03-01')).norms).toHaveLength(5);
});

test('each kind of them is told with the command that mends it', () => {
  expect(
    describeExamples({ tariffs: ['stove'], norms: ['heater', 'heating'], zones: [1, 2] }),
  ).toEqual([
    'цены: «плита»; настоящие внесёт ochag import tariffs',
    'нормативы: «водонагреватель», «отопление»; настоящие внесёт ochag import norms',
    'коэффициенты зон: 1, 2; настоящие внесёт ochag import coefficients',
  ]);
  expect(describeExamples({ tariffs: [], norms: [], zones: [] })).toEqual([]);
});
