import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { loadRates, seedRates } from './rates-store.ts';

const profile = await readSupplierProfile(null);
const rules = profile.billing;
const now = new Date('2026-11-23T08:00:00Z');
let database: Awaited<ReturnType<typeof openScratchDatabase>>;

beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.stop());

const countOf = async (table: string): Promise<number> =>
  (await database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;

describe('the numbers of the profile in a database', () => {
  test('are sown once, by however many processes start together', async () => {
    const { db } = database;
    await Promise.all([1, 2, 3].map(() => seedRates(db, { profile, now })));
    expect(await countOf('tariffs')).toBe(profile.rates.tariffs.length);
    expect(await countOf('norms')).toBe(5);
    expect(await countOf('temperature_coefficients')).toBe(3 * 5 * 12);
    expect(await countOf('key_rates')).toBe(profile.rates.keyRates.length);
  });

  test('come out as they went in, examples marked', async () => {
    const rates = await loadRates(database.db, rules);
    const heating = rates.tariffs.filter(({ category }) => category === 'heating');
    expect(heating.map((one) => [one.validFrom, one.pricePerM3, one.isExample])).toEqual([
      ['2022-12-01', '7.9', false],
      ['2024-07-01', '8.648', true],
      ['2025-07-01', '9.467', false],
      ['2026-01-01', '9.624', false],
    ]);
    expect(rates.norms.every(({ isExample }) => isExample)).toBe(true);
    expect(rates.norms.find(({ use }) => use === 'heating')).toMatchObject({
      volumeM3: '8.5',
      unit: 'm2',
    });
    expect(rates.keyRates.at(-1)).toEqual({ validFrom: '2026-07-27', percent: '14' });
    const january = rates.coefficients.find(
      ({ climateZone, month }) => climateZone === 3 && month === '2026-01-01',
    );
    expect(january).toMatchObject({ coefficient: '1.08', isExample: true });
  });

  test('yield to what was recorded later, which no later start undoes', async () => {
    const { db, pool } = database;
    await pool.query(
      `insert into tariffs (category, valid_from, price_per_m3, recorded_at)
       values ('heating', '2026-01-01', 9.7, $1), ('heating', '2026-10-01', 10.58, $1)`,
      [now],
    );
    await seedRates(db, { profile, now });
    const { tariffs } = await loadRates(db, rules);
    const heating = tariffs.filter(({ category }) => category === 'heating').slice(-2);
    expect(heating.map((one) => [one.validFrom, one.pricePerM3])).toEqual([
      ['2026-01-01', '9.7'],
      ['2026-10-01', '10.58'],
    ]);
  });
});
