import { randomBytes } from 'node:crypto';
import pg from 'pg';
import pino from 'pino';
import { seedRates } from '#src/billing/rates-store.ts';
import { systemClock } from '#src/clock.ts';
import { readConfig } from '#src/config.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { migrate } from '#src/db/migrate.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { packageRoot } from '#src/package-root.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { readAssets } from '#src/ui/assets.ts';
import { BENCH_SECRET, populate } from './population.ts';

const serverUrl =
  process.env.OCHAG_BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const CONNECTIONS = 10;

/** A populated database, and as many identical copies of it as asked for. */
export async function createBenchDatabases(households: number, copies: readonly string[]) {
  const prefix = `ochag_bench_${randomBytes(4).toString('hex')}`;
  const base = `${prefix}_base`;
  await onServer((client) => client.query(`create database ${base}`));
  const pool = createPool({ connectionString: urlOf(base), maxConnections: 2 });
  await migrate(pool, `${packageRoot}/db/migrations`);
  const profile = await readSupplierProfile(null);
  await seedRates(createDatabase(pool), { profile, now: new Date('2024-01-01T00:00:00Z') });
  await populate(pool, households);
  await pool.end();
  for (const copy of copies) {
    await onServer((client) => client.query(`create database ${prefix}_${copy} template ${base}`));
  }
  const copied: string[] = [];
  return {
    url: (copy: string) => urlOf(`${prefix}_${copy}`),
    async renew(copy: string) {
      await onServer(async (client) => {
        await client.query(`drop database if exists ${prefix}_${copy} with (force)`);
        await client.query(`create database ${prefix}_${copy} template ${base}`);
      });
    },
    /** A copy of a copy, as it stands now; nobody may be connected to it. */
    async copy(from: string, to: string) {
      copied.push(to);
      await onServer((client) =>
        client.query(`create database ${prefix}_${to} template ${prefix}_${from}`),
      );
    },
    async drop() {
      for (const name of [base, ...[...copies, ...copied].map((copy) => `${prefix}_${copy}`)]) {
        await onServer((client) => client.query(`drop database if exists ${name} with (force)`));
      }
    },
  };
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await work(client).finally(() => client.end());
}

function urlOf(database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** The site as it is served, on this database. */
export async function createBenchApp(databaseUrl: string, env: Record<string, string> = {}) {
  const pool = createPool({ connectionString: databaseUrl, maxConnections: CONNECTIONS });
  const app = await createApp(
    {
      config: readConfig(env),
      pool,
      db: createDatabase(pool),
      clock: systemClock,
      supplier: await readSupplierProfile(null),
      isDemo: false,
      secret: BENCH_SECRET,
      previousSecrets: [],
      assets: readAssets(`${packageRoot}/dist/assets/manifest.json`),
      log: pino({ level: 'silent' }),
    },
    features,
  );
  return { app, pool };
}
