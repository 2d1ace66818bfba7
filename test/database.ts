import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { seedRates } from '#src/billing/rates-store.ts';
import { createDatabase, createPool, type Database } from '#src/db/database.ts';
import { migrate, readMigrations } from '#src/db/migrate.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';

const migrationsFolder = fileURLToPath(new URL('../db/migrations', import.meta.url));

/** Given by scripts/test.mjs; a bare `vitest` uses the PostgreSQL of the machine. */
const serverUrl =
  process.env.OCHAG_TEST_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

/** Before any day on which tests play. */
const plantedAt = new Date('2022-01-01T00:00:00Z');

/** Any number: test processes that need the template at once queue here. */
const TEMPLATE_LOCK = 390_104_113;

export type TestDatabase = {
  url: string;
  pool: pg.Pool;
  db: Database;
  drop(): Promise<void>;
};

/** A database of the test's own, cloned from a migrated template in a tenth of a second. */
export const createTestDatabase = (): Promise<TestDatabase> =>
  openNew(async (client, name) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const template = await ensureTemplate(client);
    await client.query(`create database ${name} template ${template}`);
  });

/** One that no migration has touched. */
export const createEmptyDatabase = (): Promise<TestDatabase> =>
  openNew((client, name) => client.query(`create database ${name}`));

async function openNew(
  create: (client: pg.Client, name: string) => Promise<unknown>,
): Promise<TestDatabase> {
  const name = `ochag_test_${randomBytes(6).toString('hex')}`;
  await onServer((client) => create(client, name));
  const url = databaseUrl(name);
  const pool = createPool({ connectionString: url, maxConnections: 25, name });
  return {
    url,
    pool,
    db: createDatabase(pool),
    async drop() {
      await pool.end();
      await onServer((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function ensureTemplate(client: pg.Client): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const profile = await readSupplierProfile(null);
  const sums = [
    ...migrations.map(({ checksum }) => checksum),
    JSON.stringify(profile.rates),
  ].join();
  const name = `ochag_template_${createHash('sha256').update(sums).digest('hex').slice(0, 12)}`;
  const known = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (known.rowCount) return name;
  const draft = `${name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  const pool = createPool({ connectionString: databaseUrl(draft), name: draft });
  await migrate(pool, migrationsFolder);
  await seedRates(createDatabase(pool), { profile, now: plantedAt });
  await pool.end();
  await client.query(`alter database ${draft} rename to ${name}`);
  return name;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
