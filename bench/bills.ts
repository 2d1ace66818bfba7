/**
 * Bills of a whole region after a close: frozen, then drawn on every core, then drawn for the print
 * house. Documents a second of one core's time (what the processor spent, whoever else worked) and by
 * the clock, bytes of a document, peak memory of the process that does it. Limits: at least 100
 * documents a second of a core, 80 KB, memory the same for any size.
 * npm run bench -- bills [ACCOUNTS …], by default 1000 50000
 */
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import pino from 'pino';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { makeBillsOfClose } from '#src/bills/jobs.ts';
import { readConfig } from '#src/config.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { measureInChild } from './child-measure.ts';
import { addMonthOfLife, createRegion } from './region.ts';
import { printTable } from './report.ts';

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
  const script = fileURLToPath(import.meta.url);
  const database = await createRegion({ accounts, since: FIRST });
  try {
    const closeId = await closeAll(database.pool);
    for (const bills of ['on-demand', 'ahead'] as const) {
      const made = await measureInChild<Made>(script, [
        'make',
        database.url,
        bills,
        String(closeId),
      ]);
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
  const made: Made = { seconds, cpuSeconds: (user + kernel) / 1e6, peakMb };
  process.stdout.write(JSON.stringify(made));
  await pool.end();
}
