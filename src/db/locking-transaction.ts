import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';
import { createSlots, type Slots } from './slots.ts';
import { inTransaction } from './transaction.ts';

export type Busy = { ok: false; code: 'busy' };

/** When to try again: what holds the rows of a whole supplier takes about so long. */
export const BUSY_RETRY_SECONDS = 60;

/** So long a person waits for rows that somebody else holds, and for their turn to ask for them. */
const WAIT_MS = 3_000;
const LOCK_NOT_AVAILABLE = '55P03';

const slots = new WeakMap<Database, Slots>();

/** Of a pool's connections so many may wait for rows; the others are left to who only looks. */
export function boundLocking(db: Database, connections: number): void {
  slots.set(db, createSlots(Math.max(1, Math.floor(connections * 0.6))));
}

/**
 * `inTransaction` for a resident's work that waits for rows which an import may hold: it gives up
 * in good time, having changed nothing, instead of standing with a connection that others need.
 */
export async function inLockingTransaction<T>(
  db: Database,
  work: (tx: Tx) => Promise<T>,
): Promise<T | Busy> {
  const line = slots.get(db);
  const give = line ? await line.take(WAIT_MS) : () => {};
  if (!give) return { ok: false, code: 'busy' };
  try {
    return await inTransaction(db, async (tx) => {
      await sql`set local lock_timeout = ${sql.lit(WAIT_MS)}`.execute(tx);
      return work(tx);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    return { ok: false, code: 'busy' };
  } finally {
    give();
  }
}
