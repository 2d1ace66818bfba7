import { createHash } from 'node:crypto';
import type { ExpressionBuilder } from 'kysely';
import type { Tx } from './database.ts';
import type { Schema } from './schema.ts';

export type IdempotentRequest = {
  userId: number;
  /** What is being done, such as `submit_reading`: one key may serve two operations. */
  operation: string;
  /** Chosen by the caller. Empty: nothing is remembered. */
  key: string | null | undefined;
  /** What was asked: the same key with another request is a caller's mistake, not a repeat. */
  request: object;
  now: Date;
};

export type KeyReused = { ok: false; code: 'idempotency_key_reused' };

/**
 * Runs `work` once per key and gives its result to every repeat. The result is kept as JSON, so
 * it holds no Dates. A refusal changed nothing, therefore its key stays free for another try.
 * A repeat that arrives while the first runs waits for it: the key's row is the lock.
 */
export async function withIdempotency<T extends { ok: boolean }>(
  tx: Tx,
  { userId, operation, key, request, now }: IdempotentRequest,
  work: () => Promise<T>,
): Promise<T | KeyReused> {
  if (!key) return work();
  const hash = hashOf(request);
  const place = { user_id: userId, operation, idempotency_key: keptKey(key) };
  const claimed = await tx
    .insertInto('idempotency_keys')
    .values({ ...place, request_hash: hash, response: null, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (!claimed.numInsertedOrUpdatedRows) return readBack<T>(tx, place, hash);
  const result = await work();
  const claim = (is: ExpressionBuilder<Schema, 'idempotency_keys'>) => is.and(place);
  if (result.ok) {
    const response = JSON.stringify(result);
    await tx.updateTable('idempotency_keys').set({ response }).where(claim).execute();
  } else {
    await tx.deleteFrom('idempotency_keys').where(claim).execute();
  }
  return result;
}

type Place = { user_id: number; operation: string; idempotency_key: string };

async function readBack<T>(tx: Tx, place: Place, hash: string): Promise<T | KeyReused> {
  const row = await tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'response'])
    .where((is) => is.and(place))
    .executeTakeFirst();
  if (!row?.response) throw new Error(`${place.operation}: an idempotency key without a response`);
  if (row.request_hash !== hash) return { ok: false, code: 'idempotency_key_reused' };
  return row.response as T;
}

/** A caller chooses its length; an index does not take everything. */
const MAX_KEY_LENGTH = 200;
const keptKey = (key: string): string =>
  key.length <= MAX_KEY_LENGTH ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;

/** The same for the same content, whatever the order of its keys. */
function hashOf(request: object): string {
  const text = JSON.stringify(request, (_, value: unknown) => {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isRecord ? Object.fromEntries(Object.entries(value).sort()) : value;
  });
  return createHash('sha256').update(text).digest('hex');
}
