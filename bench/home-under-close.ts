/**
 * How long the home page takes while a month is being closed beside it, against a quiet minute
 * before: residents go on using the site. Households may be given: … -- home-under-close 100000
 */
import { fileURLToPath } from 'node:url';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { addMonths, dateInZone, firstDayOfMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createBenchDatabases } from './bench-world.ts';
import { serveProduct, startChild } from './child-server.ts';
import { createHttpClient, type LoadResult, runOpen } from './load.ts';
import { cookieOf, householdOf } from './population.ts';
import { printTable } from './report.ts';

const PER_SECOND = 20;
const QUIET_SECONDS = 10;
/** Those who look while the others are charged. */
const VISITORS = 500;
const [role, url] = process.argv.slice(2);
if (role === 'serve' && url) await serveProduct(url);
else if (role === 'close' && url) await closeHere(url);
else await bench(Number(role ?? 100_000));

async function bench(households: number): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const databases = await createBenchDatabases(households, ['live']);
  try {
    const database = databases.url('live');
    const product = await startChild(script, ['serve', database]);
    const request = createHttpClient(product.url, 64);
    const visit = async (index: number): Promise<boolean> => {
      const household = householdOf(index % VISITORS);
      const path = `/accounts/${household.accountNumber}`;
      const headers = { cookie: cookieOf(household) };
      return (await request({ method: 'GET', path, headers })).status === 200;
    };
    await runOpen({ perSecond: PER_SECOND, count: PER_SECOND * 3 }, visit);
    const quiet = await runOpen(
      { perSecond: PER_SECOND, count: PER_SECOND * QUIET_SECONDS },
      visit,
    );
    const closing = startClose(script, database);
    const rounds: LoadResult[] = [];
    while (!closing.isOver()) {
      rounds.push(await runOpen({ perSecond: PER_SECOND, count: PER_SECOND }, visit));
    }
    const seconds = await closing.seconds;
    const busy = rounds.map(({ p99Ms }) => p99Ms);
    const failures = rounds.reduce((sum, one) => sum + one.failures, quiet.failures);
    printTable(
      ['households', 'closed in s', 'quiet p50', 'quiet p99', 'under close p50', 'p99', 'failures'],
      [
        [
          String(households),
          seconds.toFixed(1),
          quiet.p50Ms.toFixed(0),
          quiet.p99Ms.toFixed(0),
          Math.max(...rounds.map(({ p50Ms }) => p50Ms)).toFixed(0),
          Math.max(...busy).toFixed(0),
          String(failures),
        ],
      ],
    );
    await product.stop();
  } finally {
    await databases.drop();
  }
}

function startClose(script: string, database: string) {
  let isOver = false;
  const startedAt = performance.now();
  const seconds = startChild(script, ['close', database]).then(async (child) => {
    isOver = true;
    await child.stop();
    return (performance.now() - startedAt) / 1000;
  });
  return { seconds, isOver: () => isOver };
}

/** Says that it is done by its message, as a server says that it is there. */
async function closeHere(database: string): Promise<void> {
  const pool = createPool({ connectionString: database });
  const supplier = await readSupplierProfile(null);
  const month = firstDayOfMonth(dateInZone(new Date(), supplier.timeZone));
  const clock = { now: () => new Date(`${addMonths(month, 1)}T08:00:00Z`) };
  const outcome = await closeMonth(
    { pool, db: createDatabase(pool), clock, supplier },
    { month, actor: system('bench') },
  );
  await pool.end();
  process.send?.(outcome.ok ? 'closed' : JSON.stringify(outcome));
  setInterval(() => {}, 60_000);
}
