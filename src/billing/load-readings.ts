import type pg from 'pg';
import { counterOrder } from '#src/meters/reading-order.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import {
  inOrderOfAccounts,
  isTrueAt,
  numberAt,
  type Row,
  type RowSource,
  readRows,
  type TakeRows,
  textAt,
} from './account-rows.ts';
import type { CountedReading, MeterFacts } from './billing-facts.ts';
import type { BillingState } from './billing-state.ts';

const columns = [
  ...['personal_account_id', 'meter_id', 'meter_reading_id', 'value_m3', 'taken_on'],
  ...['billing_month', 'is_rollover', `(source = 'inspector')`],
];
const order = `meter_id, ${counterOrder('r')}`;

/** Those that close the month. */
export const readingRows: RowSource = {
  columns,
  sql: `from meter_readings r
    where billing_month = $3 and personal_account_id between $1 and $2 and status = 'accepted'`,
  order,
};

/** All before the month, of the accounts that have no state yet or whose closed months change. */
export async function readEarlier(
  client: pg.ClientBase,
  { month, accounts }: { month: PlainMonth; accounts: readonly number[] },
): Promise<TakeRows> {
  if (accounts.length === 0) return () => [];
  const { readings } = await readRows(client, {
    name: 'billing-earlier-readings',
    sources: {
      readings: {
        columns,
        sql: `from meter_readings r
          where personal_account_id = any($1) and billing_month < $2 and status = 'accepted'`,
        order,
      },
    },
    values: [accounts, month],
  });
  return inOrderOfAccounts(readings);
}

export function putReadings(meters: readonly MeterFacts[], rows: readonly Row[]): void {
  for (const row of rows) {
    const meterId = numberAt(row, 1);
    for (const meter of meters) if (meter.meterId === meterId) meter.readings.push(readingOf(row));
  }
}

const readingOf = (row: Row): CountedReading => ({
  readingId: numberAt(row, 2),
  value: textAt(row, 3),
  takenOn: textAt(row, 4),
  billingMonth: textAt(row, 5),
  isRollover: isTrueAt(row, 6),
  isControl: isTrueAt(row, 7),
});

/** A seal that was renewed does not undo what the meter had measured before it. */
export function beginMeasuring(meters: readonly MeterFacts[], state: BillingState | null): void {
  for (const meter of meters) {
    const known = state?.consumption.meters.find(({ meterId }) => meterId === meter.meterId);
    const first = known?.anchor?.takenOn ?? meter.readings[0]?.takenOn;
    if (first && meter.liveFrom && first < meter.liveFrom) meter.liveFrom = first;
  }
}
