import type pg from 'pg';
import type { ImportRecipe } from './import-recipe.ts';
import type { ImportFailure, ImportOutcome } from './import-types.ts';
import { interruptibly } from './interruption.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Thrown inside the transaction to leave it as if nothing had happened. */
export class Rollback extends Error {
  readonly outcome: ImportOutcome;
  constructor(outcome: ImportOutcome) {
    super('rolled back on purpose');
    this.outcome = outcome;
  }
}

/** What PostgreSQL says when a month is shut between our look at the books and our writing. */
const SHUT_MEANWHILE = '40001';

export function asFailure(error: unknown): ImportFailure {
  if ((error as { code?: string }).code === SHUT_MEANWHILE) return { code: 'month_shut_meanwhile' };
  if (error instanceof UnreadableFile) return error.failure;
  throw error;
}

/** The connection is not given back: its temporary buffers are as large as an import wants them. */
export async function inOneTransaction(
  pool: pg.Pool,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient) => Promise<ImportOutcome>,
  afterwards: ImportRecipe<string>['afterwards'],
): Promise<ImportOutcome> {
  const client = await pool.connect();
  try {
    await client.query("set temp_buffers = '64MB'");
    await client.query('begin');
    await client.query("set local work_mem = '128MB'; set local jit = off");
    const outcome = await interruptibly({ pool, client, signal }, () => work(client));
    await client.query('commit');
    // What is in is in: to tell the planner is a help, not a part of it.
    if (outcome.ok) await afterwards?.(client, outcome.summary.counts).catch(() => {});
    return outcome;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (signal?.aborted) return { ok: false, failure: { code: 'interrupted' } };
    if (error instanceof Rollback) return error.outcome;
    return { ok: false, failure: asFailure(error) };
  } finally {
    client.release(true);
  }
}
