import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Tx } from './database.ts';
import type { Schema } from './schema.ts';

class Undo extends Error {
  override name = 'Undo';
}

/**
 * Runs `work` on one connection, by the query builder and by plain SQL alike, and undoes all that
 * it did: for finding out what a deed would come to. Only what it returns stays.
 */
export async function tryOut<T>(
  pool: pg.Pool,
  work: (tx: Tx, client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const borrowed = { query: client.query.bind(client), release: () => {} };
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: { connect: async () => borrowed as never, end: async () => {}, options: pool.options },
    }),
  });
  let result: { value: T } | null = null;
  try {
    await db.transaction().execute(async (tx) => {
      result = { value: await work(tx, client) };
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  } finally {
    client.release();
  }
  if (!result) throw new Error('nothing came of it');
  return (result as { value: T }).value;
}

/** Plain SQL inside a transaction of the query builder. */
export const plainQueries = (tx: Tx): Pick<pg.ClientBase, 'query'> =>
  ({
    async query(text: string, values: unknown[] = []) {
      const { rows, numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(text, values));
      return { rows, rowCount: Number(numAffectedRows ?? rows.length) };
    },
  }) as unknown as Pick<pg.ClientBase, 'query'>;
