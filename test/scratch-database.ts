import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase, createPool } from '#src/db/database.ts';
import { migrate } from '#src/db/migrate.ts';

const serverUrl =
  process.env.OCHAG_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A migrated database of the test's own; dropped by stop(). */
export async function openScratchDatabase() {
  const name = `ochag_scratch_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const connectionString = url.toString();
  const pool = createPool({ connectionString });
  await migrate(pool, join(import.meta.dirname, '../db/migrations'));
  return {
    pool,
    db: createDatabase(pool),
    connectionString,
    /** As a server that stops looks to its clients. */
    async goAway(): Promise<void> {
      await onServer(`alter database ${name} allow_connections false`);
      await onServer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
    },
    async comeBack(): Promise<void> {
      await onServer(`alter database ${name} allow_connections true`);
    },
    async stop(): Promise<void> {
      await pool.end();
      await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(query: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  await client.query(query).finally(() => client.end());
}
