import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import iconv from 'iconv-lite';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { exportHeadings } from './export-columns.ru.ts';
import { type ExportKind, exportCount, exportQueries, type Months } from './export-queries.ts';
import type { ImportReport } from './import-types.ts';
import { interruptibly } from './interruption.ts';

export const exportEncodings = ['utf-8', 'windows-1251'] as const;
export type ExportEncoding = (typeof exportEncodings)[number];

export type ExportOptions = {
  kind: ExportKind;
  months: Months;
  file: string;
  encoding?: ExportEncoding | undefined;
  report?: ImportReport | undefined;
  signal?: AbortSignal | undefined;
};

export type ExportSummary = {
  kind: ExportKind;
  months: Months;
  file: string;
  rows: number;
  encoding: ExportEncoding;
  seconds: number;
};

export type ExportFailure =
  | { code: 'month_not_closed'; month: PlainMonth }
  | { code: 'file_unwritable'; file: string; reason: string }
  | { code: 'file_is_folder'; file: string }
  | { code: 'folder_missing'; folder: string }
  | { code: 'interrupted' };

export type ExportOutcome =
  | { ok: true; summary: ExportSummary }
  | { ok: false; failure: ExportFailure };

/**
 * Writes what the supplier's billing takes over. The rows go from the database to the file as they
 * come; the file has its name once it is whole, so that nobody reads half of one.
 */
export async function exportFile(pool: pg.Pool, options: ExportOptions): Promise<ExportOutcome> {
  const started = performance.now();
  const { kind, months, file, encoding = 'utf-8', signal } = options;
  const draft = `${file}.${process.pid}.part`;
  const opened = await openDraft(file, draft);
  if (!opened.ok) return opened;
  try {
    const written = await inOneSnapshot(pool, signal, (client) =>
      writeRows(client, opened.output, { ...options, encoding }),
    );
    if (!written.ok) return written;
    await opened.output.sync();
    await opened.output.close();
    await rename(draft, file);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    return { ok: true, summary: { kind, months, file, rows: written.rows, encoding, seconds } };
  } catch (error) {
    if (signal?.aborted) return { ok: false, failure: { code: 'interrupted' } };
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return unwritable(file, error);
  } finally {
    await opened.output.close().catch(() => {});
    await rm(draft, { force: true });
  }
}

const unwritable = (file: string, error: unknown) => ({
  ok: false as const,
  failure: { code: 'file_unwritable' as const, file, reason: (error as Error).message },
});

type Opened = { ok: true; output: FileHandle } | { ok: false; failure: ExportFailure };

/** Before anything is asked of the database. */
async function openDraft(file: string, draft: string): Promise<Opened> {
  const folder = dirname(file);
  const place = await stat(folder).catch(() => null);
  if (!place?.isDirectory()) return { ok: false, failure: { code: 'folder_missing', folder } };
  const present = await stat(file).catch(() => null);
  if (present?.isDirectory()) return { ok: false, failure: { code: 'file_is_folder', file } };
  try {
    return { ok: true, output: await open(draft, 'w') };
  } catch (error) {
    return unwritable(file, error);
  }
}

type Written = { ok: true; rows: number } | { ok: false; failure: ExportFailure };

/** One view of the database for all queries: a close meanwhile changes nothing in the file. */
async function inOneSnapshot(
  pool: pg.Pool,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient) => Promise<Written>,
): Promise<Written> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query("set local work_mem = '64MB'; set local jit = off");
    return await interruptibly({ pool, client, signal }, () => work(client));
  } finally {
    await client.query('rollback').catch(() => {});
    client.release(true);
  }
}

async function writeRows(
  client: pg.PoolClient,
  output: FileHandle,
  { kind, months, encoding, report }: ExportOptions & { encoding: ExportEncoding },
): Promise<Written> {
  const closes = await findCloses(client, kind, months);
  if ('code' in closes) return { ok: false, failure: closes };
  report?.step('exporting');
  const counted = await client.query(exportCount(kind, months, closes));
  const totalRows = counted.rows[0].count;
  const isUtf8 = encoding === 'utf-8';
  const bom = isUtf8 ? '\ufeff' : '';
  await output.appendFile(iconv.encode(`${bom}${exportHeadings[kind].join(';')}\n`, encoding));
  let rows = 0;
  for (const query of exportQueries(kind, months, closes)) {
    const copy = client.query(
      copyTo(`copy (${query}) to stdout (format csv, delimiter ';', encoding 'UTF8')`),
    );
    // A character may lie across two chunks.
    const decoder = iconv.getDecoder('utf-8');
    for await (const chunk of copy as AsyncIterable<Buffer>) {
      rows += countLines(chunk);
      await output.appendFile(isUtf8 ? chunk : iconv.encode(decoder.write(chunk), encoding));
      report?.read({ bytes: rows, totalBytes: totalRows, lines: rows });
    }
  }
  return { ok: true, rows };
}

/** No field holds a line break: the imports refuse them. */
function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** The close of each month; readings need none: they are true before it, too. */
async function findCloses(
  client: pg.PoolClient,
  kind: ExportKind,
  { from, to }: Months,
): Promise<number[] | ExportFailure> {
  if (kind === 'readings') return [];
  const { rows } = await client.query(
    `select month, close_id from month_closes
     where state = 'closed' and month between $1 and $2 order by month`,
    [from, to],
  );
  const closes = new Map<PlainMonth, number>(rows.map((row) => [row.month, row.close_id]));
  for (let month = from; month <= to; month = addMonths(month, 1)) {
    if (!closes.has(month)) return { code: 'month_not_closed', month };
  }
  return [...closes.values()];
}
