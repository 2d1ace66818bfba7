import type { ReadyRates } from './close-range.ts';
import { compileRates, type RateTable } from './rate-lookup.ts';
import { type RecordedRates, ratesKnownAt } from './rates-known-at.ts';

/** The rates of a moment, and of those moments at which months were closed before it. */
export function makeRatesReady(recorded: RecordedRates, recordedBy?: Date): ReadyRates {
  const rates = ratesKnownAt(recorded, recordedBy);
  const tables = new Map<number, RateTable>();
  return {
    rates,
    table: compileRates(rates),
    tableAt(moment) {
      const key = moment.getTime();
      const table = tables.get(key) ?? compileRates(ratesKnownAt(recorded, moment));
      tables.set(key, table);
      return table;
    },
  };
}
