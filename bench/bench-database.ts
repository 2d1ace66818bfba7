import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createPool } from '#src/db/database.ts';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';

const serverUrl =
  process.env.OCHAG_BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A name that no other bench on the server has. */
export const newDatabaseName = (): string => `ochag_bench_${randomBytes(4).toString('hex')}`;

/** One after another on a connection of the server's own database. */
export async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export const urlOf = (database: string): string =>
  Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;

export const dropDatabase = (name: string): Promise<void> =>
  onServer(`drop database if exists ${name} with (force)`);

/** Migrated and empty. Without the site: its memory would count as that of whoever is measured. */
export async function createMigrated(name = newDatabaseName()) {
  await onServer(`create database ${name}`);
  const url = urlOf(name);
  const pool = createPool({ connectionString: url });
  await migrate(pool, migrationsFolder);
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await dropDatabase(name);
    },
  };
}
