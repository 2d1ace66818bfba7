import { addMonths, type PlainDate } from '#src/plain-date.ts';
import { addEntry, closeMonthsOf } from './closed-months.ts';
import type { World } from './harness.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

const BOOKS_SINCE = '2025-07-01';
/** m³ of each month from July on; null: nobody read the counter. */
const usedM3 = [21, 22, 30, 95, 160, 215, 240, null, null, null, 60, 24, 20, 21, 33, 108];
/** What the old system told of the year before. */
const importedM3 = [25, 24, 41, 101, 193, 243, 262, 251, 198, 119, 51, 25];

/**
 * A household with everything in its books: a meter outdoors, three months by average and their
 * recalculation, a bill paid late with its penalties, and a year from the supplier's old system.
 */
export async function settleCharged(world: World): Promise<Subscriber> {
  const readings = readingsOf(5_000);
  const charged = await createSubscriber(world, {
    personalAccount: {
      opening_balance_kopecks: 24_272,
      opening_penalty_kopecks: 0,
      opening_balance_on: BOOKS_SINCE,
      last_bill_kopecks: null,
    },
    meters: [{ is_outdoor: true, is_thermocompensated: false, model: 'ВК-G4', readings }],
  });
  await importYear(world, charged);
  return charged;
}

/** Shuts the months of everybody's readings: called when all others have settled. */
export async function closeCharged(world: World, { personalAccountId }: Subscriber) {
  const months = { from: BOOKS_SINCE, to: '2026-10-01' };
  for (const [paidOn, kopecks] of payments) {
    await addEntry(world, {
      personal_account_id: personalAccountId,
      billing_month: `${paidOn.slice(0, 8)}01`,
      idempotency_key: `payment ${paidOn}`,
      amount_kopecks: -kopecks,
      value_date: paidOn,
    });
  }
  await closeMonthsOf(world, personalAccountId, months);
}

const payments: [paidOn: PlainDate, kopecks: number][] = [
  ['2025-08-08', 24_272],
  ['2025-10-12', 60_000],
  ['2025-11-11', 80_000],
  ['2025-12-10', 160_000],
  ['2026-01-14', 210_000],
  ['2026-02-12', 240_000],
  ['2026-06-30', 500_000],
  ['2026-09-14', 100_000],
  ['2026-11-11', 50_000],
];

function readingsOf(start: number): [string, string][] {
  let value = start;
  const shown: [string, string][] = [['2025-06-21', String(start)]];
  for (const [index, used] of usedM3.entries()) {
    // What nobody read passed all the same: the next reading has it too.
    value += used ?? 150;
    if (used !== null)
      shown.push([`${addMonths(BOOKS_SINCE, index).slice(0, 8)}21`, String(value)]);
  }
  return shown;
}

async function importYear({ db }: World, { personalAccountId }: Subscriber): Promise<void> {
  let closing = 0;
  for (const [index, volume] of importedM3.entries()) {
    const charged = Math.round(volume * 864.8);
    const paid = closing;
    closing += charged - paid;
    await db
      .insertInto('imported_charges')
      .values({
        personal_account_id: personalAccountId,
        month: addMonths('2024-07-01', index),
        volume_m3: String(volume),
        charged_kopecks: charged,
        recalculated_kopecks: 0,
        penalty_kopecks: 0,
        paid_kopecks: paid,
        closing_kopecks: closing,
        register_import_id: 1,
      })
      .execute();
  }
}
