import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type pg from 'pg';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import { checkErrorsFile, writeErrorsDraft } from './errors-file.ts';
import { closeEntry, findSameFile, lockImports, openEntry } from './import-entry.ts';
import type { ImportRecipe, Merged } from './import-recipe.ts';
import { inOneTransaction, Rollback } from './import-transaction.ts';
import {
  type ImportDeps,
  type ImportOptions,
  type ImportOutcome,
  type ImportReport,
  type ImportSummary,
  noCounts,
} from './import-types.ts';
import { keepErrorsFile } from './keep-errors-file.ts';
import { type OpenedFile, openFile } from './open-file.ts';
import type { MergeContext } from './sql.ts';
import { countStaged, refuseChanged, stageFile } from './stage-file.ts';

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

type Running<Key extends string> = OpenedFile<Key> & {
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
  await stageFile(client, recipe, { ...running, report, row: reader.row });
  report.step('comparing');
  await recipe.compare(context);
  const lines = await countStaged(client);
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
