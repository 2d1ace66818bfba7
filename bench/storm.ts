/**
 * `npm run bench -- storm 10000 [SEED]`: so many payments of gateways and terminals through the built
 * product, with faults of all of them, repeats, and kill -9 of web and worker; at the end the outside
 * world's own books against payments and the ledger. Ends with 1 when one kopeck differs.
 */
import { describeStorm, runStorm } from '#test/storm/run-storm.ts';
import { createMigrated } from './bench-database.ts';

const [count = '10000', seed = '20261126'] = process.argv.slice(2);
const database = await createMigrated();
const begun = performance.now();
try {
  const report = await runStorm({
    databaseUrl: database.url,
    pool: database.pool,
    count: Number(count),
    seed: Number(seed),
    payers: 200,
    killEveryMs: 10_000,
    say: (line) => console.log(line),
  });
  for (const line of describeStorm(report)) console.log(line);
  console.log(`all of it: ${Math.round((performance.now() - begun) / 1000)} s`);
  if (report.books.problems.length > 0) process.exitCode = 1;
} finally {
  await database.drop();
}
