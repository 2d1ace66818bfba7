import { type Command, InvalidArgumentError } from 'commander';
import type pg from 'pg';
import type { Config } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { takeReturnedBills } from './bill-letters-store.ts';
import { cutBillRanges, findBillCounts, findCloseOfMonth } from './bill-ranges-store.ts';
import { billTexts, bundleTexts } from './bills-cli.ru.ts';
import { showBillProgress } from './bills-progress.ts';
import { createRenderers } from './draw-bills.ts';
import { exportBills } from './export-bills.ts';
import { freezeNextRange } from './freeze-bills.ts';
import type { BillDeps } from './make-bill.ts';
import { readMonth } from './month-of-address.ts';

export type BillsCommandDeps = Omit<BillDeps, 'db'> & {
  db: Database;
  pool: pg.Pool;
  config: Config;
  close(): Promise<void>;
};

type Options = { month: string; out: string; perFile?: number; cameBack?: true };

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
    .requiredOption('--month <month>', 'the month, as 2026-11')
    .requiredOption('--out <folder>', 'where to write; what is there already is left as it is')
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
    .action(async (options: Options) => {
      const code = await writeBills(openDeps, options);
      if (code !== 0) process.exitCode = code;
    });
}

function readPerFile(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('a whole number up to 9999');
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
    await cutBillRanges(deps.db, closeId);
    const { signal } = stopping;
    while (!signal.aborted) {
      const frozen = await freezeNextRange(deps, { closeId, month });
      if (!frozen) break;
      for (const { personalAccountId, error } of frozen.unmade) {
        tell(bundleTexts.unmade(personalAccountId, error instanceof Error ? error.message : ''));
      }
    }
    const perFile = options.perFile ?? null;
    const wish = { closeId, month, folder: options.out, perFile, signal };
    for (const { printRun, bills } of await runsOf(deps.db, closeId, options)) {
      const progress = showBillProgress(bills);
      const written = await exportBills({ ...deps, renderers }, { ...wish, printRun, ...progress })
        .catch((error: NodeJS.ErrnoException) => {
          if (!error.path) throw error;
          return billTexts.notWritten(error.path, error.code ?? error.message);
        })
        .finally(progress.stop);
      if (typeof written === 'string') return tell(written);
      process.stdout.write(`${bundleTexts.done({ ...written, folder: options.out })}\n`);
      if (signal.aborted) return INTERRUPTED;
    }
    return signal.aborted ? INTERRUPTED : 0;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await renderers.stop();
    await deps.close();
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
