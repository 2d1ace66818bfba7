import { createHash, createHmac } from 'node:crypto';
import type pg from 'pg';

/** One household of the bench: everything that a request of theirs needs. */
export type Household = {
  accountNumber: string;
  meterId: number;
  sessionToken: string;
  visitorId: string;
  formToken: string;
};

export const BENCH_SECRET = 'a secret of the bench, long enough for anybody';
/** The reading that each household last sent; new ones are a little above it. */
export const LAST_VALUE = 1_000;

/** `count` users, each with an account, a heating meter and two years of monthly readings. */
export async function populate(pool: pg.Pool, count: number, months = 24): Promise<void> {
  const now = new Date().toISOString();
  await pool.query(
    `insert into users (email, email_key, phone, last_name, first_name, middle_name, password_hash, created_at)
     select 'u' || i || '@bench.example', 'u' || i || '@bench.example', '+79' || lpad(i::text, 9, '0'),
       'Сергеева', 'Анна', 'Викторовна', 'none', $2 from generate_series(1, $1) i`,
    [count, now],
  );
  await pool.query(
    `insert into register_imports (kind, file_name, file_sha256, as_of, imported_at)
     values ('register', 'bench', '', current_date, $1)`,
    [now],
  );
  await pool.query(
    `insert into personal_accounts (personal_account_id, number, holder_last_name, address, residents,
       has_stove, has_water_heater, has_heating, has_central_hot_water, opened_on, opening_balance_kopecks,
       opening_balance_on, last_bill_kopecks, holder_since, attributes_since, register_import_id, first_import_id)
     select i, lpad(i::text, 12, '0'), 'Сергеева', 'г. Калининград, ул. Ольховая, д. ' || i, 3,
       true, false, true, false, '2010-01-01', 124050, current_date, 174050, '2010-01-01', '2010-01-01', 1, 1
     from generate_series(1, $1) i`,
    [count],
  );
  await pool.query(
    `insert into personal_account_numbers select number, personal_account_id from personal_accounts`,
  );
  await pool.query(
    `insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
     select personal_account_id, personal_account_id, 'pin', $1 from personal_accounts`,
    [now],
  );
  await pool.query(
    `insert into meters (personal_account_id, meter_id, serial_number, model, integer_digits, is_outdoor,
       is_thermocompensated, climate_zone, commissioned_on, verified_until, attributes_since,
       register_import_id, first_import_id)
     select personal_account_id, personal_account_id, 'S' || personal_account_id, 'ВК-G4', 5, true, false, 1,
       '2020-01-01', current_date + 1000, '2020-01-01', 1, 1 from personal_accounts`,
  );
  await pool.query(
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month, source,
       status, received_at)
     select a.personal_account_id, a.personal_account_id, ${LAST_VALUE} - k * 30,
       (date_trunc('month', current_date) - make_interval(months => k + 1) + interval '20 days')::date,
       (date_trunc('month', current_date) - make_interval(months => k + 1))::date, 'register', 'accepted', $1
     from personal_accounts a, generate_series(0, $2::int - 1) k`,
    [now, months],
  );
  await signEverybodyIn(pool, count, now);
  await pool.query('vacuum analyze');
}

async function signEverybodyIn(pool: pg.Pool, count: number, now: string): Promise<void> {
  const hashes = Array.from({ length: count }, (_, index) =>
    createHash('sha256').update(householdOf(index).sessionToken).digest(),
  );
  await pool.query(
    `insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
     select hash, i, $2, $2, now() + interval '1 day'
     from unnest($1::bytea[]) with ordinality as t(hash, i)`,
    [hashes, now],
  );
}

/** By its place from 0; nothing is random, so that every process knows the same households. */
export function householdOf(index: number): Household {
  const id = index + 1;
  const token = (kind: string, bytes: number) =>
    createHash('sha256').update(`${kind} ${id}`).digest().subarray(0, bytes).toString('base64url');
  const visitorId = token('visitor', 16);
  return {
    accountNumber: String(id).padStart(12, '0'),
    meterId: id,
    sessionToken: token('session', 32),
    visitorId,
    formToken: createHmac('sha256', BENCH_SECRET).update(`form:${visitorId}`).digest('base64url'),
  };
}

export const cookieOf = ({ sessionToken, visitorId }: Household): string =>
  `session=${sessionToken}; visitor=${visitorId}`;
