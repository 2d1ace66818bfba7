import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { importReadings } from '#src/exchange/import-readings.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import type { ImportOutcome } from '#src/exchange/import-types.ts';
import { addMonths, dateInZone, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { addDemoResident, hasDemoResident } from './add-demo-resident.ts';
import { anna, makeAnnasFlat, makeAnnasHouse } from './anna.ts';
import { dateReceipts } from './date-receipts.ts';
import { type Household, makeHouseholds } from './household.ts';
import { historyLines } from './readings-history.ts';
import { writeRegister } from './register-file.ts';

export type DemoDeps = {
  pool: pg.Pool;
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  log?: { info(message: string): void };
  /** Told to whoever waits. */
  say?: (line: string) => void;
};

/** Apart from what `ochag demo register` writes: a register tried out in a demo adds to it. */
const DEMO_NUMBERS_FROM = 20_000_000;
const SEED = 39;
const PERSONAL_ACCOUNTS = 1_000;
const MONTHS = 24;

/**
 * The example: a thousand personal accounts with two years of readings, through the same imports
 * that a supplier uses, and a resident who can sign in. Each step is whole or not there, so a
 * loading that was killed goes on at the next start; on a loaded database nothing happens.
 */
export async function loadDemo(deps: DemoDeps): Promise<void> {
  const { db, clock, supplier, say = () => {} } = deps;
  if (await hasDemoResident(db)) return;
  const startedAt = performance.now();
  const today = dateInZone(clock.now(), supplier.timeZone);
  const folder = await mkdtemp(join(tmpdir(), 'ochag-demo-'));
  try {
    const kinds = await importedKinds(db);
    const asOf = kinds.get('register') ?? today;
    if (!kinds.has('register')) {
      say(`Loading the demo: ${PERSONAL_ACCOUNTS} personal accounts…`);
      await loadRegister(deps, { folder, today });
    }
    if (!kinds.has('readings')) {
      say('Loading the demo: two years of readings…');
      await loadReadings(deps, { folder, today: asOf });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await dateReceipts(db, { timeZone: supplier.timeZone, now: clock.now() });
  await addDemoResident(db, { now: clock.now() });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  deps.log?.info(`demo loaded in ${seconds} s`);
}

/** What a loading that was killed had done; for a register the day it describes. */
async function importedKinds(db: Database): Promise<Map<string, PlainDate>> {
  const rows = await db
    .selectFrom('register_imports')
    .select(['kind', 'as_of'])
    .where('undone_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.kind, row.as_of]));
}

function* demoHouseholds(today: PlainDate): Generator<Household> {
  // The 21st of the month before: this month's reading is still to be sent.
  const lastReadOn = `${addMonths(firstDayOfMonth(today), -1).slice(0, 7)}-21`;
  yield makeAnnasHouse(today, lastReadOn);
  yield makeAnnasFlat(today, lastReadOn);
  yield* makeHouseholds({
    seed: SEED,
    count: PERSONAL_ACCOUNTS - 2,
    today,
    numbersFrom: DEMO_NUMBERS_FROM,
  });
}

type Step = { folder: string; today: PlainDate };

async function loadRegister(deps: DemoDeps, { folder, today }: Step): Promise<void> {
  const file = join(folder, 'demo-register.csv');
  await writeRegister({ households: demoHouseholds(today), file, encoding: 'windows-1251' });
  expectWhole(await importRegister(deps, { file, asOf: today }));
}

async function loadReadings(deps: DemoDeps, { folder, today }: Step): Promise<void> {
  const file = join(folder, 'demo-readings.csv');
  const storyOf = new Set([anna.house.number, anna.flat.number]);
  const choice = { seed: SEED, months: MONTHS, storyOf };
  const lines = [...historyLines(demoHouseholds(today), choice)];
  await writeFile(file, `${lines.join('\r\n')}\r\n`);
  expectWhole(await importReadings(deps, { file }));
}

/** The demo is ours: a line that is refused is a fault of ours. */
function expectWhole(outcome: ImportOutcome): void {
  if (!outcome.ok) throw new Error(`The demo cannot be loaded: ${JSON.stringify(outcome.failure)}`);
  const { lines } = outcome.summary;
  if (lines.refused > 0) {
    throw new Error(`The demo cannot be loaded: ${lines.refused} lines of its own were refused`);
  }
}
