import { type SqlBool, sql } from 'kysely';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addMonths } from '#src/plain-date.ts';
import type { DemoCalendar } from './calendar.ts';

/** The year that the demo is likely to be looked at for. */
const MONTHS_AHEAD = 12;

/**
 * What the profile knows was known when the books of the demo were opened. A demo on another clock
 * may lie beyond its years: there the nearest numbers stand, marked as examples.
 */
export async function knowRates(db: Database, calendar: DemoCalendar): Promise<void> {
  const { firstMonth, openMonth } = calendar;
  const knownSince = new Date(`${firstMonth}T00:00:00Z`);
  await inTransaction(db, async (tx) => {
    for (const table of ['tariffs', 'norms', 'temperature_coefficients', 'key_rates']) {
      await sql`update ${sql.table(table)} set recorded_at = ${knownSince}
        where recorded_at > ${knownSince}`.execute(tx);
    }
    await sql`
      insert into tariffs (category, valid_from, price_per_m3, is_example, source, recorded_at)
      select distinct on (category) category, ${firstMonth}::date, price_per_m3, true, source,
        ${knownSince}::timestamptz
      from tariffs t where ${noEarlier(firstMonth)}
      order by category, valid_from`.execute(tx);
    await sql`
      insert into temperature_coefficients
        (climate_zone, month, coefficient, is_example, source, recorded_at)
      select z.climate_zone, m.month::date, nearest.coefficient, true, nearest.source,
        ${knownSince}::timestamptz
      from (select distinct climate_zone from temperature_coefficients) z
        cross join generate_series(${firstMonth}::date,
          ${addMonths(openMonth, MONTHS_AHEAD)}::date, interval '1 month') m (month)
        cross join lateral (
          select c.coefficient, c.source from temperature_coefficients c
          where c.climate_zone = z.climate_zone
            and extract(month from c.month) = extract(month from m.month)
          order by abs(c.month - m.month::date), c.coefficient_id desc limit 1) nearest
      where not exists (select from temperature_coefficients c
        where c.climate_zone = z.climate_zone and c.month = m.month::date)`.execute(tx);
  });
}

const noEarlier = (firstMonth: string) => sql<SqlBool>`not exists (
  select from tariffs e where e.category = t.category and e.valid_from <= ${firstMonth}::date)`;
