import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';

export type EnqueueOptions = {
  /** At most one waiting job per key: a second one replaces it. */
  jobKey?: string;
  /** Tries before the job is left for people; the pauses grow as eⁿ seconds. */
  maxAttempts?: number;
};

/** Enough for two days of growing pauses: an outage over a week-end is outlived. */
const DEFAULT_MAX_ATTEMPTS = 17;

/**
 * Adds a job in the caller's transaction: it runs if, and only if, that commits. `payload` carries
 * ids and never personal data, since it stays in the queue's table while the job waits.
 */
export async function enqueue(
  tx: Db,
  task: string,
  payload: object,
  { jobKey, maxAttempts = DEFAULT_MAX_ATTEMPTS }: EnqueueOptions = {},
): Promise<void> {
  await sql`select from graphile_worker.add_job(
    ${task}, payload => ${JSON.stringify(payload)}::json,
    job_key => ${jobKey ?? null}::text, max_attempts => ${maxAttempts}::int)`.execute(tx);
}
