import type { Database, Tx } from './database.ts';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
/** Deadlocks resolve at the first repeat; more than this many means a fault worth seeing. */
const MAX_TRIES = 4;

/**
 * Runs `work` in one transaction and repeats it when PostgreSQL asked for a repeat. `work` must
 * touch nothing outside the database: what follows a change is enqueued by it as a job.
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      const code = (error as { code?: string }).code;
      const isRepeatable = code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
      if (!isRepeatable || tryNumber === MAX_TRIES) throw error;
    }
  }
}
