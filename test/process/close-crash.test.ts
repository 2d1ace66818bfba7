import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMonthOfLife, populateRegion } from '#bench/region.ts';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { packageRoot } from '#src/package-root.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

const ACCOUNTS = 3_000;
const SINCE = '2026-01-01';
/** Two months, so that the second starts from the state that the first has left. */
const MONTHS = ['2026-01-01', '2026-02-01'];
const NOW = '2026-03-02T08:00:00Z';

let unbroken: TestDatabase;
let broken: TestDatabase;
beforeAll(async () => {
  [unbroken, broken] = await Promise.all([createRegion(), createRegion()]);
}, 60_000);
afterAll(async () => {
  await unbroken?.drop();
  await broken?.drop();
});

async function createRegion(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const profile = await readSupplierProfile(null);
  await seedRates(database.db, { profile, now: new Date('2025-01-01T00:00:00Z') });
  await populateRegion(database.pool, { accounts: ACCOUNTS, since: SINCE });
  return database;
}

/** What the close left, but for the numbers that a sequence gives and the moments of the parts. */
async function bookOf(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const read = async (sql: string) => (await pool.query(sql)).rows;
  return {
    entries: await read(
      `select billing_month, personal_account_id, idempotency_key, kind, is_penalty, amount_kopecks,
         for_month, value_date, close_id, cause, entered_at from ledger_entries
       order by billing_month, personal_account_id, idempotency_key`,
    ),
    lines: await read('select * from charge_lines order by close_id, personal_account_id, line_no'),
    penalties: await read(
      'select * from penalty_lines order by close_id, personal_account_id, line_no',
    ),
    months: await read('select * from account_months order by close_id, personal_account_id'),
    closes: await read('select close_id, month, state, totals from month_closes order by close_id'),
    shut: await read('select month from billing_months order by month'),
  };
}

function startClose(url: string, month: string, more: readonly string[] = []) {
  const args = ['dist/cli.js', 'close-month', month.slice(0, 7), '--range-size', '100', ...more];
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    OCHAG_LOG: 'warn',
    OCHAG_SECRET: 'a secret of a test, long enough for anybody',
  };
  return spawn(process.execPath, args, { cwd: packageRoot, env, stdio: 'pipe' });
}

/** Each run gets so many parts done before it is killed, in the middle of the next ones. */
const PARTS_A_LIFE = 5;

/** Runs it again and again until a run comes to its end. Returns how many were killed. */
async function closeThroughKills({ url, pool }: TestDatabase, month: string): Promise<number> {
  const partsDone = async (): Promise<number> => {
    const { rows } = await pool.query(
      `select count(done_at)::int as done from month_close_ranges join month_closes using (close_id)
       where month = $1`,
      [month],
    );
    return rows[0].done;
  };
  const isClosed = async (): Promise<boolean> => {
    const { rowCount } = await pool.query(
      "select from month_closes where month = $1 and state = 'closed'",
      [month],
    );
    return rowCount === 1;
  };
  for (let kills = 0; ; kills += 1) {
    const enough = (await partsDone()) + PARTS_A_LIFE;
    const child = startClose(url, month);
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const over = once(child, 'exit');
    while (child.exitCode === null && (await partsDone()) < enough) await sleep(5);
    // Anywhere between two commits: another place each time.
    await sleep((kills * 7) % 40);
    if (child.exitCode === null) child.kill('SIGKILL');
    const [code] = await over;
    if (code === 0) return kills;
    // The kill came after the last commit and before the end of the process: all is done.
    if (code === null && (await isClosed())) return kills + 1;
    if (code !== null) throw new Error(`ended with ${code}: ${errors}`);
  }
}

/** Two at once, one of them with a third beside it, share the parts; who comes too late is told so. */
async function closeTogether({ url }: TestDatabase, month: string): Promise<void> {
  const children = [startClose(url, month), startClose(url, month, ['--processes', '2'])];
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toContain(0);
}

test('a close that is killed anywhere, and by two processes at once, leaves what an unbroken one does', async () => {
  const supplier = await readSupplierProfile(null);
  let kills = 0;
  for (const month of MONTHS) {
    await addMonthOfLife(unbroken.pool, month);
    await addMonthOfLife(broken.pool, month);
    const deps = { ...unbroken, clock: { now: () => new Date(NOW) }, supplier };
    const outcome = await closeMonth(deps, {
      month,
      actor: system('command line'),
      rangeSize: 100,
    });
    expect(outcome).toMatchObject({ ok: true });
    if (month === MONTHS[0]) kills = await closeThroughKills(broken, month);
    else await closeTogether(broken, month);
    // The next month is charged by what was known as it begins: both tell of the same moment.
    await broken.pool.query(`alter table month_closes disable trigger user;
      update month_closes set started_at = '${NOW}' where month = '${month}';
      alter table month_closes enable trigger user`);
  }
  expect(kills).toBeGreaterThan(1);
  const [whole, mended] = await Promise.all([bookOf(unbroken.pool), bookOf(broken.pool)]);
  const entered = (book: Record<string, unknown[]>) =>
    book.entries?.map((entry) => ({ ...(entry as object), entered_at: null }));
  expect(entered(mended)).toEqual(entered(whole));
  for (const part of ['lines', 'penalties', 'months', 'closes', 'shut']) {
    expect(mended[part], part).toEqual(whole[part]);
  }
}, 180_000);
