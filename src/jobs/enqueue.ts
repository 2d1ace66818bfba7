import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import { currentRequestId } from '#src/request-story.ts';

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
 * ids and never personal data, since it stays in the queue's table while the job waits. The id of
 * the request goes with it, so that the job's lines in the log belong to its story.
 */
export async function enqueue(
  tx: Db,
  task: string,
  payload: object,
  { jobKey, maxAttempts = DEFAULT_MAX_ATTEMPTS }: EnqueueOptions = {},
): Promise<void> {
  const requestId = currentRequestId();
  const told = requestId ? { ...payload, requestId } : payload;
  await sql`select from graphile_worker.add_job(
    ${task}, payload => ${JSON.stringify(told)}::json,
    job_key => ${jobKey ?? null}::text, max_attempts => ${maxAttempts}::int)`.execute(tx);
}
