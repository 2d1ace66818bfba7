import type pg from 'pg';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import { categoryOf } from './attributes-on.ts';
import type { ReadyRates } from './close-range.ts';
import { normUsesOf } from './norm-volume.ts';
import { type MissingRate, MissingRateError } from './rates.ts';

/** Every number that some account of the month needs and that is not there, told at once. */
export async function findMissingRates(
  client: Pick<pg.ClientBase, 'query'>,
  { month, rates: { rates, table } }: { month: PlainMonth; rates: ReadyRates },
): Promise<MissingRate[]> {
  const after = addMonths(month, 1);
  const last = addDays(after, -1);
  const uses = await client.query(
    `select distinct has_stove, has_water_heater, has_heating, has_central_hot_water
     from personal_accounts where opened_on < $1 and (closed_on is null or closed_on > $2)`,
    [after, month],
  );
  const zones = await client.query(
    `select distinct climate_zone from meters
     where is_outdoor and not is_thermocompensated and (removed_on is null or removed_on > $1)
     order by climate_zone`,
    [month],
  );
  const found = new Map<string, MissingRate>();
  const ask = (look: () => unknown): void => {
    try {
      look();
    } catch (error) {
      if (!(error instanceof MissingRateError)) throw error;
      found.set(JSON.stringify(error.missing), error.missing);
    }
  };
  for (const row of uses.rows) {
    const of = {
      hasStove: row.has_stove,
      hasWaterHeater: row.has_water_heater,
      hasHeating: row.has_heating,
      hasCentralHotWater: row.has_central_hot_water,
    };
    for (const on of [month, last]) {
      ask(() => table.tariffOn(categoryOf(of), on));
      for (const use of normUsesOf(of)) ask(() => table.normOn(use, on));
    }
  }
  for (const row of zones.rows) ask(() => table.coefficientOf(row.climate_zone, month));
  const hasKeyRate = rates.keyRates.some(({ validFrom }) => validFrom <= last);
  return [...found.values(), ...(hasKeyRate ? [] : [{ kind: 'key_rate' as const, on: last }])];
}
