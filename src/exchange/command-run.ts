import type pg from 'pg';
import { system } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export type ExchangeDeps = {
  pool: pg.Pool;
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  close(): Promise<void>;
};

export type OpenDeps = () => Promise<ExchangeDeps>;

const NOTHING_DONE = 1;
/** As a shell says it of a command that Ctrl-C ended. */
const INTERRUPTED = 130;
export const engineer = system('command line');

type Work<Deps> = (deps: Deps, signal: AbortSignal) => Promise<void>;

/**
 * Closes whatever happens: a PostgreSQL that this command started must stop with it. Further
 * signals are ignored meanwhile, since Ctrl-C under npm arrives twice.
 */
export async function withDeps<Deps extends Pick<ExchangeDeps, 'close'>>(
  openDeps: () => Promise<Deps>,
  work: Work<Deps>,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const deps = await openDeps();
    try {
      if (interruption.signal.aborted) process.exitCode = INTERRUPTED;
      else await work(deps, interruption.signal);
    } finally {
      await deps.close();
    }
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function print(json: unknown, text: string, options: { json?: true }): void {
  process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : text}\n`);
}

export function fail(
  message: string,
  options: { json?: true },
  failure: { code: string } = { code: 'usage' },
): void {
  process.exitCode = failure.code === 'interrupted' ? INTERRUPTED : NOTHING_DONE;
  if (options.json) print({ failure, message }, '', options);
  process.stderr.write(`${message}\n`);
}
