import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type pg from 'pg';
import { copyInto } from '#src/db/copy-into.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import { type ColumnsFailure, readColumnsFile } from './columns-file.ts';
import { checkErrorsFile, writeErrorsDraft } from './errors-file.ts';
import { detectFormat, type FileFormat, hasChanged } from './file-format.ts';
import { closeEntry, findSameFile, lockImports, openEntry } from './import-entry.ts';
import type {
  Difference,
  ImportCounts,
  ImportDeps,
  ImportFailure,
  ImportKind,
  ImportOptions,
  ImportOutcome,
  ImportReport,
  ImportSummary,
} from './import-types.ts';
import { noCounts } from './import-types.ts';
import { interruptibly, untilInterrupted } from './interruption.ts';
import { keepErrorsFile } from './keep-errors-file.ts';
import type { Fault } from './line-faults.ts';
import { matchHeadings } from './match-headings.ts';
import type { SourceRecord } from './record-cutter.ts';
import type { MergeContext } from './sql.ts';
import { openTable, type TableSource } from './table-source.ts';
import { UnreadableFile } from './unreadable-file.ts';

export type Positions<Key extends string> = Readonly<Record<Key, number>>;

/** What differs between the kinds of files. */
export type ImportRecipe<Key extends string> = {
  kind: ImportKind;
  columns: readonly { key: Key; heading: string }[];
  stagedColumns: readonly string[];
  createStaged: string;
  /** Made once per file. Its `row` is in COPY's format. */
  reader(about: { positions: Positions<Key>; fieldCount: number; asOf: PlainDate }): {
    faultsOf(record: SourceRecord): readonly Fault<Key>[];
    row(record: SourceRecord): string;
  };
  /** Refuses the whole file, before any of it is read. */
  refuse?(context: MergeContext): Promise<ImportFailure | null>;
  /** Refuses what only the database can see. */
  compare(context: MergeContext): Promise<void>;
  merge(context: MergeContext): Promise<Merged>;
  /** After the commit, when nobody waits any longer. */
  afterwards?(client: pg.ClientBase, counts: ImportCounts): Promise<void>;
};

export type Merged =
  | { ok: true; counts: ImportCounts; differences: Difference[] }
  | { ok: false; failure: ImportFailure };

type Opened<Key extends string> = {
  format: FileFormat;
  source: TableSource;
  positions: Positions<Key>;
  ignored: string[];
};

/** Thrown inside the transaction to leave it as if nothing had happened. */
class Rollback extends Error {
  readonly outcome: ImportOutcome;
  constructor(outcome: ImportOutcome) {
    super('rolled back on purpose');
    this.outcome = outcome;
  }
}

const silent: ImportReport = { step: () => {}, read: () => {} };

/** One file into the database: all of its good lines, or nothing. */
export async function runImport<Key extends string>(
  { pool, clock, supplier }: ImportDeps,
  recipe: ImportRecipe<Key>,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const started = performance.now();
  const now = clock.now();
  const today = dateInZone(now, supplier.timeZone);
  const asOf = options.asOf ?? today;
  if (asOf > today) return { ok: false, failure: { code: 'as_of_in_future', asOf, today } };
  const opened = await openFile(recipe, options);
  if (!opened.ok) return opened;
  const errorsFile = errorsFileOf(options);
  const unwritable = errorsFile && (await checkErrorsFile(errorsFile, options.file));
  if (unwritable) return { ok: false, failure: unwritable };
  const draft: Draft = { file: null };
  const work = (client: pg.PoolClient) =>
    importOpened(client, recipe, { options, asOf, now, started, errorsFile, draft, ...opened });
  const outcome = await inOneTransaction(pool, options.signal, work, recipe.afterwards);
  if (!outcome.ok) {
    if (draft.file) await rm(draft.file, { force: true });
    return outcome;
  }
  if (!errorsFile || (!draft.file && options.errorsFile !== undefined)) return outcome;
  const place = { draft: draft.file, input: options.file };
  return {
    ok: true,
    summary: { ...outcome.summary, errorsFile: await keepErrorsFile(errorsFile, place) },
  };
}

/** Where the refused lines lie until the import is in. */
type Draft = { file: string | null };

/** A dry run changes nothing, files neither, unless it is asked to. */
const errorsFileOf = ({ file, errorsFile, isDryRun }: ImportOptions): string | null =>
  errorsFile ?? (isDryRun ? null : `${file}.errors.csv`);

async function openFile<Key extends string>(
  recipe: ImportRecipe<Key>,
  { file, columnsFile, signal }: ImportOptions,
): Promise<({ ok: true } & Opened<Key>) | { ok: false; failure: ImportFailure | ColumnsFailure }> {
  const detected = await detectFormat(file);
  if (!detected.ok) return detected;
  const columns = columnsFile
    ? await readColumnsFile(columnsFile, recipe.columns)
    : { ok: true as const, mapping: {} };
  if (!columns.ok) return columns;
  const opened = await openTable(file, detected.format).catch(asFailure);
  if ('code' in opened) return { ok: false, failure: opened };
  const source: TableSource = {
    ...opened,
    records: (onBytes) => untilInterrupted(opened.records(onBytes), signal),
  };
  const match = matchHeadings(source.headings, recipe.columns, columns.mapping);
  if (!match.ok) return match;
  const { positions, ignored } = match;
  return { ok: true, format: detected.format, source, positions, ignored };
}

/** What PostgreSQL says when a month is shut between our look at the books and our writing. */
const SHUT_MEANWHILE = '40001';

