import type { Command } from 'commander';
import type { PlainMonth } from '#src/plain-date.ts';
import { fail, type OpenDeps, print, withDeps } from './command-run.ts';
import { type ExportEncoding, exportEncodings, exportFile } from './export-file.ts';
import { type ExportKind, exportKinds, type Months } from './export-queries.ts';
import { describeExport, describeExportFailure, exportMistakes } from './export-texts.ru.ts';
import { parseMonth } from './field-parsers.ts';
import { showProgress } from './import-progress.ts';
import { progressTexts } from './progress.ru.ts';

type Options = {
  month?: string;
  from?: string;
  to?: string;
  out: string;
  encoding: string;
  json?: true;
};

const descriptions = {
  charges: 'lines of the charges of closed months',
  balances: 'balances of personal accounts in closed months',
  readings: 'readings by their days; they can be imported again',
} satisfies Record<ExportKind, string>;

/** `ochag export …`: what the supplier's billing takes over. */
export function registerExportCommand(program: Command, openDeps: OpenDeps): void {
  const exports = program
    .command('export')
    .description("files for the supplier's billing (docs/exchange-formats.md)");
  for (const kind of exportKinds) {
    exports
      .command(kind)
      .description(descriptions[kind])
      .addHelpText('after', '\nExit codes: 0 the file is written, 1 it is not.')
      .option('--month <month>', 'such as 2026-11')
      .option('--from <month>', 'with --to: several months')
      .option('--to <month>', 'the last of them')
      .requiredOption('--out <file>', 'where it is written, with BOM if in UTF-8')
      .option('--encoding <name>', 'utf-8 or windows-1251', 'utf-8')
      .option('--json', 'the summary as JSON on standard output')
      .action((options) => runExport(openDeps, kind, options));
  }
}

async function runExport(openDeps: OpenDeps, kind: ExportKind, options: Options): Promise<void> {
  const months = readMonths(options);
  if (typeof months === 'string') return fail(months, options);
  const { encoding } = options;
  if (!isEncoding(encoding)) return fail(exportMistakes.encoding(encoding), options);
  await withDeps(openDeps, async ({ pool }, signal) => {
    const report = showProgress(process.stderr, progressTexts.linesWritten);
    const outcome = await exportFile(pool, {
      kind,
      months,
      file: options.out,
      encoding,
      report,
      signal,
    }).finally(() => report.stop());
    if (!outcome.ok) return fail(describeExportFailure(outcome.failure), options, outcome.failure);
    print(outcome.summary, describeExport(outcome.summary), options);
  });
}

const isEncoding = (name: string): name is ExportEncoding =>
  (exportEncodings as readonly string[]).includes(name);

/** The months, or what is wrong with them. */
function readMonths(options: Options): Months | string {
  const { month, from, to } = options;
  const isSpan = from !== undefined && to !== undefined;
  if ((month === undefined) !== isSpan || (month !== undefined && (from ?? to) !== undefined)) {
    return exportMistakes.months;
  }
  const first = readMonth(month ?? from ?? '');
  const last = readMonth(month ?? to ?? '');
  const option = month === undefined ? '--from' : '--month';
  if (first === null) return exportMistakes.month(option, month ?? from ?? '');
  if (last === null) return exportMistakes.month('--to', to ?? '');
  return first > last ? exportMistakes.order : { from: first, to: last };
}

function readMonth(text: string): PlainMonth | null {
  const month = parseMonth(text.trim(), { earliest: '1990-01-01', latest: '9999-12-31' });
  return typeof month === 'string' ? month : null;
}
