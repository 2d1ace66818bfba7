import type { Command } from 'commander';
import { engineer, fail, type OpenDeps, print, withDeps } from './command-run.ts';
import { registerExportCommand } from './export-commands.ts';
import { parseDate } from './field-parsers.ts';
import { importCharges } from './import-charges.ts';
import { importEvents } from './import-events.ts';
import { describeEntry, describeList } from './import-lists.ru.ts';
import { importPayments } from './import-payments.ts';
import { importPrivileges } from './import-privileges.ts';
import { showProgress } from './import-progress.ts';
import { importCoefficients, importKeyRates, importNorms, importTariffs } from './import-rates.ts';
import { importReadings } from './import-readings.ts';
import { importRegister } from './import-register.ts';
import { importSbpLinks } from './import-sbp-links.ts';
import {
  describeFailure,
  describeSummary,
  describeUndo,
  describeUndoFailure,
  mistakes,
} from './import-texts.ru.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { findImport, listImports } from './imports-store.ts';
import { undoImport } from './undo-import.ts';

/** `ochag import …` and `ochag export …`. Exit codes: 0 all lines in, 2 some refused, 1 nothing done. */
export function registerExchangeCommands(program: Command, openDeps: OpenDeps): void {
  const imports = program
    .command('import')
    .description(
      "files of the supplier's billing: load, list, show, undo (docs/exchange-formats.md)",
    );
  fileCommand(imports, 'register', 'load the register of personal accounts and meters')
    .option('--full', 'the register is complete: end what is absent from it')
    .option('--confirm-ended <count>', 'with --full: the exact count, if it is over 1 %')
    .action((file, options) => runFile(openDeps, importRegister, file, options));
  fileCommand(imports, 'readings', 'load readings of meters').action((file, options) =>
    runFile(openDeps, importReadings, file, options),
  );
  for (const [name, { load, description }] of Object.entries(tables)) {
    fileCommand(imports, name, description).action((file, options) =>
      runFile(openDeps, load, file, options),
    );
  }
  imports
    .command('list')
    .description('list the imports, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action((options) => list(openDeps, options));
  imports
    .command('show <id>')
    .description('show what an import did')
    .option('--json', 'as JSON')
    .action((id, options) => show(openDeps, id, options));
  imports
    .command('undo <id>')
    .description('take an import back while nothing depends on it')
    .option('--json', 'as JSON')
    .action((id, options) => undo(openDeps, id, options));
  registerExportCommand(program, openDeps);
}

/** The files of one table each. */
const tables: Record<string, { load: ImportFile; description: string }> = {
  charges: { load: importCharges, description: 'load months that the old system had charged' },
  payments: { load: importPayments, description: 'load payments of cash desks and banks' },
  events: { load: importEvents, description: 'load events of meters and households' },
  privileges: { load: importPrivileges, description: 'load privileges' },
  'sbp-links': { load: importSbpLinks, description: 'load links of SBP that bills print' },
  tariffs: { load: importTariffs, description: 'load prices of gas' },
  norms: { load: importNorms, description: 'load norms of consumption' },
  coefficients: { load: importCoefficients, description: 'load temperature coefficients' },
  'key-rates': { load: importKeyRates, description: 'load key rates of the Bank of Russia' },
};

const fileCommand = (imports: Command, name: string, description: string): Command =>
  imports
    .command(`${name} <file>`)
    .description(description)
    .addHelpText('after', '\nExit codes: 0 all lines in, 2 some refused, 1 nothing done.')
    .option('--columns <file>', 'JSON that maps other headings to ours: {"theirs": "ours"}')
    .option('--errors <file>', 'where refused lines go (default: <file>.errors.csv)')
    .option('--as-of <date>', 'the day that the file describes (default: today)')
    .option('--dry-run', 'check everything, change nothing')
    .option('--strict', 'import nothing if any line is refused')
    .option('--json', 'the summary as JSON on standard output');

type FileOptions = {
  columns?: string;
  errors?: string;
  asOf?: string;
  full?: true;
  confirmEnded?: string;
  dryRun?: true;
  strict?: true;
  json?: true;
};

type ImportFile = (deps: ImportDeps, options: ImportOptions) => Promise<ImportOutcome>;

async function runFile(
  openDeps: OpenDeps,
  importFile: ImportFile,
  file: string,
  options: FileOptions,
): Promise<void> {
  const asOf = options.asOf === undefined ? undefined : readDate(options.asOf);
  if (asOf === null) return fail(mistakes.asOf(options.asOf ?? ''), options);
  const confirmEnded = readCount(options.confirmEnded);
  if (confirmEnded === null)
    return fail(mistakes.count('--confirm-ended', options.confirmEnded ?? ''), options);
  await withDeps(openDeps, async (deps, signal) => {
    const progress = showProgress();
    const outcome = await importFile(deps, {
      file,
      columnsFile: options.columns,
      errorsFile: options.errors,
      asOf,
      isFull: options.full,
      confirmEnded,
      isDryRun: options.dryRun,
      isStrict: options.strict,
      report: progress,
      signal,
    }).finally(() => progress.stop());
    if (!outcome.ok) {
      const text = `${file}: ${describeFailure(outcome.failure)}`;
      return fail(text, options, outcome.failure);
    }
    print(outcome.summary, describeSummary(outcome.summary), options);
    process.exitCode = outcome.summary.exitCode;
  });
}

async function list(openDeps: OpenDeps, options: { limit: string; json?: true }): Promise<void> {
  const limit = readCount(options.limit);
  if (!limit) return fail(mistakes.count('--limit', options.limit), options);
  await withDeps(openDeps, async ({ db, supplier }) => {
    const entries = await listImports(db, engineer, { limit });
    print(entries, describeList(entries, supplier.timeZone), options);
  });
}

async function show(openDeps: OpenDeps, id: string, options: { json?: true }): Promise<void> {
  const importId = readCount(id);
  if (!importId) return fail(mistakes.importId(id), options);
  await withDeps(openDeps, async ({ db, supplier }) => {
    const entry = await findImport(db, engineer, importId);
    if (!entry) {
      const failure = { code: 'import_missing' as const, importId };
      return fail(describeUndoFailure(failure, supplier.timeZone), options, failure);
    }
    print(entry, describeEntry(entry, supplier.timeZone), options);
  });
}

async function undo(openDeps: OpenDeps, id: string, options: { json?: true }): Promise<void> {
  const importId = readCount(id);
  if (!importId) return fail(mistakes.importId(id), options);
  await withDeps(openDeps, async (deps, signal) => {
    const progress = showProgress();
    const onWait = () => progress.step('waiting');
    const outcome = await undoImport(deps, { importId, onWait, signal });
    if (!outcome.ok) {
      const text = describeUndoFailure(outcome.failure, deps.supplier.timeZone);
      return fail(text, options, outcome.failure);
    }
    print(
      { importId, ...outcome.undone },
      describeUndo(importId, outcome.kind, outcome.undone),
      options,
    );
  });
}

function readDate(text: string): string | null {
  const date = parseDate(text.trim(), { earliest: '1990-01-01', latest: '9999-12-31' });
  return typeof date === 'string' ? date : null;
}

/** undefined: not given; null: not a count. */
function readCount(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
