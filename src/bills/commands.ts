import type { Command } from 'commander';
import { system } from '#src/actor.ts';
import type { Config } from '#src/config.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { getBillPdf } from './bill-pdf.ts';
import { billTexts } from './bills-cli.ru.ts';
import { writeNew, writeWhole } from './bills-folder.ts';
import { type BillDeps, makeSureOfBill } from './make-bill.ts';
import { readMonth } from './month-of-address.ts';
import { createPaperRenderer } from './paper-renderer.ts';

type CommandDeps = BillDeps & { config: Config; close(): Promise<void> };

const NOTHING_DONE = 1;
const engineer = system('command line');

type Options = { out?: string; force?: true };

/** `ochag bill NUMBER MONTH --out FILE [--force]`. */
export function registerBillCommands(program: Command, openDeps: () => Promise<CommandDeps>): void {
  program
    .command('bill [number] [month]')
    .usage('<number> <month> --out <file> [options]')
    .description('write the bill of a closed month as PDF; the same bytes each time')
    .addHelpText('after', '\nThe month as 2026-10. Exit codes: 0 written, 1 not, with the reason.')
    .option('--out <file>', 'the PDF file to write')
    .option('--force', 'write over a file that is there')
    .action(
      async (
        number: string | undefined,
        month: string | undefined,
        options: Options,
        command: Command,
      ) => {
        const { out, force = false } = options;
        const { parts } = billTexts;
        // All at once: whoever tries it without any is told the whole of it.
        const missing = [
          number ? [] : parts.number,
          month ? [] : parts.month,
          out ? [] : parts.file,
        ];
        if (!number || !month || !out) return command.error(billTexts.billMissing(missing.flat()));
        const trouble = await writeBill(openDeps, { number, month, out, force });
        if (!trouble) return;
        process.stderr.write(`${trouble}\n`);
        process.exitCode = NOTHING_DONE;
      },
    );
}

/** What stood in the way, in words; null when the file is written. */
async function writeBill(
  openDeps: () => Promise<CommandDeps>,
  asked: { number: string; month: string; out: string; force: boolean },
): Promise<string | null> {
  const month = readMonth(asked.month);
  if (!month) return billTexts.badMonth(asked.month);
  const deps = await openDeps();
  const renderer = createPaperRenderer();
  try {
    const { db, supplier, config } = deps;
    const personalAccount = await findPersonalAccount(db, engineer, {
      number: asked.number,
      supplier,
    });
    if (!personalAccount) return billTexts.noAccount(asked.number);
    const { personalAccountId, holderSince } = personalAccount;
    const outcome = await makeSureOfBill(deps, engineer, {
      personalAccountId,
      month,
      holderSince,
    });
    if (!outcome.ok) return billTexts[outcome.code](asked.month);
    const options = { siteUrl: config.url, charset: config.billQrCharset };
    const pdf = await getBillPdf({ ...deps, renderer }, outcome.bill, options);
    const write = asked.force ? writeWhole : writeNew;
    const written = await write(asked.out, [pdf]).catch((error: NodeJS.ErrnoException) => error);
    if (written === false) return billTexts.isThere(asked.out);
    if (written instanceof Error) return billTexts.notWritten(asked.out, written);
    process.stdout.write(`${billTexts.written(asked.out, outcome.bill.number, pdf.length)}\n`);
    return null;
  } finally {
    await renderer.stop();
    await deps.close();
  }
}
