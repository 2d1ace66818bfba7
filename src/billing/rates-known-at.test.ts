import { expect, test } from 'vitest';
import { exampleRates } from '#test/consumption-world.ts';
import { type RecordedRates, ratesKnownAt } from './rates-known-at.ts';

const at = (day: string): Date => new Date(`${day}T10:00:00Z`);
const price = (tariffId: number, validFrom: string, pricePerM3: string, recordedOn: string) => ({
  ...{ tariffId, validFrom, pricePerM3, recordedAt: at(recordedOn) },
  ...{ category: 'heating' as const, isExample: false, source: '' },
});
const k = (month: string, coefficient: string, recordedOn: string) => ({
  ...{ climateZone: 1, month, coefficient, recordedAt: at(recordedOn) },
  ...{ isExample: false, source: '' },
});

const recorded: RecordedRates = {
  tariffs: [
    price(3, '2025-01-01', '8', '2026-03-01'),
    price(1, '2026-01-01', '9', '2026-01-01'),
    price(2, '2026-01-01', '10', '2026-02-01'),
    price(4, '2026-02-01', '11', '2026-03-01'),
  ],
  norms: [],
  coefficients: [
    k('2026-01-01', '1.01', '2026-01-01'),
    k('2026-02-01', '1.02', '2026-03-01'),
    k('2026-02-01', '1.03', '2026-04-01'),
  ],
  keyRates: [
    { validFrom: '2026-01-01', percent: '16', recordedAt: at('2026-01-01') },
    { validFrom: '2026-02-16', percent: '15.5', recordedAt: at('2026-02-20') },
  ],
  rules: exampleRates.rules,
};

function knownAt(day?: string) {
  const { tariffs, coefficients, keyRates } = ratesKnownAt(recorded, day ? at(day) : undefined);
  return {
    prices: tariffs.map((one) => `${one.validFrom} ${one.pricePerM3}`),
    ks: coefficients.map((one) => `${one.month} ${one.coefficient}`),
    percents: keyRates.map(({ percent }) => percent),
  };
}

test('of one day the number recorded last holds, at any moment', () => {
  expect(knownAt().prices).toEqual(['2025-01-01 8', '2026-01-01 10', '2026-02-01 11']);
  expect(knownAt().ks).toEqual(['2026-01-01 1.01', '2026-02-01 1.03']);
  expect(knownAt('2026-01-20').prices).toContain('2026-01-01 9');
  expect(knownAt('2026-02-10').prices).toContain('2026-01-01 10');
});

test('what came after the moment stands only where there was nothing, and then the first of it', () => {
  // February's price came after it: January's went on. A price of the year before fills a hole.
  expect(knownAt('2026-02-10').prices).toEqual(['2025-01-01 8', '2026-01-01 10']);
  expect(knownAt('2026-02-10').ks).toEqual(['2026-01-01 1.01', '2026-02-01 1.02']);
  expect(knownAt('2026-02-10').percents).toEqual(['16']);
  expect(knownAt('2025-12-01').prices).toEqual(['2025-01-01 8', '2026-01-01 9', '2026-02-01 11']);
  expect(knownAt('2026-02-20').percents).toEqual(['16', '15.5']);
});
