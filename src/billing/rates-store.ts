import { sql } from 'kysely';
import type { Database, Db, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { BillingRules, Rates } from './rates.ts';

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

const FOR_EVER = new Date('9999-01-01T00:00:00Z');

/**
 * All numbers in force, each list in the order of its days; of one day the row recorded last holds.
 * `recordedBy`: as they were known at that moment; what came later fills only days for which there
 * was nothing, so that a close that stopped for want of a number goes on with the one brought.
 */
export async function loadRates(
  db: Db,
  rules: BillingRules,
  { recordedBy = FOR_EVER }: { recordedBy?: Date } = {},
): Promise<Rates> {
  const [tariffs, norms, coefficients, keyRates] = await Promise.all([
    loadTariffs(db, recordedBy),
    loadNorms(db, recordedBy),
    loadCoefficients(db, recordedBy),
    loadKeyRates(db, recordedBy),
  ]);
  return { tariffs, norms, coefficients, keyRates, rules };
}

/** The last row recorded by that moment comes first; where there was none, the first after it. */
const asKnownAt = (recordedBy: Date, id: string) =>
  sql`case when recorded_at <= ${recordedBy} then -${sql.ref(id)} else ${sql.ref(id)} end`;

/** A row of that moment, or one of a day before all that were known then: `earlier` finds those. */
const countsAt = (recordedBy: Date, earlier: ReturnType<typeof sql.raw>) =>
  sql<boolean>`(n.recorded_at <= ${recordedBy} or not exists (
    select from ${earlier} and k.recorded_at <= ${recordedBy}))`;

/** `9.624000` of the column is 9.624 wherever people see it. */
const short = (column: string) => sql<string>`trim_scale(${sql.ref(column)})::text`;

const loadTariffs = (db: Db, recordedBy: Date) =>
  db
    .selectFrom('tariffs as n')
    .distinctOn(['category', 'valid_from'])
    .select([
      'tariff_id as tariffId',
      'category',
      'valid_from as validFrom',
      short('price_per_m3').as('pricePerM3'),
      'is_example as isExample',
      'source',
    ])
    .where(
      countsAt(
        recordedBy,
        sql.raw(`tariffs k where k.category = n.category and k.valid_from <= n.valid_from`),
      ),
    )
    .orderBy('category')
    .orderBy('valid_from')
    .orderBy(asKnownAt(recordedBy, 'tariff_id'))
    .execute();

const loadNorms = (db: Db, recordedBy: Date) =>
  db
    .selectFrom('norms as n')
    .distinctOn(['use', 'valid_from'])
    .select([
      'norm_id as normId',
      'use',
      'valid_from as validFrom',
      short('volume_m3').as('volumeM3'),
      'unit',
      'is_example as isExample',
      'source',
    ])
    .where(
      countsAt(recordedBy, sql.raw(`norms k where k.use = n.use and k.valid_from <= n.valid_from`)),
    )
    .orderBy('use')
    .orderBy('valid_from')
    .orderBy(asKnownAt(recordedBy, 'norm_id'))
    .execute();

const loadCoefficients = (db: Db, recordedBy: Date) =>
  db
    .selectFrom('temperature_coefficients as n')
    .distinctOn(['climate_zone', 'month'])
    .select([
      'climate_zone as climateZone',
      'month',
      short('coefficient').as('coefficient'),
      'is_example as isExample',
      'source',
    ])
    .where(
      countsAt(
        recordedBy,
        sql.raw(
          `temperature_coefficients k where k.climate_zone = n.climate_zone and k.month = n.month`,
        ),
      ),
    )
    .orderBy('climate_zone')
    .orderBy('month')
    .orderBy(asKnownAt(recordedBy, 'coefficient_id'))
    .execute();

const loadKeyRates = (db: Db, recordedBy: Date) =>
  db
    .selectFrom('key_rates as n')
    .distinctOn('valid_from')
    .select(['valid_from as validFrom', short('percent').as('percent')])
    .where(countsAt(recordedBy, sql.raw(`key_rates k where k.valid_from <= n.valid_from`)))
    .orderBy('valid_from')
    .orderBy(asKnownAt(recordedBy, 'key_rate_id'))
    .execute();
