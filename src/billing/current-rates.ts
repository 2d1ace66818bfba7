import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { ReadyRates } from './close-range.ts';
import type { BillingRules } from './rates.ts';
import { loadRecordedRates } from './rates-store.ts';
import { makeRatesReady } from './ready-rates.ts';

type Known = { stamp: string; ready: ReadyRates };
const known = new WeakMap<BillingRules, Known>();

/**
 * The rates of this moment for a page: read again only when a row came or went. Rows are never
 * changed, so how many there are and which is the last one tells it.
 */
export async function currentRates(db: Db, rules: BillingRules): Promise<ReadyRates> {
  const { rows } = await sql<{ stamp: string }>`
    select concat_ws(' ', (select oid from pg_database where datname = current_database()),
      (select count(*) || '/' || max(tariff_id) from tariffs),
      (select count(*) || '/' || max(norm_id) from norms),
      (select count(*) || '/' || max(coefficient_id) from temperature_coefficients),
      (select count(*) || '/' || max(key_rate_id) from key_rates)) as stamp`.execute(db);
  const stamp = rows[0]?.stamp ?? '';
  const before = known.get(rules);
  if (before?.stamp === stamp) return before.ready;
  const ready = makeRatesReady(await loadRecordedRates(db, rules));
  known.set(rules, { stamp, ready });
  return ready;
}
