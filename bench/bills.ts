/**
 * Bills of a whole region after a close: frozen, then drawn on every core. Documents a second of one
 * core's time (what the processor spent, whoever else worked) and by the clock, bytes of a document, and
 * the most memory in either half of the time, shared pages once, all of the process that does it and of those
 * that draw for it. The limit of the machine is Typst alone: the same papers through its compiler in one
 * process, with nothing read, packed or kept and a blank square for the code. Wanted: at least 100 documents
 * a second of a core, 80 KB, and for many accounts no more memory in the second half. On Linux only.
 * npm run bench -- bills [ACCOUNTS …], by default 1000 50000
 */
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import pino from 'pino';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { billPaper } from '#src/bills/bill-paper.ru.ts';
import { billQr } from '#src/bills/bill-qr.ts';
import { listUndrawnBills } from '#src/bills/bills-store.ts';
import { makeBillsOfClose } from '#src/bills/jobs.ts';
import { createPaperCompiler } from '#src/bills/paper-compiler.ts';
import { paperFolder } from '#src/bills/paper-files.ts';
import { drawingEnvironment } from '#src/bills/paper-renderer.ts';
import { readConfig } from '#src/config.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { measureInChild } from './child-measure.ts';
import { treeCpuSeconds, watchMemory } from './process-tree.ts';
import { addMonthOfLife, createRegion } from './region.ts';
import { printTable } from './report.ts';

const FIRST: PlainMonth = '2024-11-01';
const MONTHS = 3;
/** Papers that Typst alone draws, and how many of them once more before the clock starts. */
const BARE_MOST = 1_000;
const WARM_UP = 100;
const [role, ...rest] = process.argv.slice(2);
if (role === 'make') await makeHere(rest[0] ?? '', rest[1] ?? '', Number(rest[2]));
else if (role === 'typst') await drawBarely(rest[0] ?? '', Number(rest[1]));
else await bench([role, ...rest].flatMap((size) => (size ? [Number(size)] : [])));

async function bench(sizes: number[]): Promise<void> {
  const rows: string[][] = [];
  for (const accounts of sizes.length > 0 ? sizes : [1_000, 50_000]) await measure(accounts, rows);
  printTable(
    [
      'accounts',
      'what',
      'documents',
      'per s of a core',
      'of Typst alone',
      'per s by the clock',
      'bytes',
      'peak MB, first half',
      'second half',
    ],
    rows,
  );
}

async function measure(accounts: number, rows: string[][]): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const database = await createRegion({ accounts, since: FIRST });
  try {
    const closeId = await closeAll(database.pool);
    let bare: number | null = null;
    for (const bills of ['on-demand', 'ahead'] as const) {
      const made = await measureInChild<Made>(script, [
        'make',
        database.url,
        bills,
        String(closeId),
      ]);
      // Between the two: what is drawn ahead is frozen by now, and not drawn yet.
      if (bills === 'on-demand') {
        const alone = await measureInChild<Bare>(
          script,
          ['typst', database.url, String(closeId)],
          drawingEnvironment,
        );
        bare = alone.documents / alone.cpuSeconds;
      }
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
        bills === 'ahead' && bare ? (documents / made.cpuSeconds / bare).toFixed(2) : '',
        (documents / made.seconds).toFixed(0),
        String(bytes),
        made.firstHalfMb.toFixed(0),
        made.secondHalfMb.toFixed(0),
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

type Made = {
  seconds: number;
  cpuSeconds: number;
  firstHalfMb: number;
  secondHalfMb: number;
};

async function makeHere(url: string, bills: string, closeId: number): Promise<void> {
  const pool = createPool({ connectionString: url });
  const deps = {
    pool,
    db: createDatabase(pool),
    clock: { now: () => new Date('2025-02-03T08:00:00Z') },
    supplier: await readSupplierProfile(null),
    config: readConfig({ OCHAG_BILLS: bills }),
  };
  const before = treeCpuSeconds();
  const memory = watchMemory();
  const startedAt = performance.now();
  const context = { signal: new AbortController().signal, log: pino({ level: 'error' }) };
  await makeBillsOfClose(deps, closeId, context);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = treeCpuSeconds() - before;
  const made: Made = { seconds, cpuSeconds, ...memory.stop() };
  process.stdout.write(JSON.stringify(made));
  await pool.end();
}

type Bare = { documents: number; cpuSeconds: number };

async function drawBarely(url: string, closeId: number): Promise<void> {
  const pool = createPool({ connectionString: url });
  const choice = { closeId, from: 0, to: Number.MAX_SAFE_INTEGER, limit: BARE_MOST };
  const bills = await listUndrawnBills(createDatabase(pool), choice);
  await pool.end();
  const papers = bills.map(({ data, sha256 }) => {
    const made = billQr(data, 'utf-8');
    const qrNote = made.ok ? null : 'none';
    const paper = billPaper(data, { qrNote, siteUrl: 'https://lk.example.ru', sha256 });
    return JSON.stringify(paper);
  });
  const compile = createPaperCompiler(paperFolder);
  let before = process.cpuUsage();
  for (const [at, paper] of [...papers.slice(0, WARM_UP), ...papers].entries()) {
    if (at === WARM_UP) before = process.cpuUsage();
    compile({ template: 'bill.typ', paper, isOnePage: true });
    // As between two that are asked for.
    await setImmediate();
  }
  const { user, system: kernel } = process.cpuUsage(before);
  const bare: Bare = { documents: papers.length, cpuSeconds: (user + kernel) / 1e6 };
  process.stdout.write(JSON.stringify(bare));
}
