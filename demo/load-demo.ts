import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#src/db/database.ts';
import { addMonths, dateInZone, firstDayOfMonth, type PlainMonth } from '#src/plain-date.ts';
import { addDemoBank } from './add-demo-bank.ts';
import { addDemoResidents, hasDemoResidents } from './add-demo-residents.ts';
import { bringPrivileges, bringRegister, type DemoDeps } from './bring-files.ts';
import { type DemoCalendar, demoCalendar, MONTHS } from './calendar.ts';
import { dateReceipts } from './date-receipts.ts';
import type { DemoHome } from './demo-home.ts';
import { makeHomes } from './homes.ts';
import { knowRates } from './known-rates.ts';
import { liveMonth, liveOpenMonth } from './live-month.ts';

const PERSONAL_ACCOUNTS = 1_000;

/**
 * The example: a thousand personal accounts whose two years were lived month by month, through the
 * imports and the close that a supplier uses, and residents who can sign in. Each step is whole or
 * may be repeated, so a loading that was killed goes on at the next start; on a loaded database
 * nothing happens.
 */
export async function loadDemo(
  deps: DemoDeps,
  { personalAccounts = PERSONAL_ACCOUNTS }: { personalAccounts?: number } = {},
): Promise<void> {
  const { db, clock, supplier, say = () => {} } = deps;
  await addDemoBank(deps);
  if (await hasDemoResidents(db)) return;
  const startedAt = performance.now();
  const today = dateInZone(clock.now(), supplier.timeZone);
  const begun = await firstMonthBegun(db);
  const calendar = demoCalendar(begun ? addMonths(begun, MONTHS) : firstDayOfMonth(today));
  const homes = makeHomes({ calendar, count: personalAccounts });
  const folder = await mkdtemp(join(tmpdir(), 'ochag-demo-'));
  try {
    say(`Loading the demo: ${homes.length} personal accounts…`);
    await openBooks(deps, { homes, calendar, folder });
    say('Loading the demo: two years of months…');
    const closed = await closedMonths(db);
    for (const month of calendar.months) {
      if (!closed.has(month)) await liveMonth(deps, { month, homes, folder, calendar });
    }
    await liveOpenMonth(deps, { homes, folder, calendar, today });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await dateReceipts(db, { timeZone: supplier.timeZone, now: clock.now() });
  await addDemoResidents(db, { calendar });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  deps.log?.info(`demo loaded in ${seconds} s`);
}

/** The month in which a loading that was killed had opened the books. */
async function firstMonthBegun(db: Database): Promise<PlainMonth | null> {
  const row = await db
    .selectFrom('register_imports')
    .select((eb) => eb.fn.min('as_of').as('first'))
    .where('kind', '=', 'register')
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  return row?.first ? firstDayOfMonth(row.first) : null;
}

async function closedMonths(db: Database): Promise<Set<PlainMonth>> {
  const rows = await db
    .selectFrom('month_closes')
    .select('month')
    .where('state', '=', 'closed')
    .execute();
  return new Set(rows.map(({ month }) => month));
}

type Opening = { homes: readonly DemoHome[]; calendar: DemoCalendar; folder: string };

async function openBooks(deps: DemoDeps, { homes, calendar, folder }: Opening): Promise<void> {
  const { firstMonth } = calendar;
  if ((await firstMonthBegun(deps.db)) === null) {
    await knowRates(deps.db, calendar);
    const households = homes.map(({ household }) => household);
    await bringRegister(deps, { folder, on: firstMonth }, households);
  }
  if (!(await closedMonths(deps.db)).has(firstMonth)) {
    await bringPrivileges(deps, { folder, on: firstMonth }, homes);
  }
}
