import { expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { reopenMonth } from '#src/billing/reopen-month.ts';
import { addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { Home, ReadingChoice, Shown } from './billing-homes.ts';
import { type BillingWorld, type MonthRow, openBillingWorld } from './billing-world.ts';

const FIRST_MONTH: PlainMonth = '2024-11-01';
const LAST_MONTH: PlainMonth = '2026-10-01';

/**
 * A household's 24 months as a person would write them down, a line each: month, m³, then roubles
 * charged, recalculated, of penalty, paid, and owed at its end (minus: an advance).
 */
export type MonthTable = string;

/** A household of a scenario: how it lives, and what its bills must come to. */
export type Household = {
  table: MonthTable;
  /** Puts it into the database before the first month is closed. */
  settle(world: BillingWorld): Promise<Home>;
  /** The day on which what the column «paid» says is paid in its month. */
  paysOn: number;
  /** By the month of the table: paid on another day, or on one of an earlier month and known late. */
  paidOn?: Record<string, PlainDate>;
  /** What becomes known only while that month is the open one. */
  later?: Record<PlainMonth, (world: BillingWorld, home: Home) => Promise<unknown>>;
};

export type Played = { world: BillingWorld; homes: Map<Household, Home> };

/** Two years of all the households, closed month after month. `prepare`: rates of the test's own. */
export async function playTwoYears(
  households: readonly Household[],
  prepare: (world: BillingWorld) => Promise<unknown> = async () => {},
): Promise<Played> {
  const world = await openBillingWorld({ booksOn: FIRST_MONTH });
  await prepare(world);
  const homes = new Map<Household, Home>();
  for (const household of households) homes.set(household, await household.settle(world));
  for (let month = FIRST_MONTH; month <= LAST_MONTH; month = addMonths(month, 1)) {
    for (const [household, home] of homes) {
      await household.later?.[month]?.(world, home);
      await payByTable({ world, home, household, open: month });
    }
    await world.closeThrough(month, month);
  }
  return { world, homes };
}

type OpenMonth = { world: BillingWorld; home: Home; household: Household; open: PlainMonth };

/** What the household's table says was paid in the month, or became known in it. */
async function payByTable({ world, home, household, open }: OpenMonth): Promise<void> {
  const { table, paysOn, paidOn = {} } = household;
  const ofMonth = open.slice(0, 7);
  const line = linesOfTable(table).find((one) => one.startsWith(ofMonth));
  const kopecks = Number(line?.split(' ')[5]?.replace('.', '') ?? 0);
  if (kopecks > 0) await world.pay(home, paidOn[ofMonth] ?? dayOfMonth(open, paysOn), kopecks);
}

const dayOfMonth = (month: PlainMonth, day: number): PlainDate =>
  `${month.slice(0, 7)}-${String(day).padStart(2, '0')}`;

const linesOfTable = (table: MonthTable): string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '));

/** The months of the household are those of its table, to the kopeck. */
export async function expectTable({ world, homes }: Played, household: Household): Promise<void> {
  const home = homes.get(household);
  if (!home) throw new Error('the household was not played');
  const months = await world.monthsOf(home);
  expect(months.map(asLine)).toEqual(linesOfTable(household.table));
}

function asLine(row: MonthRow): string {
  const { month, volume, charged, recalculated, penalty, paid, closing } = row;
  const sums = [charged, recalculated, penalty, paid, closing].map(inRoubles);
  return [month, volume, ...sums].join(' ');
}

const inRoubles = (kopecks: number): string => {
  const digits = String(Math.abs(kopecks)).padStart(3, '0');
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** One reading a month from `from` on; null where none was sent. */
export function readingsFrom(
  from: PlainMonth,
  values: readonly (number | null)[],
  day = 24,
): Shown[] {
  return values.flatMap((value, at): Shown[] => {
    return value === null ? [] : [[dayOfMonth(addMonths(from, at), day), String(value)]];
  });
}

/** A meter that has counted for a year before the books: what the average of п. 31 is made of. */
export async function addYearBefore(
  world: BillingWorld,
  home: Home,
  values: readonly number[],
  choice: ReadingChoice = {},
): Promise<void> {
  await world.addReadings(home, readingsFrom('2023-10-01', values), choice);
}

/** The last tests of a file: all that was played proves itself from below, also once more. */
export function testThatBooksAgree(played: () => Played): void {
  test('the check of the ledger finds no difference', async () => {
    expect(await played().world.verify()).toMatchObject({
      months: 24,
      accounts: played().homes.size,
      notRecomputed: 0,
      difference: null,
    });
  });

  test('what all owe in the end is the sum of the ledger', async () => {
    const { world, homes } = played();
    const [ledger] = await world.rows<{ sum: number }>(
      'select sum(amount_kopecks)::int as sum from ledger_entries',
    );
    let owed = 0;
    for (const home of homes.values()) owed += (await world.monthsOf(home)).at(-1)?.closing ?? 0;
    expect(owed).toBe(ledger?.sum);
  });

  test('the last month taken back and closed again is the same', async () => {
    const { world, homes } = played();
    const rowsOf = async () => {
      const all = [...homes.values()];
      return Promise.all(
        all.map(async (home) => [
          await world.monthsOf(home),
          await world.linesOf(home, LAST_MONTH),
        ]),
      );
    };
    const before = await rowsOf();
    await takeBackLastMonth(world);
    await world.closeThrough(LAST_MONTH, LAST_MONTH);
    expect(await rowsOf()).toEqual(before);
    expect(await world.verify()).toMatchObject({ months: 24, difference: null });
  });
}

async function takeBackLastMonth(world: BillingWorld): Promise<void> {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    const actor = system('test');
    const outcome = await reopenMonth(client, world.deps, {
      month: LAST_MONTH,
      actor,
      reason: 'ошибка',
    });
    if (!outcome.ok) throw new Error(outcome.code);
    await client.query('commit');
  } finally {
    client.release();
  }
}
