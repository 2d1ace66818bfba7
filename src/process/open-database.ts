import type pg from 'pg';
import type { Config } from '#src/config.ts';
import { createDatabase, createPool, type Database } from '#src/db/database.ts';
import { startEmbedded } from '#src/db/embedded.ts';
import { isMigrated, migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { StartError } from './start-error.ts';

const LEAST_VERSION = 15;

export type OpenDatabase = {
  pool: pg.Pool;
  db: Database;
  /** The embedded one starts again if it was killed; true if it had to. */
  revive(): Promise<boolean>;
  close(): Promise<void>;
};

export type OpenOptions = {
  config: Config;
  /** Seen by the engineer in pg_stat_activity. */
  name: string;
  log?: (line: string) => void;
};

/** The given PostgreSQL, or the embedded one: joined if it runs, started if it does not. */
export async function openDatabase({ config, name, log }: OpenOptions): Promise<OpenDatabase> {
  const { databaseUrl, dataFolder, databaseConnections: maxConnections } = config;
  const embedded = databaseUrl ? null : await startEmbedded({ dataFolder, log });
  const connectionString = databaseUrl ?? embedded?.connectionString ?? '';
  const pool = createPool({ connectionString, maxConnections, name: `ochag-${name}` });
  const close = async () => {
    await pool.end();
    await embedded?.stop();
  };
  try {
    await assertUsable(pool);
  } catch (error) {
    await close();
    throw error;
  }
  const revive = async () => embedded?.revive() ?? false;
  return { pool, db: createDatabase(pool), revive, close };
}

async function assertUsable(pool: pg.Pool): Promise<void> {
  let version: number;
  try {
    const shown = await pool.query("select current_setting('server_version_num')::int as number");
    version = Math.floor(shown.rows[0].number / 10_000);
  } catch (cause) {
    const { message, code } = cause as Error & { code?: string };
    throw new StartError(`The database does not answer (${message || code}): check DATABASE_URL.`, {
      cause,
    });
  }
  if (version < LEAST_VERSION) {
    throw new StartError(
      `The database is PostgreSQL ${version}, and ${LEAST_VERSION} or newer is needed.`,
    );
  }
}

/**
 * The embedded database follows the program by itself. A shared one is migrated when the engineer
 * says so: other processes may still be running the old program.
 */
export async function ensureMigrated(pool: pg.Pool, config: Config): Promise<void> {
  if (!config.databaseUrl) await migrate(pool, migrationsFolder);
  else if (!(await isMigrated(pool, migrationsFolder))) {
    throw new StartError(
      'The database is older than this program: run "npm run ochag -- migrate".',
    );
  }
}
