import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { boundLocking } from './locking-transaction.ts';
import { withNamedStatements } from './named-statements.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;
export type Tx = Transaction<Schema>;
/** Either: for a query that runs equally inside and outside a transaction. */
export type Db = Database | Tx;

const OID = { int8: 20, date: 1082 } as const;

/** bigint → number (ids and kopecks stay far below 2^53), date → ISO text, numeric → text. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === OID.int8) return parseSafeInteger;
    if (oid === OID.date) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} does not fit a number`);
  return value;
}

export type PoolOptions = { connectionString: string; maxConnections?: number; name?: string };

export function createPool({ connectionString, maxConnections = 10, name = 'ochag' }: PoolOptions) {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    application_name: name,
    types: types as pg.CustomTypesConfig,
    connectionTimeoutMillis: 10_000,
    // Plain dates and time stamps must not depend on the server's configuration.
    options: '-c timezone=UTC -c datestyle=ISO',
  });
  // An idle connection that breaks (a restarted server) is replaced by the pool at the next query.
  pool.on('error', () => {});
  // So is one in use: its query fails by itself; without a listener the whole process would die.
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
  return pool;
}

export function createDatabase(pool: pg.Pool): Database {
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: withNamedStatements(pool) }),
  });
  boundLocking(db, pool.options.max);
  return db;
}
