import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';

/** Any number of our own: processes that start at once queue here, the first one migrates. */
export const MIGRATION_LOCK = 390_104_112;

export type Migration = { name: string; sql: string; checksum: string };

export class MigrationError extends Error {
  override name = 'MigrationError';
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
      return { name, sql, checksum };
    }),
  );
}

/**
 * Brings the database to the shape this program knows. Each migration is one transaction; the
 * names applied now are returned. `only`: the shape that a backup was made in.
 * @throws MigrationError when the database is newer than the program, or a landed migration changed.
 */
export async function migrate(
  pool: pg.Pool,
  folder: string,
  { only }: { only?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const known = await readMigrations(folder);
  const migrations = only ? known.filter(({ name }) => only.has(name)) : known;
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const applied = await client.query(
      'select name, checksum from schema_migrations order by name',
    );
    const pending = planMigrations(migrations, applied.rows);
    for (const migration of pending) await apply(client, migration);
    await runMigrations({ pgPool: pool });
    return pending.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

/** True when nothing is left to apply; throws as migrate() does. */
export async function isMigrated(pool: pg.Pool, folder: string): Promise<boolean> {
  const exists = await pool.query("select to_regclass('schema_migrations') is not null as yes");
  if (!exists.rows[0].yes) return false;
  const applied = await pool.query('select name, checksum from schema_migrations order by name');
  return planMigrations(await readMigrations(folder), applied.rows).length === 0;
}

function planMigrations(
  migrations: Migration[],
  applied: { name: string; checksum: string }[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.name);
    if (!migration) {
      throw new MigrationError(
        `The database is newer than this program: it has ${row.name}. Start a newer version, or restore a backup made before it.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${row.name} was changed after it had been applied. Put the old file back and write a new migration.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
      name,
      checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(`Migration ${name} failed; nothing of it was kept`, { cause: error });
  }
}
