import { sql } from 'kysely';
import type { Database, Db, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { BillingRules, Rates } from './rates.ts';
import { type RecordedRates, ratesKnownAt } from './rates-known-at.ts';

/** Any number: processes that start at once sow one after another. */
const SEED_LOCK = 390_104_114;

/**
 * Gives the database those rows of the profile for whose key and day it has none: a row that came
 * by import or by hand stays. Every process does it at its start.
 */
export async function seedRates(
  db: Database,
  { profile, now }: { profile: SupplierProfile; now: Date },
): Promise<void> {
  const { tariffs, norms, coefficients, keyRates } = profile.rates;
  await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${SEED_LOCK})`.execute(tx);
    await seedTariffs(tx, JSON.stringify(tariffs), now);
    await seedNorms(tx, JSON.stringify(norms), now);
    await seedCoefficients(tx, JSON.stringify(coefficients), now);
    await seedKeyRates(tx, JSON.stringify(keyRates), now);
  });
}

const seedTariffs = (tx: Tx, rows: string, now: Date) =>
  sql`insert into tariffs (category, valid_from, price_per_m3, is_example, source, recorded_at)
    select s.category, s."validFrom", s."pricePerM3", s."isExample", s.source, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as s (category text, "validFrom" date,
      "pricePerM3" numeric, "isExample" boolean, source text)
    where not exists (select from tariffs t
      where t.category = s.category and t.valid_from = s."validFrom")`.execute(tx);

const seedNorms = (tx: Tx, rows: string, now: Date) =>
  sql`insert into norms (use, valid_from, volume_m3, unit, is_example, source, recorded_at)
    select s.use, s."validFrom", s."volumeM3", s.unit, s."isExample", s.source, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as s (use text, "validFrom" date,
      "volumeM3" numeric, unit text, "isExample" boolean, source text)
    where not exists (select from norms n
      where n.use = s.use and n.valid_from = s."validFrom")`.execute(tx);

const seedCoefficients = (tx: Tx, rows: string, now: Date) =>
  sql`insert into temperature_coefficients
      (climate_zone, month, coefficient, is_example, source, recorded_at)
    select s."climateZone", s.month, s.coefficient, s."isExample", s.source, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as s ("climateZone" smallint, month date,
      coefficient numeric, "isExample" boolean, source text)
    where not exists (select from temperature_coefficients c
      where c.climate_zone = s."climateZone" and c.month = s.month)`.execute(tx);

const seedKeyRates = (tx: Tx, rows: string, now: Date) =>
  sql`insert into key_rates (valid_from, percent, source, recorded_at)
    select s."validFrom", s.percent, s.source, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as s ("validFrom" date, percent numeric, source text)
    where not exists (select from key_rates k where k.valid_from = s."validFrom")`.execute(tx);

/** `9.624000` of the column is 9.624 wherever people see it. */
const short = (column: string) => sql<string>`trim_scale(${sql.ref(column)})::text`;

/** Every row that was ever recorded, each list in the order of its days and of its recording. */
export async function loadRecordedRates(db: Db, rules: BillingRules): Promise<RecordedRates> {
  const [tariffs, norms, coefficients, keyRates] = await Promise.all([
    db
      .selectFrom('tariffs')
      .select(['tariff_id as tariffId', 'category', 'valid_from as validFrom'])
      .select([short('price_per_m3').as('pricePerM3'), 'is_example as isExample', 'source'])
      .select('recorded_at as recordedAt')
      .orderBy('category')
      .orderBy('valid_from')
      .orderBy('tariff_id')
      .execute(),
    db
      .selectFrom('norms')
      .select(['norm_id as normId', 'use', 'valid_from as validFrom'])
      .select([short('volume_m3').as('volumeM3'), 'unit', 'is_example as isExample', 'source'])
      .select('recorded_at as recordedAt')
      .orderBy('use')
      .orderBy('valid_from')
      .orderBy('norm_id')
      .execute(),
    db
      .selectFrom('temperature_coefficients')
      .select(['climate_zone as climateZone', 'month', 'is_example as isExample', 'source'])
      .select([short('coefficient').as('coefficient'), 'recorded_at as recordedAt'])
      .orderBy('climate_zone')
      .orderBy('month')
      .orderBy('coefficient_id')
      .execute(),
    db
      .selectFrom('key_rates')
      .select(['valid_from as validFrom', short('percent').as('percent')])
      .select('recorded_at as recordedAt')
      .orderBy('valid_from')
      .orderBy('key_rate_id')
      .execute(),
  ]);
  return { tariffs, norms, coefficients, keyRates, rules };
}

/** All numbers in force; `recordedBy`: as they were known at that moment (ratesKnownAt). */
export async function loadRates(
  db: Db,
  rules: BillingRules,
  { recordedBy }: { recordedBy?: Date } = {},
): Promise<Rates> {
  return ratesKnownAt(await loadRecordedRates(db, rules), recordedBy);
}
