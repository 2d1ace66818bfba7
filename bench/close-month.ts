/**
 * Months of a region closed one after another by a process for each core, with a connection each
 * (BENCH_PROCESSES, BENCH_CONNECTIONS): accounts a second, peak memory of a closing process, and the
 * ratio to a bare COPY of the very same rows into the same tables. Limits: at least 40 % of it, the
 * last month as fast as the first, memory the same for any size.
 * npm run bench -- close-month [ACCOUNTS:MONTHS …], by default 10000:24 1000000:3
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { type CloseTable, closeTables } from '#src/billing/close-rows.ts';
import { copyInto } from '#src/db/copy-into.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { measureInChild } from './child-measure.ts';
import { addMonthOfLife, createRegion } from './region.ts';
import { printTable } from './report.ts';

const FIRST: PlainMonth = '2024-11-01';
const PROCESSES = Number(process.env.BENCH_PROCESSES ?? availableParallelism());
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 1);
const [role, ...rest] = process.argv.slice(2);
if (role === 'close') await closeHere(rest[0] ?? '', rest[1] ?? '');
else await bench([role, ...rest].flatMap((size) => (size ? [size] : [])));

async function bench(sizes: string[]): Promise<void> {
  const rows: string[][] = [];
  for (const size of sizes.length > 0 ? sizes : ['10000:24', '1000000:3']) {
    const [accounts = 0, months = 1] = size.split(':').map(Number);
    await measure(accounts, months, rows);
  }
  printTable(
    ['accounts', 'month', 'seconds', 'accounts/s', 'peak MB', 'rows', 'rows/s', 'COPY s', 'ratio'],
    rows,
  );
}

async function measure(accounts: number, months: number, rows: string[][]): Promise<void> {
  const database = await createRegion({ accounts, since: FIRST });
  try {
    for (let index = 0; index < months; index += 1) {
      const month = addMonths(FIRST, index);
      await addMonthOfLife(database.pool, month);
      const closed = await closeTogether(database.url, month);
      const isShown = index < 2 || index === months - 1 || index % 6 === 5;
      if (!isShown) continue;
      const bare = await copyBare(database.pool, closed.closeId, month);
      rows.push([
        String(accounts),
        month.slice(0, 7),
        closed.seconds.toFixed(2),
        String(Math.round(closed.accounts / closed.seconds)),
        closed.peakMb.toFixed(0),
        String(bare.rows),
        String(Math.round(bare.rows / closed.seconds)),
        bare.seconds.toFixed(2),
        (bare.seconds / closed.seconds).toFixed(2),
      ]);
      console.error(rows.at(-1)?.join('  '));
    }
  } finally {
    await database.drop();
  }
}

/** As `--processes` does, one for each core: what counts is when the last of them is done. */
async function closeTogether(url: string, month: PlainMonth): Promise<Closed> {
  const script = fileURLToPath(import.meta.url);
  const children = Array.from({ length: PROCESSES }, () =>
    measureInChild<Closed | null>(script, ['close', url, month]),
  );
  const ends = (await Promise.all(children)).filter((end) => end !== null);
  const slowest = ends.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (!slowest) throw new Error('nobody closed the month');
  return { ...slowest, peakMb: Math.max(...ends.map(({ peakMb }) => peakMb)) };
}

/** What a closing process tells; null: it came when all was done. */
type Closed = { closeId: number; accounts: number; seconds: number; peakMb: number };

async function closeHere(url: string, month: PlainMonth): Promise<void> {
  const pool = createPool({ connectionString: url });
  const supplier = await readSupplierProfile(null);
  const clock = { now: () => new Date(`${addMonths(month, 1)}T08:00:00Z`) };
  const startedAt = performance.now();
  const outcome = await closeMonth(
    { pool, db: createDatabase(pool), clock, supplier },
    { month, actor: system('bench'), connections: CONNECTIONS },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  if (!outcome.ok && outcome.code !== 'already_closed') throw new Error(JSON.stringify(outcome));
  const peakMb = peakOfThisProcess();
  const closed: Closed | null = outcome.ok
    ? { closeId: outcome.closeId, accounts: outcome.totals.accounts, seconds, peakMb }
    : null;
  process.stdout.write(JSON.stringify(closed));
  await pool.end();
}

/** Not `maxRSS`, which begins with the memory of whoever started the process. */
function peakOfThisProcess(): number {
  const [, kilobytes = '0'] =
    /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The close's own rows under another id, ready in memory, by two connections: nothing is faster. */
async function copyBare(pool: pg.Pool, closeId: number, month: PlainMonth) {
  const tables = Object.keys(closeTables) as CloseTable[];
  const held = new Map<CloseTable, Buffer[]>();
  let rows = 0;
  for (const table of tables) {
    const { chunks, count } = await readOut(pool, { table, closeId, month });
    held.set(table, chunks);
    rows += count;
  }
  const startedAt = performance.now();
  const halves: CloseTable[][] = [
    ['charge_lines', 'penalty_lines'],
    ['ledger_entries', 'account_months'],
  ];
  await Promise.all(
    halves.map(async (half) => {
      const client = await pool.connect();
      for (const table of half) {
        const columns = closeTables[table].split(/\s+/);
        await copyInto(client, table, columns, chunksOf(held.get(table) ?? []));
      }
      client.release();
    }),
  );
  return { rows, seconds: (performance.now() - startedAt) / 1000 };
}

async function* chunksOf(chunks: readonly Buffer[]) {
  yield* chunks;
}

type Choice = { table: CloseTable; closeId: number; month: PlainMonth };

/** As if they were of a century later: the keys are new ones at the same end of the indexes. */
async function readOut(pool: pg.Pool, { table, closeId, month }: Choice) {
  const columns = closeTables[table]
    .split(/\s+/)
    .map((column) =>
      column === 'close_id'
        ? 'close_id + 1000'
        : column === 'billing_month'
          ? "(billing_month + interval '100 years')::date"
          : column,
    );
  const where =
    table === 'ledger_entries'
      ? `billing_month = '${month}' and close_id = ${closeId}`
      : `close_id = ${closeId}`;
  const client = await pool.connect();
  const stream = client.query(
    copyTo(`copy (select ${columns.join(', ')} from ${table} where ${where}) to stdout`),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  client.release();
  return { chunks, count: stream.rowCount };
}
