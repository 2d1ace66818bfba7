import type pg from 'pg';
import { seedRates } from '#src/billing/rates-store.ts';
import { createDatabase } from '#src/db/database.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createMigrated } from './bench-database.ts';

type Region = { accounts: number; since: PlainMonth };

/** A database of its own with the rates and the accounts of a region. */
export async function createRegion(region: Region) {
  const database = await createMigrated();
  const profile = await readSupplierProfile(null);
  const now = new Date('2024-01-01T00:00:00Z');
  await seedRates(createDatabase(database.pool), { profile, now });
  await populateRegion(database.pool, region);
  return database;
}

/**
 * A region's accounts: most with one meter indoors or outdoors, some without a meter, some that send
 * nothing or do not pay. Nothing is random, so every size has the same shares.
 */
export async function populateRegion(
  pool: pg.Pool,
  { accounts, since }: { accounts: number; since: PlainMonth },
): Promise<void> {
  await pool.query(
    `insert into register_imports (kind, file_name, file_sha256, as_of, imported_at)
     values ('register', 'bench', '', $1::date, $1::date)`,
    [since],
  );
  await pool.query('insert into billing_months values ($1, $2, 1)', [addMonths(since, -1), since]);
  await pool.query(
    `insert into personal_accounts (personal_account_id, number, holder_last_name, address, residents,
       heated_area_m2, has_stove, has_water_heater, has_heating, has_central_hot_water, opened_on,
       opening_balance_kopecks, opening_balance_on, holder_since, attributes_since,
       register_import_id, first_import_id)
     select i, lpad(i::text, 12, '0'), 'Сергеева', 'г. Калининград, ул. Ольховая, д. ' || i, 1 + i % 4,
       case when i % 3 = 0 then 40 + i % 100 end, true, i % 5 = 0, i % 3 = 0, i % 2 = 0, '2010-01-01',
       i % 7 * 1000, $2, '2010-01-01', '2010-01-01', 1, 1
     from generate_series(1, $1::int) i`,
    [accounts, since],
  );
  await pool.query(
    'insert into personal_account_numbers select number, personal_account_id from personal_accounts',
  );
  await pool.query(
    `insert into meters (personal_account_id, meter_id, serial_number, model, integer_digits,
       is_outdoor, is_thermocompensated, climate_zone, commissioned_on, verified_until,
       attributes_since, register_import_id, first_import_id)
     select personal_account_id, personal_account_id, 'S' || personal_account_id, 'ВК-G4', 5,
       personal_account_id % 3 = 0, personal_account_id % 6 = 0, 1 + personal_account_id % 2,
       '2020-01-01', '2035-01-01', '2020-01-01', 1, 1
     from personal_accounts where personal_account_id % 20 <> 7`,
  );
  await addReadings(pool, addMonths(since, -1));
  await pool.query('vacuum analyze');
}

/** What comes in within a month: readings of nine tenths, payments of most for the month before. */
export async function addMonthOfLife(pool: pg.Pool, month: PlainMonth): Promise<void> {
  await addReadings(pool, month);
  await pool.query(
    `insert into ledger_entries (billing_month, personal_account_id, idempotency_key, kind,
       is_penalty, amount_kopecks, value_date, channel, cause, entered_at)
     select $1::date, m.personal_account_id, 'payment bench ' || $1::date, 'payment', false,
       -m.closing_kopecks, $1::date + 9, 'bank', 'bench', $1::date
     from account_months m join month_closes c using (close_id)
     where c.month = $2 and c.state = 'closed' and m.closing_kopecks > 0
       and m.personal_account_id % 10 <> 3`,
    [month, addMonths(month, -1)],
  );
  await pool.query('analyze meter_readings, ledger_entries');
}

async function addReadings(pool: pg.Pool, month: PlainMonth): Promise<void> {
  await pool.query(
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, received_at)
     select personal_account_id, meter_id,
       100 + (extract(year from $1::date) * 12 + extract(month from $1::date) - 24290)
         * (5 + personal_account_id % 90), $1::date + 20, $1::date, 'cabinet', 'accepted', $1::date
     from meters
     where (personal_account_id + extract(month from $1::date)::int) % 10 <> 0`,
    [month],
  );
}
