import type { SeedRates } from './billing-rules.ts';

const order2026 = {
  isExample: false,
  source: 'Служба по государственному регулированию цен и тарифов, с 01.01.2026',
};
const order2025 = {
  isExample: false,
  source: 'Служба по государственному регулированию цен и тарифов, второе полугодие 2025',
};
const order2022 = {
  isExample: false,
  source: 'Служба по государственному регулированию цен и тарифов, с 01.12.2022',
};
const unknown = { isExample: true, source: 'Пример: действующее значение не найдено' };

/** Retail prices, ₽/m³ with VAT. */
const tariffs: SeedRates['tariffs'] = [
  { category: 'stove', validFrom: '2022-12-01', pricePerM3: '10.32', ...order2022 },
  { category: 'heating', validFrom: '2022-12-01', pricePerM3: '7.90', ...order2022 },
  { category: 'stove_and_heater', validFrom: '2022-12-01', pricePerM3: '9.48', ...unknown },
  { category: 'stove', validFrom: '2024-07-01', pricePerM3: '11.72', ...unknown },
  { category: 'stove_and_heater', validFrom: '2024-07-01', pricePerM3: '10.76', ...unknown },
  { category: 'heating', validFrom: '2024-07-01', pricePerM3: '8.648', ...unknown },
  { category: 'stove', validFrom: '2025-07-01', pricePerM3: '13.30', ...order2025 },
  { category: 'stove_and_heater', validFrom: '2025-07-01', pricePerM3: '12.22', ...order2025 },
  { category: 'heating', validFrom: '2025-07-01', pricePerM3: '9.467', ...order2025 },
  { category: 'stove', validFrom: '2026-01-01', pricePerM3: '13.52', ...order2026 },
  { category: 'stove_and_heater', validFrom: '2026-01-01', pricePerM3: '12.42', ...order2026 },
  { category: 'heating', validFrom: '2026-01-01', pricePerM3: '9.624', ...order2026 },
];

/** Those of Kaliningrad are not known: values of other regions, in the law's own shape. */
const norm = { validFrom: '2000-01-01', ...unknown };
const norms: SeedRates['norms'] = [
  { use: 'stove_with_central_hot_water', volumeM3: '11.5', unit: 'person', ...norm },
  { use: 'stove_without_hot_water', volumeM3: '17.25', unit: 'person', ...norm },
  { use: 'stove_and_heater', volumeM3: '33', unit: 'person', ...norm },
  { use: 'heater', volumeM3: '21.5', unit: 'person', ...norm },
  { use: 'heating', volumeM3: '8.5', unit: 'm2', ...norm },
];

/** January to December; Росстандарт sets them for each half-year, these are examples. */
const coefficientsByZone = [
  ['1.07', '1.07', '1.05', '1.02', '0.99', '0.96', '0.95', '0.95', '0.98', '1.01', '1.04', '1.06'],
  ['1.06', '1.06', '1.04', '1.01', '0.98', '0.95', '0.94', '0.94', '0.97', '1.00', '1.03', '1.05'],
  ['1.08', '1.08', '1.06', '1.03', '1.00', '0.97', '0.96', '0.96', '0.99', '1.02', '1.05', '1.07'],
];
const coefficients = coefficientsByZone.flatMap((byMonth, zone) =>
  [2023, 2024, 2025, 2026, 2027].flatMap((year) =>
    byMonth.map((coefficient, month) => ({
      climateZone: zone + 1,
      month: `${year}-${String(month + 1).padStart(2, '0')}-01`,
      coefficient,
      ...unknown,
    })),
  ),
);

/** The days on which they took effect, not those of the decisions. */
const keyRates = Object.entries({
  '2022-02-14': '9.5',
  '2022-02-28': '20',
  '2022-04-11': '17',
  '2022-05-04': '14',
  '2022-05-27': '11',
  '2022-06-14': '9.5',
  '2022-07-25': '8',
  '2022-09-19': '7.5',
  '2023-07-24': '8.5',
  '2023-08-15': '12',
  '2023-09-18': '13',
  '2023-10-30': '15',
  '2023-12-18': '16',
  '2024-07-29': '18',
  '2024-09-16': '19',
  '2024-10-28': '21',
  '2025-06-09': '20',
  '2025-07-28': '18',
  '2025-09-15': '17',
  '2025-10-27': '16.5',
  '2025-12-22': '16',
  '2026-02-16': '15.5',
  '2026-03-23': '15',
  '2026-04-27': '14.5',
  '2026-06-22': '14.25',
  '2026-07-27': '14',
}).map(([validFrom, percent]) => ({ validFrom, percent, source: 'Банк России' }));

/** What a new database begins with. */
export const kaliningradRates: SeedRates = { tariffs, norms, coefficients, keyRates };
