import type { Command } from 'commander';
import { system } from '#src/actor.ts';
import { firstDayOfMonth, isPlainDate, type PlainMonth } from '#src/plain-date.ts';
import { startBeside } from './close-beside.ts';
import { type CloseDeps, closeMonth } from './close-month.ts';
import { showCloseProgress } from './close-progress.ts';
import { describePreview, describeTotals } from './close-report.ru.ts';
import { closeTexts, describeCloseFailure } from './close-texts.ru.ts';
import { previewClose } from './preview-close.ts';
import { reopenMonth } from './reopen-month.ts';
import { verifyLedger } from './verify-ledger.ts';
import { describeReopen, describeVerification } from './verify-texts.ru.ts';

type CommandDeps = CloseDeps & { close(): Promise<void> };
type OpenDeps = () => Promise<CommandDeps>;

const NOTHING_DONE = 1;
const DIFFERENT = 2;
const INTERRUPTED = 130;
const engineer = system('command line');

type CloseFlags = {
  dryRun?: true;
  json?: true;
  connections?: string;
  rangeSize?: string;
  processes?: string;
  reopen?: true;
  reason?: string;
};

/** `ochag close-month` and `ochag verify ledger`. */
export function registerBillingCommands(program: Command, openDeps: OpenDeps): void {
  program
    .command('close-month <month>')
    .description(
      'charge every account for an ended month and close it; goes on where it was killed',
    )
    .addHelpText(
      'after',
      '\nThe month as 2026-11. Several processes may close one month together. Exit codes: 0 closed,\n1 nothing done, with the reason, 130 stopped: run it again.',
    )
    .option('--dry-run', 'totals and outliers; keep nothing')
    .option('--connections <count>', 'connections to the database that share the work', '2')
    .option('--processes <count>', 'processes of this machine that share the work', '1')
    .option('--range-size <count>', 'accounts in one part of the work', '2000')
    .option('--reopen', 'reverse the last close by opposite entries')
    .option('--reason <text>', 'with --reopen: why')
    .option('--json', 'the totals as JSON on standard output')
    .action((month: string, flags: CloseFlags) => closeByHand(openDeps, month, flags));
  program
    .command('verify')
    .description('prove what is kept')
    .command('ledger')
    .description('compute every figure of the ledger anew; names the first difference')
    .addHelpText('after', '\nExit codes: 0 all agrees, 2 something differs.')
    .option('--sums-only', 'sums and balances, without charging every month again')
    .option('--json', 'as JSON')
    .action((flags: { sumsOnly?: true; json?: true }) => verifyByHand(openDeps, flags));
}

function readCount(text: string | undefined, most: number): number | null {
  const count = Number(text);
  return Number.isInteger(count) && count >= 1 && count <= most ? count : null;
}

function readMonth(text: string): PlainMonth | null {
  const date = `${text}-01`;
  return /^\d{4}-\d{2}$/.test(text) && isPlainDate(date) ? firstDayOfMonth(date) : null;
}

async function closeByHand(openDeps: OpenDeps, text: string, flags: CloseFlags): Promise<void> {
  const month = readMonth(text);
  if (!month) return fail(closeTexts.badMonth(text));
  const connections = readCount(flags.connections, 8);
  if (!connections) return fail(closeTexts.badCount('--connections', 8));
  const rangeSize = readCount(flags.rangeSize, 100_000);
  if (!rangeSize) return fail(closeTexts.badCount('--range-size', 100_000));
  const processes = readCount(flags.processes, 16);
  if (!processes) return fail(closeTexts.badCount('--processes', 16));
  if (flags.reopen) return reopenByHand(openDeps, month, flags.reason);
  await withDeps(openDeps, async (deps, signal) => {
    const progress = showCloseProgress();
    if (flags.dryRun) {
      const preview = await previewClose(deps, { month, signal }).finally(progress.stop);
      if ('code' in preview) return fail(describeCloseFailure(preview));
      return print(flags.json ? preview : describePreview(preview));
    }
    const shares = ['--connections', String(connections), '--range-size', String(rangeSize)];
    let beside = Promise.resolve();
    const outcome = await closeMonth(deps, {
      month,
      connections,
      rangeSize,
      signal,
      actor: engineer,
      begun: () => {
        beside = startBeside(processes - 1, ['close-month', text, ...shares]);
      },
      report: progress.report,
    }).finally(progress.stop);
    await beside;
    if (!outcome.ok) return fail(describeCloseFailure(outcome));
    print(flags.json ? outcome : describeTotals(outcome));
  });
}

async function reopenByHand(
  openDeps: OpenDeps,
  month: PlainMonth,
  reason: string | undefined,
): Promise<void> {
  if (!reason?.trim()) return fail(closeTexts.noReason);
  await withDeps(openDeps, async (deps) => {
    const client = await deps.pool.connect();
    try {
      await client.query('begin');
      const outcome = await reopenMonth(client, deps, { month, reason, actor: engineer });
      await client.query(outcome.ok ? 'commit' : 'rollback');
      if (outcome.ok) print(describeReopen(outcome));
      else fail(describeReopen(outcome));
    } finally {
      client.release();
    }
  });
}

async function verifyByHand(
  openDeps: OpenDeps,
  flags: { sumsOnly?: true; json?: true },
): Promise<void> {
  await withDeps(openDeps, async ({ pool, db, supplier }) => {
    const client = await pool.connect();
    try {
      const report = await verifyLedger(client, {
        db,
        rules: supplier.billing,
        isSumsOnly: flags.sumsOnly ?? false,
        report: (month) => process.stderr.write(`${month.slice(0, 7)}\n`),
      });
      print(flags.json ? report : describeVerification(report));
      if (report.difference) process.exitCode = DIFFERENT;
    } finally {
      client.release();
    }
  });
}

async function withDeps(
  openDeps: OpenDeps,
  work: (deps: CommandDeps, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const deps = await openDeps();
  try {
    await work(deps, stopping.signal);
    if (stopping.signal.aborted) process.exitCode = INTERRUPTED;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await deps.close();
  }
}

function print(result: unknown): void {
  const text = typeof result === 'string' ? result : JSON.stringify(result, null, 2);
  process.stdout.write(`${text}\n`);
}

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = NOTHING_DONE;
}
