/**
 * `ochag backup` and `ochag restore` of households with two years of readings, as the engineer runs
 * them: seconds, MB of rows a second, size of the file, peak memory of the process, which must not
 * grow with the size. Sizes may be given: npm run bench -- backup 10000 100000
 */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '#src/package-root.ts';
import { dropDatabase, onServer } from './bench-database.ts';
import { createBenchDatabases } from './bench-world.ts';
import { printTable } from './report.ts';

const SIZES = [10_000, 100_000];

const sizes = process.argv.slice(2).map(Number);
const rows: string[][] = [];
for (const size of sizes.length > 0 ? sizes : SIZES) rows.push(...(await measure(size)));
printTable(['accounts', 'command', 'seconds', 'MB of rows', 'MB/s', 'file MB', 'peak MB'], rows);

async function measure(size: number): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'ochag-bench-'));
  const file = join(folder, 'bench.ochag');
  const source = await createBenchDatabases(size, ['source']);
  const target = new URL(source.url('source'));
  target.pathname += '_restored';
  await onServer(`create database ${target.pathname.slice(1)}`);
  try {
    const backup = await run(['backup', file], source.url('source'));
    const restore = await run(['restore', file], target.href);
    const fileMb = statSync(file).size / 1_048_576;
    return Object.entries({ backup, restore }).map(([name, { seconds, peakMb }]) => [
      String(size),
      name,
      seconds.toFixed(1),
      backup.rowsMb.toFixed(0),
      (backup.rowsMb / seconds).toFixed(0),
      fileMb.toFixed(0),
      peakMb.toFixed(0),
    ]);
  } finally {
    await source.drop();
    await dropDatabase(target.pathname.slice(1));
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(args: string[], databaseUrl: string) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(packageRoot, 'dist', 'cli.js'), ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  let peakMb = 0;
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, readPeakMb(child.pid ?? 0));
  }, 50);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(errors);
  const rowsMb = Number(/ rows, ([\d.]+) MB in /.exec(errors)?.[1] ?? 0);
  return { seconds: (performance.now() - startedAt) / 1000, peakMb, rowsMb };
}

/** The kernel's own high-water mark. */
function readPeakMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
