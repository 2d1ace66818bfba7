import type pg from 'pg';
import { counterOrder } from '#src/meters/reading-order.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { CountedReading, MeterFacts } from './billing-facts.ts';
import type { Bounds, LoadedAccount } from './load-facts.ts';

const columns = `personal_account_id, meter_id, meter_reading_id, value_m3, taken_on, billing_month,
  is_rollover, source = 'inspector'`;

/**
 * Puts the readings that count into the meters: those of the month, and the earlier ones too of an
 * account that has no state yet or whose closed months change.
 */
export async function loadReadings(
  client: pg.ClientBase,
  accounts: LoadedAccount[],
  { firstAccountId, lastAccountId, month }: Bounds,
): Promise<void> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-readings',
    rowMode: 'array',
    text: `select ${columns} from meter_readings r
      where billing_month = $3 and personal_account_id between $1 and $2 and status = 'accepted'
      order by personal_account_id, meter_id, ${counterOrder('r')}`,
    values: [firstAccountId, lastAccountId, month],
  });
  const deep = accounts.filter((one) => one.state === null || one.recalculateFrom !== null);
  const earlier = deep.length > 0 ? await readEarlier(client, deep, month) : [];
  const meters = new Map<number, MeterFacts>();
  for (const { facts } of accounts)
    for (const meter of facts.meters) meters.set(meter.meterId, meter);
  for (const row of [...earlier, ...rows]) {
    meters.get(row[1] as number)?.readings.push(readingOf(row));
  }
  for (const one of accounts) for (const meter of one.facts.meters) beginMeasuring(meter, one);
}

async function readEarlier(
  client: pg.ClientBase,
  accounts: LoadedAccount[],
  month: PlainMonth,
): Promise<unknown[][]> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-earlier-readings',
    rowMode: 'array',
    text: `select ${columns} from meter_readings r
      where personal_account_id = any($1) and billing_month < $2 and status = 'accepted'
      order by personal_account_id, meter_id, ${counterOrder('r')}`,
    values: [accounts.map((one) => one.personalAccountId), month],
  });
  return rows;
}

const readingOf = (row: unknown[]): CountedReading => ({
  readingId: row[2] as number,
  value: row[3] as string,
  takenOn: row[4] as PlainDate,
  billingMonth: row[5] as PlainMonth,
  isRollover: row[6] as boolean,
  isControl: row[7] as boolean,
});

/** A seal that was renewed does not undo what the meter had measured before it. */
function beginMeasuring(meter: MeterFacts, { state }: LoadedAccount): void {
  const known = state?.consumption.meters.find(({ meterId }) => meterId === meter.meterId);
  const first = known?.anchor?.takenOn ?? meter.readings[0]?.takenOn;
  if (first && meter.liveFrom && first < meter.liveFrom) meter.liveFrom = first;
}
