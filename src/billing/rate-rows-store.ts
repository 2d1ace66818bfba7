import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { type NewRate, type RateKind, unitOf } from './rate-rules.ts';

export type RateRow = {
  kind: RateKind;
  /** A category, a use, a zone; null of the key rate. */
  of: string | null;
  validFrom: PlainDate;
  /** The day from which the next row of its kind holds; null: this one is the last. */
  validTo: PlainDate | null;
  value: string;
  isExample: boolean;
  source: string;
  recordedAt: Date;
};

/** Every number with its days, newest first; of several for one day the one recorded last. */
export async function findRateRows(db: Db, _actor: StaffMember): Promise<RateRow[]> {
  type Row = {
    kind: RateKind;
    of: string | null;
    valid_from: PlainDate;
    valid_to: PlainDate | null;
    value: string;
    is_example: boolean;
    source: string;
    recorded_at: Date;
  };
  const { rows } = await sql<Row>`
    with known as (
      select 'tariff' as kind, category as of, valid_from, price_per_m3 as value, is_example,
        source, recorded_at, tariff_id as id from tariffs
      union all
      select 'norm', use, valid_from, volume_m3, is_example, source, recorded_at, norm_id
      from norms
      union all
      select 'coefficient', climate_zone::text, month, coefficient, is_example, source,
        recorded_at, coefficient_id from temperature_coefficients
      union all
      select 'key_rate', null, valid_from, percent, false, source, recorded_at, key_rate_id
      from key_rates
    ), in_force as (
      select distinct on (kind, of, valid_from) * from known
      order by kind, of, valid_from, id desc
    )
    select kind, of, valid_from, value::text, is_example, source, recorded_at,
      lead(valid_from) over (partition by kind, of order by valid_from) as valid_to
    from in_force order by kind, of, valid_from desc`.execute(db);
  return rows.map((row) => ({
    kind: row.kind,
    of: row.of,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    value: row.value,
    isExample: row.is_example,
    source: row.source,
    recordedAt: row.recorded_at,
  }));
}

/** Adds a row: what was there stays, and charge lines go on naming it. */
export async function insertRate(tx: Tx, rate: NewRate, now: Date): Promise<void> {
  const { validFrom: valid_from, value, source } = rate;
  const row = { source, recorded_at: now };
  if (rate.kind === 'tariff') {
    const tariff = { ...row, category: rate.of, valid_from, price_per_m3: value };
    await tx.insertInto('tariffs').values(tariff).execute();
  } else if (rate.kind === 'norm') {
    const norm = { ...row, use: rate.of, valid_from, volume_m3: value, unit: unitOf(rate.of) };
    await tx.insertInto('norms').values(norm).execute();
  } else if (rate.kind === 'coefficient') {
    const ofMonth = { ...row, climate_zone: rate.of, month: valid_from, coefficient: value };
    await tx.insertInto('temperature_coefficients').values(ofMonth).execute();
  } else {
    await tx
      .insertInto('key_rates')
      .values({ ...row, valid_from, percent: value })
      .execute();
  }
}
