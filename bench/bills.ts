/**
 * Bills of a whole region after a close: frozen, then drawn on every core, then drawn for the print
 * house. Documents a second of one core's time (what the processor spent, whoever else worked) and by
 * the clock, bytes of a document, peak memory of the process that does it. Limits: at least 100
 * documents a second of a core, 80 KB, memory the same for any size.
 * npm run bench -- bills [ACCOUNTS …], by default 1000 50000
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import pino from 'pino';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { makeBillsOfClose } from '#src/bills/jobs.ts';
import { readConfig } from '#src/config.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { addMonthOfLife, populateRegion } from './region.ts';
import { printTable } from './report.ts';

const serverUrl =
  process.env.OCHAG_BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const FIRST: PlainMonth = '2024-11-01';
const MONTHS = 3;
const [role, ...rest] = process.argv.slice(2);
if (role === 'make') await makeHere(rest[0] ?? '', rest[1] ?? '', Number(rest[2]));
else await bench([role, ...rest].flatMap((size) => (size ? [Number(size)] : [])));

async function bench(sizes: number[]): Promise<void> {
  const rows: string[][] = [];
  for (const accounts of sizes.length > 0 ? sizes : [1_000, 50_000]) await measure(accounts, rows);
  printTable(
    ['accounts', 'what', 'documents', 'per s of a core', 'per s by the clock', 'bytes', 'peak MB'],
    rows,
  );
}

async function measure(accounts: number, rows: string[][]): Promise<void> {
  const database = await createRegion(accounts);
  try {
    const closeId = await closeAll(database.pool);
    for (const bills of ['on-demand', 'ahead'] as const) {
      const made = await makeInChild(database.url, bills, closeId);
      const { rows: counted } = await database.pool.query(
        `select count(*)::int as frozen, count(pdf_bytes)::int as drawn,
           coalesce(avg(pdf_bytes), avg(length(data)))::int as bytes from bills where close_id = $1`,
        [closeId],
      );
      const [{ frozen, drawn, bytes }] = counted;
      const documents = bills === 'ahead' ? drawn : frozen;
      rows.push([
        String(accounts),
        bills === 'ahead' ? 'drawn' : 'frozen',
        String(documents),
        (documents / made.cpuSeconds).toFixed(0),
        (documents / made.seconds).toFixed(0),
        String(bytes),
        made.peakMb.toFixed(0),
      ]);
      console.error(rows.at(-1)?.join('  '));
    }
  } finally {
    await database.drop();
  }
}

async function createRegion(accounts: number) {
  const name = `ochag_bench_${randomBytes(4).toString('hex')}`;
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await onServer(`create database ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const pool = createPool({ connectionString: url });
  await migrate(pool, migrationsFolder);
  const profile = await readSupplierProfile(null);
  await seedRates(createDatabase(pool), { profile, now: new Date('2024-01-01T00:00:00Z') });
  await populateRegion(pool, { accounts, since: FIRST });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}

/** Some months, so that the papers have a history, payments and penalties. */
async function closeAll(pool: pg.Pool): Promise<number> {
  const supplier = await readSupplierProfile(null);
  let closeId = 0;
  for (let index = 0; index < MONTHS; index += 1) {
    const month = addMonths(FIRST, index);
    await addMonthOfLife(pool, month);
    const clock = { now: () => new Date(`${addMonths(month, 1)}T08:00:00Z`) };
    const deps = { pool, db: createDatabase(pool), clock, supplier };
    const outcome = await closeMonth(deps, { month, actor: system('bench') });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    closeId = outcome.closeId;
  }
  await pool.query('vacuum analyze');
  return closeId;
}

type Made = { seconds: number; cpuSeconds: number; peakMb: number };

/** In a process of its own: time and memory are then the papers' alone. */
function makeInChild(url: string, bills: string, closeId: number): Promise<Made> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [script, 'make', url, bills, String(closeId)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(`the making of bills ended with ${code}`));
    });
  });
}

async function makeHere(url: string, bills: string, closeId: number): Promise<void> {
  const pool = createPool({ connectionString: url });
  const deps = {
    pool,
    db: createDatabase(pool),
    clock: { now: () => new Date('2025-02-03T08:00:00Z') },
    supplier: await readSupplierProfile(null),
    config: readConfig({ OCHAG_BILLS: bills }),
  };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const context = { signal: new AbortController().signal, log: pino({ level: 'error' }) };
  await makeBillsOfClose(deps, closeId, context);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system: kernel } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (user + kernel) / 1e6, peakMb }));
  await pool.end();
}
