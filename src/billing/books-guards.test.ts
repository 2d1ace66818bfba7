import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';

// What the database refuses whoever asks: a program with a mistake, or a person with a console.
let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
  const home = await world.addHome({ balanceKopecks: 500_000, debtSince: '2025-09-01' });
  await world.addReadings(home, [
    ['2025-12-21', '1250'],
    ['2026-01-21', '1318'],
  ]);
  await world.closeThrough('2026-01-01', '2026-01-01');
});
afterAll(() => world.stop());

const books = [
  'ledger_entries',
  'charge_lines',
  'penalty_lines',
  'account_months',
  'month_closes',
] as const;

describe.each(books)('%s', (table) => {
  test('cannot be emptied', async () => {
    const [before] = await world.rows(`select count(*)::int as rows from ${table}`);
    expect(before?.rows).toBeGreaterThan(0);
    await expect(world.rows(`truncate ${table} cascade`)).rejects.toThrow('append-only');
    await expect(world.rows(`delete from ${table}`)).rejects.toThrow('append-only');
    expect(await world.rows(`select count(*)::int as rows from ${table}`)).toEqual([before]);
  });
});

type State = 'running' | 'closed' | 'reversed';
const states: State[] = ['running', 'closed', 'reversed'];
const legal = new Set(['running → closed', 'closed → reversed']);

/** All that a row of a state must say beside it. */
const saying: Record<State, string> = {
  running: `closed_at = null, reversed_at = null, reversed_by = null, reversal_reason = null`,
  closed: `closed_at = coalesce(closed_at, now()), reversed_at = null, reversed_by = null,
    reversal_reason = null`,
  reversed: `closed_at = coalesce(closed_at, now()), reversed_at = now(), reversed_by = 'test',
    reversal_reason = 'test'`,
};

/** A close in that state and what `change` makes of it, taken back after. */
async function changed(from: State, change: string): Promise<{ state: State }> {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query(
      `insert into month_closes (month, state, is_first, started_at, closed_at, actor, reversed_at,
         reversed_by, reversal_reason)
       values ('2030-01-01', $1, false, now(), case when $1 <> 'running' then now() end, 'test',
         case when $1 = 'reversed' then now() end, case when $1 = 'reversed' then 'test' end,
         case when $1 = 'reversed' then 'test' end)
       returning close_id`,
      [from],
    );
    const id = rows[0].close_id;
    if (change.startsWith('part ')) {
      await client.query(
        `insert into month_close_ranges values ($1, 0, 1, 2, ${change.slice(5)}, '{}')`,
        [id],
      );
      change = `state = 'closed', ${saying.closed}`;
    }
    const after = await client.query(
      `update month_closes set ${change} where close_id = $1 returning state`,
      [id],
    );
    return after.rows[0];
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const pairs = states.flatMap((from) => states.map((to) => ({ from, to })));

test.each(pairs)('a close goes from $from to $to only as the table says', async ({ from, to }) => {
  const going = changed(from, `state = '${to}', ${saying[to]}`);
  if (legal.has(`${from} → ${to}`)) expect(await going).toEqual({ state: to });
  else await expect(going).rejects.toThrow(`cannot go from ${from} to ${to}`);
});

test('a close is not closed before all its parts are there', async () => {
  await expect(changed('running', 'part null')).rejects.toThrow('a part of the close is not done');
  expect(await changed('running', 'part now()')).toEqual({ state: 'closed' });
});

test('a close stays what it was begun as, and its totals stay when it is reversed', async () => {
  const whatElse = [
    "month = '2030-02-01'",
    "started_at = now() - interval '1 day'",
    "actor = 'me'",
  ];
  for (const change of whatElse) {
    const going = changed('running', `state = 'closed', ${saying.closed}, ${change}`);
    await expect(going, change).rejects.toThrow('what it was begun as');
  }
  const other = changed('closed', `state = 'reversed', ${saying.reversed}, totals = '{"a": 1}'`);
  await expect(other).rejects.toThrow('cannot go');
});
