import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { describeStorm, runStorm } from '#test/storm/run-storm.ts';

// Hundreds of payments in everybody's worst hour. Ten thousand: npm run bench -- storm 10000.
const COUNT = Number(process.env.OCHAG_TEST_PAYMENTS ?? 500);
const SEED = Number(process.env.OCHAG_TEST_SEED ?? 20_261_126);

let database: Awaited<ReturnType<typeof openScratchDatabase>>;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.stop());

test(
  `${COUNT} payments: nothing lost, nothing twice, nothing left unknown`,
  async () => {
    const { pool, connectionString: databaseUrl } = database;
    const storm = { databaseUrl, pool, count: COUNT, seed: SEED, payers: 20, killEveryMs: 1_500 };
    const report = await runStorm(storm);
    process.stdout.write(`${describeStorm(report).join('\n')}\n`);
    expect(report.books.problems).toEqual([]);
    expect(Math.min(report.killed.web, report.killed.worker)).toBeGreaterThan(0);
    const taken = Object.values(report.faults).flatMap((kinds) => Object.values(kinds));
    expect(taken.reduce((all, times) => all + times, 0)).toBeGreaterThan(COUNT / 5);
    const { rows } = await pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from payments group by state',
    );
    const counts = new Map(rows.map(({ state, n }) => [state, n]));
    expect(counts.get('succeeded')).toBeGreaterThan(COUNT / 2);
    expect(counts.get('canceled')).toBeGreaterThan(0);
  },
  240_000 + COUNT * 150,
);