function asFailure(error: unknown): ImportFailure {
  if ((error as { code?: string }).code === SHUT_MEANWHILE) return { code: 'month_shut_meanwhile' };
  if (error instanceof UnreadableFile) return error.failure;
  throw error;
}

/** The connection is not given back: its temporary buffers are as large as an import wants them. */
async function inOneTransaction(
  pool: pg.Pool,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient) => Promise<ImportOutcome>,
  afterwards: ImportRecipe<string>['afterwards'],
): Promise<ImportOutcome> {
  const client = await pool.connect();
  try {
    await client.query("set temp_buffers = '64MB'");
    await client.query('begin');
    await client.query("set local work_mem = '128MB'; set local jit = off");
    const outcome = await interruptibly({ pool, client, signal }, () => work(client));
    await client.query('commit');
    // What is in is in: to tell the planner is a help, not a part of it.
    if (outcome.ok) await afterwards?.(client, outcome.summary.counts).catch(() => {});
    return outcome;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (signal?.aborted) return { ok: false, failure: { code: 'interrupted' } };
    if (error instanceof Rollback) return error.outcome;
    return { ok: false, failure: asFailure(error) };
  } finally {
    client.release(true);
  }
}

type Running<Key extends string> = Opened<Key> & {
  options: ImportOptions;
  asOf: PlainDate;
  now: Date;
  started: number;
  errorsFile: string | null;
  draft: Draft;
};

async function importOpened<Key extends string>(
  client: pg.PoolClient,
  recipe: ImportRecipe<Key>,
  running: Running<Key>,
): Promise<ImportOutcome> {
  const { options, format, asOf, now, errorsFile, source } = running;
  const report = options.report ?? silent;
  await lockImports(client, () => report.step('waiting'));
  const sameFileAs = await findSameFile(client, { kind: recipe.kind, sha256: format.sha256 });
  const isFull = options.isFull ?? false;
  const fileName = basename(options.file);
  const entry = { kind: recipe.kind, fileName, format, asOf, isFull, now };
  const importId = await openEntry(client, entry);
  const context: MergeContext = { client, importId, asOf, now };

  const refusal = await recipe.refuse?.(context);
  if (refusal) throw new Rollback({ ok: false, failure: refusal });
  report.step('reading');
  const reader = recipe.reader({ ...running, fieldCount: source.headings.length });
  await stage(client, recipe, { ...running, report, row: reader.row });
  report.step('comparing');
  await recipe.compare(context);
  const lines = await countLines(client);
  if (lines.total === 0) throw new Rollback({ ok: false, failure: { code: 'no_lines' } });
  if (lines.refused > 0 && errorsFile) {
    report.step('errors');
    const table = { ...running, columns: recipe.columns, faultsOf: reader.faultsOf };
    running.draft.file = `${errorsFile}.${importId}.part`;
    const failure = await writeErrorsDraft(client, running.draft.file, table);
    if (failure) throw new Rollback({ ok: false, failure });
    await refuseChanged(options.file, format);
  }
  const isRefused = lines.accepted === 0 || (options.isStrict === true && lines.refused > 0);
  report.step('merging');
  const merged: Merged = isRefused
    ? { ok: true, counts: noCounts, differences: [] }
    : await recipe.merge(context);
  if (!merged.ok) throw new Rollback(merged);
  const isKept = !isRefused && options.isDryRun !== true;
  const summary: ImportSummary = {
    kind: recipe.kind,
    importId: isKept ? importId : null,
    file: options.file,
    sha256: format.sha256,
    asOf,
    isFull,
    isDryRun: options.isDryRun ?? false,
    isStrict: options.isStrict ?? false,
    lines,
    counts: merged.counts,
    differences: merged.differences,
    ignoredColumns: running.ignored,
    sameFileAs,
    hasChanges: Object.entries(merged.counts).some(([name, count]) => isChange(name) && count > 0),
    errorsFile: lines.refused > 0 ? errorsFile : null,
    seconds: Math.round((performance.now() - running.started) / 100) / 10,
    exitCode: isRefused ? 1 : lines.refused > 0 ? 2 : 0,
  };
  if (!isKept) throw new Rollback({ ok: true, summary });
  await closeEntry(client, importId, summary);
  return { ok: true, summary };
}

const isChange = (count: string): boolean => !count.endsWith('Known');

type Staging<Key extends string> = Running<Key> & {
  report: ImportReport;
  row(record: SourceRecord): string;
};

async function stage<Key extends string>(
  client: pg.PoolClient,
  { createStaged, stagedColumns }: ImportRecipe<Key>,
  { options, format, source, report, row }: Staging<Key>,
): Promise<void> {
  await client.query(createStaged);
  let lines = 0;
  let bytes = 0;
  async function* rows() {
    const batches = source.records((read) => {
      bytes = read;
    });
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) text += row(record);
      lines += batch.length;
      report.read({ bytes, totalBytes: format.kind === 'csv' ? format.bytes : null, lines });
      yield text;
    }
  }
  await copyInto(client, 'staged', stagedColumns, rows());
  await refuseChanged(options.file, format);
  await client.query('analyze staged');
}

/** What is kept under a fingerprint is what was read under it, the refused lines included. */
async function refuseChanged(file: string, format: FileFormat): Promise<void> {
  if (!(await hasChanged(file, format))) return;
  throw new Rollback({ ok: false, failure: { code: 'file_changed_meanwhile' } });
}

async function countLines(client: pg.PoolClient) {
  const { rows } = await client.query(
    `select count(*)::int as total, count(fault_code)::int as refused from staged`,
  );
  const { total, refused } = rows[0];
  return { total, accepted: total - refused, refused };
}
