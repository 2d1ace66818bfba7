import { Command } from 'commander';
import pino from 'pino';
import { vi } from 'vitest';
import { registerBankCommands } from '#src/banks/commands.ts';
import { readConfig } from '#src/config.ts';
import type { ExchangeDeps } from '#src/exchange/command-run.ts';
import { registerExchangeCommands } from '#src/exchange/commands.ts';
import type { AppDeps } from '#src/http/deps.ts';

export type Said = { out: string; said: string; exitCode: number };

const withoutGateways = {
  config: readConfig({}),
  isDemo: false,
  log: pino({ level: 'silent' }),
};

/** `ochag …` of the exchange and the banks on the database of a test. */
export const runOchag = (
  deps: Omit<ExchangeDeps, 'close'> & Partial<Pick<AppDeps, 'config' | 'isDemo' | 'log'>>,
  args: readonly string[],
  close: ExchangeDeps['close'] = async () => {},
): Promise<Said> =>
  runCommand(args, (program) => {
    registerExchangeCommands(program, async () => ({ ...deps, close }));
    registerBankCommands(program, async () => ({ ...withoutGateways, ...deps, close }));
  });

/** A command line of these commands: what it prints and exits with. */
export async function runCommand(
  args: readonly string[],
  register: (program: Command) => void,
): Promise<Said> {
  const out: string[] = [];
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  process.exitCode = undefined;
  try {
    const program = new Command().exitOverride();
    register(program);
    await program.parseAsync([...args], { from: 'user' });
    return { out: out.join(''), said: said.join(''), exitCode: Number(process.exitCode ?? 0) };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}
