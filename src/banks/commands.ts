import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type ExchangeDeps, engineer, fail, print, withDeps } from '#src/exchange/command-run.ts';
import { addDays, dateInZone, isPlainDate } from '#src/plain-date.ts';
import { registerAgentCommands } from './agent-commands.ts';
import {
  cliMistakes,
  describeDay,
  describeLoadFailure,
  describeStatementFailure,
  registryLoaded,
  statementLoaded,
} from './banks-cli.ru.ts';
import { loadRegistry } from './load-registry.ts';
import { loadStatement } from './load-statement.ts';
import { type ReconcileDeps, reconcileDay } from './reconcile.ts';
import {
  type RegistryTemplate,
  registryTemplates,
  templateSchema,
} from './registry-templates.ru.ts';

type OpenDeps = () => Promise<ExchangeDeps & ReconcileDeps>;

/** Something of the books differs; nothing was done wrong. */
const DIFFERENCES = 2;

/** `ochag import registry|statement`, `ochag reconcile`, `ochag bank-agent …`. */
export function registerBankCommands(program: Command, openDeps: OpenDeps): void {
  const imports =
    program.commands.find((command) => command.name() === 'import') ?? program.command('import');
  imports
    .command('registry <file>')
    .description("take a bank's registry of payments, whole or not at all; two people post it")
    .requiredOption('--agent <name>', 'whose it is: ochag bank-agent list')
    .requiredOption('--template <name>', 'sber, terminals, post, or a JSON file of a template')
    .option('--json', 'as JSON')
    .action((file, options) => takeRegistry(openDeps, file, options));
  imports
    .command('statement <file>')
    .description('take a statement of our accounts (1CClientBankExchange) and match it')
    .option('--json', 'as JSON')
    .action((file, options) => takeStatement(openDeps, file, options));
  program
    .command('reconcile')
    .description('compare the books of a day: gateways, banks, ledger; mend what is certain')
    .option('--date <date>', 'the day (default: yesterday)')
    .addHelpText(
      'after',
      '\nExit codes: 0 the books agree, 2 they differ or a gateway was silent, 1 nothing done.',
    )
    .option('--json', 'as JSON')
    .action((options) => reconcile(openDeps, options));
  registerAgentCommands(program, openDeps);
}

type Json = { json?: true };

async function takeRegistry(
  openDeps: OpenDeps,
  file: string,
  options: Json & { agent: string; template: string },
): Promise<void> {
  const template = await findTemplate(options.template);
  if (typeof template === 'string') return fail(template, options);
  const bytes = await readFile(file).catch(() => null);
  if (!bytes) return fail(cliMistakes.file(file), options);
  await withDeps(openDeps, async (deps) => {
    const loaded = await loadRegistry(deps, engineer, {
      agent: options.agent,
      bytes,
      fileName: basename(file),
      template,
      templateName: basename(options.template),
    });
    if (!loaded.ok) return fail(describeLoadFailure(loaded.failure), options, loaded.failure);
    print(loaded, registryLoaded(loaded), options);
  });
}

/** What is wrong with the option, in words, where there is none. */
async function findTemplate(name: string): Promise<RegistryTemplate | string> {
  const known = Object.hasOwn(registryTemplates, name) ? registryTemplates[name] : undefined;
  if (known) return known;
  if (!name.endsWith('.json')) return cliMistakes.template(name);
  try {
    return templateSchema.parse(JSON.parse(await readFile(name, 'utf8')));
  } catch {
    return cliMistakes.templateFile(name);
  }
}

async function takeStatement(openDeps: OpenDeps, file: string, options: Json): Promise<void> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes) return fail(cliMistakes.file(file), options);
  await withDeps(openDeps, async (deps) => {
    const loaded = await loadStatement(deps, engineer, { bytes, fileName: basename(file) });
    if (!loaded.ok) return fail(describeStatementFailure(loaded.failure), options, loaded.failure);
    print(loaded, statementLoaded(loaded), options);
  });
}

async function reconcile(openDeps: OpenDeps, options: Json & { date?: string }): Promise<void> {
  const { date } = options;
  if (date !== undefined && !isPlainDate(date)) return fail(cliMistakes.date(date), options);
  await withDeps(openDeps, async (deps) => {
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    const done = await reconcileDay(deps, date ?? addDays(today, -1));
    print(done, describeDay(done), options);
    if (done.found.length > 0) process.exitCode = DIFFERENCES;
  });
}
