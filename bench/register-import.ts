/**
 * A register into an empty database, the same again, and the one of a month later, where every bill,
 * balance and reading is another, with how long that one holds what residents want: lines a second, peak memory of the importing process, and the
 * ratio to a bare COPY of the same staged lines. Limits: a million personal accounts in 120 s, in
 * 300 MB whatever the size. Sizes may be given: npm run bench -- register-import 10000 100000
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Household, makeHouseholds } from '#demo/household.ts';
import { writeRegister } from '#demo/register-file.ts';
import { systemClock } from '#src/clock.ts';
import { copyInto } from '#src/db/copy-into.ts';
import { createPool } from '#src/db/database.ts';
import { copyRow } from '#src/exchange/copy-rows.ts';
import { detectFormat } from '#src/exchange/file-format.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import { matchHeadings } from '#src/exchange/match-headings.ts';
import { registerColumns } from '#src/exchange/register-columns.ru.ts';
import { parseRegisterLine, registerDates } from '#src/exchange/register-line.ts';
import { createStaged, stagedColumnNames, stagedValues } from '#src/exchange/staged-columns.ts';
import { openTable } from '#src/exchange/table-source.ts';
import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createMigrated } from './bench-database.ts';
import { measureInChild } from './child-measure.ts';
import { watchLocks } from './lock-watch.ts';
import { printTable } from './report.ts';

const SIZES = [10_000, 1_000_000];
const [role, ...rest] = process.argv.slice(2);
if (role === 'import') await importHere(rest[0] ?? '', rest[1] ?? '');
else await bench([role, ...rest].flatMap((size) => (size ? [Number(size)] : [])));

async function bench(sizes: number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ochag-bench-'));
  try {
    const rows: string[][] = [];
    for (const size of sizes.length > 0 ? sizes : SIZES) rows.push(await measure(size, folder));
    printTable(
      [
        'accounts',
        'lines',
        'seconds',
        'lines/s',
        'peak MB',
        'again s',
        'month later s',
        'meters held s',
        'accounts held s',
        'bare COPY s',
        'ratio',
      ],
      rows,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(size: number, folder: string): Promise<string[]> {
  const file = join(folder, `register-${size}.csv`);
  const today = dateInZone(systemClock.now(), 'Europe/Kaliningrad');
  const households = makeHouseholds({ seed: 1, count: size, today });
  const { lines } = await writeRegister({ households, file, encoding: 'windows-1251' });
  const database = await createMigrated();
  try {
    const first = await importInChild(file, database.url);
    const again = await importInChild(file, database.url);
    const later = aMonthLater(makeHouseholds({ seed: 1, count: size, today }), today);
    await writeRegister({ households: later, file, encoding: 'windows-1251' });
    const stopWatching = await watchLocks(database.url);
    const month = await importInChild(file, database.url);
    const held = await stopWatching();
    const bare = await copyBare(file, { url: database.url, today });
    const peak = Math.max(first.peakMb, again.peakMb, month.peakMb);
    return [
      String(size),
      String(lines),
      first.seconds.toFixed(1),
      String(Math.round(lines / first.seconds)),
      peak.toFixed(0),
      again.seconds.toFixed(1),
      month.seconds.toFixed(1),
      held.meters.toFixed(1),
      held.accounts.toFixed(1),
      bare.toFixed(2),
      (bare / first.seconds).toFixed(2),
    ];
  } finally {
    await database.drop();
    await rm(file);
  }
}

function* aMonthLater(households: Iterable<Household>, today: PlainDate): Generator<Household> {
  for (const household of households) {
    const meters = household.meters.map((meter) => ({
      ...meter,
      lastValueM3: meter.lastValueM3 + 1,
      lastReadOn: addDays(today, -1),
    }));
    const { balanceKopecks, lastBillKopecks } = household;
    const money = { balanceKopecks: balanceKopecks + 1234, lastBillKopecks: lastBillKopecks + 567 };
    yield { ...household, ...money, meters };
  }
}

type Measured = { seconds: number; peakMb: number };

function importInChild(file: string, url: string): Promise<Measured> {
  return measureInChild(fileURLToPath(import.meta.url), ['import', file, url]);
}

async function importHere(file: string, url: string): Promise<void> {
  const pool = createPool({ connectionString: url });
  const supplier = await readSupplierProfile(null);
  const startedAt = performance.now();
  const outcome = await importRegister({ pool, clock: systemClock, supplier }, { file });
  const seconds = (performance.now() - startedAt) / 1000;
  if (!outcome.ok || outcome.summary.exitCode !== 0) throw new Error(JSON.stringify(outcome));
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds, peakMb } satisfies Measured));
  await pool.end();
}

type BareCopy = { url: string; today: string };

/** The same staged lines, ready in a file, into the same table: nothing can be faster than that. */
async function copyBare(file: string, { url, today }: BareCopy): Promise<number> {
  const staged = `${file}.staged`;
  await pipeline(stagedLines(file, today), createWriteStream(staged));
  const pool = createPool({ connectionString: url });
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(createStaged);
    const startedAt = performance.now();
    const chunks = createReadStream(staged, { encoding: 'utf8', highWaterMark: 1 << 18 });
    await copyInto(client, 'staged', stagedColumnNames, chunks);
    await client.query('commit');
    return (performance.now() - startedAt) / 1000;
  } finally {
    client.release(true);
    await pool.end();
    await rm(staged, { force: true });
  }
}

async function* stagedLines(file: string, today: string): AsyncGenerator<string> {
  const supplier = await readSupplierProfile(null);
  const detected = await detectFormat(file);
  if (!detected.ok) throw new Error(detected.failure.code);
  const source = await openTable(file, detected.format);
  const match = matchHeadings(source.headings, registerColumns);
  if (!match.ok) throw new Error(match.failure.code);
  const rules = {
    numberPattern: new RegExp(supplier.accountNumberPattern),
    positions: match.positions,
    fieldCount: source.headings.length,
    dates: registerDates(today),
  };
  for await (const batch of source.records(() => {})) {
    const lines = batch.map(({ line, fields }) =>
      copyRow(stagedValues(line, parseRegisterLine(fields, rules))),
    );
    yield lines.join('');
  }
}
