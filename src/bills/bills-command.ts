import { resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type pg from 'pg';
import type { Config } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { takeReturnedBills } from './bill-letters-store.ts';
import {
  cutBillRanges,
  findBillCounts,
  findCloseOfMonth,
  isAnyRangeOpen,
} from './bill-ranges-store.ts';
import { billTexts, bundleTexts, folderTroubleText } from './bills-cli.ru.ts';
import { findFolderTrouble } from './bills-folder.ts';
import { showBillProgress } from './bills-progress.ts';
import { createRenderers } from './draw-bills.ts';
import { exportBills, noteOf } from './export-bills.ts';
import { freezeNextRange } from './freeze-bills.ts';
import type { BillDeps } from './make-bill.ts';
import { readMonth } from './month-of-address.ts';

export type BillsCommandDeps = Omit<BillDeps, 'db'> & {
  db: Database;
  pool: pg.Pool;
  config: Config;
  close(): Promise<void>;
};

const OTHERS_WAIT_MS = 200;

type Options = { month: string; out: string; perFile?: number; cameBack?: true };
type Typed = Partial<Pick<Options, 'month' | 'out'>> & Omit<Options, 'month' | 'out'>;

const NOTHING_DONE = 1;
/** As a shell tells of Ctrl+C. */
const INTERRUPTED = 130;

/** `ochag bills --month MONTH --out FOLDER [--per-file 1000 [--came-back]]`. */
export function registerBillsCommand(
  program: Command,
  openDeps: () => Promise<BillsCommandDeps>,
): void {
  program
    .command('bills')
    .description('write the bills of all accounts for a closed month; goes on where it was stopped')
    .usage('--month <month> --out <folder> [options]')
    .option('--month <month>', 'the month, as 2026-11')
    .option(
      '--out <folder>',
      'where to write, a folder for each month and choice; what is there already is left as it is',
    )
    .option(
      '--per-file <bills>',
      'for the print house: so many bills in one PDF, of those on paper alone, each with a CSV of its pages',
      readPerFile,
    )
    .option(
      '--came-back',
      'with --per-file: instead of those on paper, those whose letters came back; each time the new ones',
    )
    .addHelpText('after', '\nExit codes: 0 all written, 1 not, with the reason, 130 interrupted.')
    .action(async ({ month, out, ...others }: Typed, command: Command) => {
      const { optionMonth, folder } = billTexts.parts;
      // Both at once: whoever tries it without any is told the whole of it.
      const missing = [month ? [] : optionMonth, out ? [] : folder].flat();
      if (!month || !out) return command.error(billTexts.billsMissing(missing));
      const code = await writeBills(openDeps, { month, out, ...others });
      if (code !== 0) process.exitCode = code;
    });
}

function readPerFile(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError(bundleTexts.badPerFile);
  return Number(text);
}

function tell(trouble: string): typeof NOTHING_DONE {
  process.stderr.write(`${trouble}\n`);
  return NOTHING_DONE;
}

async function writeBills(
  openDeps: () => Promise<BillsCommandDeps>,
  options: Options,
): Promise<number> {
  const month = readMonth(options.month);
  if (!month) return tell(billTexts.badMonth(options.month));
  if (options.cameBack && !options.perFile) return tell(bundleTexts.perFileMissing);
  const deps = await openDeps();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const renderers = createRenderers();
  try {
    const closeId = await findCloseOfMonth(deps.db, month);
    if (closeId === null) return tell(bundleTexts.notClosed(options.month));
    const { signal } = stopping;
    const perFile = options.perFile ?? null;
    const wish = { closeId, month, folder: options.out, perFile, signal };
    // Before anything is taken for a print run, which would then be in no file.
    const note = noteOf({ ...wish, isCameBack: options.cameBack ?? false });
    const trouble = await findFolderTrouble(options.out, note);
    if (trouble) return tell(folderTroubleText(options.out, trouble));
    await freezeAll(deps, { closeId, month, signal });
    for (const { printRun, bills } of await runsOf(deps.db, closeId, options)) {
      const progress = showBillProgress(bills);
      const run = { ...wish, printRun, ...progress };
      const written = await exportBills({ ...deps, renderers }, run).finally(progress.stop);
      if (!written.ok) return tell(folderTroubleText(options.out, written.trouble));
      process.stdout.write(`${bundleTexts.done({ ...written, folder: options.out })}\n`);
      if (signal.aborted) return INTERRUPTED;
    }
    return signal.aborted ? INTERRUPTED : 0;
  } catch (error) {
    if (!isOfFolder(error, options.out)) throw error;
    return tell(billTexts.notWritten(error.path ?? options.out, error));
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await renderers.stop();
    await deps.close();
  }
}

/** Of what is written there; a write to a full disk names no path. Other files have other causes. */
function isOfFolder(error: unknown, folder: string): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { path, syscall } = error as NodeJS.ErrnoException;
  if (path !== undefined) {
    const [from, to] = [`${resolve(folder)}${sep}`, `${resolve(path)}${sep}`];
    // Within it, or a folder above it that cannot be made or gone through.
    return to.startsWith(from) || from.startsWith(to);
  }
  return /^(write|f(data)?sync|close)$/.test(syscall ?? '');
}

async function freezeAll(
  deps: BillsCommandDeps,
  { closeId, month, signal }: { closeId: number; month: PlainMonth; signal: AbortSignal },
): Promise<void> {
  await cutBillRanges(deps.db, closeId);
  while (!signal.aborted) {
    const frozen = await freezeNextRange(deps, { closeId, month });
    if (!frozen) {
      if (!(await isAnyRangeOpen(deps.db, closeId))) break;
      // A worker is at the rest: without it bills would be missing from the files.
      await sleep(OTHERS_WAIT_MS);
      continue;
    }
    for (const { personalAccountId, error } of frozen.unmade) {
      tell(bundleTexts.unmade(personalAccountId, error instanceof Error ? error.message : ''));
    }
  }
}

async function runsOf(
  db: Database,
  closeId: number,
  { perFile, cameBack }: Options,
): Promise<{ printRun: number | null; bills: number }[]> {
  if (cameBack) {
    const runs = await inTransaction(db, (tx) => takeReturnedBills(tx, closeId));
    if (runs.length === 0) process.stdout.write(`${bundleTexts.noneCameBack}\n`);
    return runs;
  }
  const { all, onPaper } = await findBillCounts(db, closeId);
  return [{ printRun: null, bills: perFile === undefined ? all : onPaper }];
}
