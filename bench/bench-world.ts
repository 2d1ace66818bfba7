import pino from 'pino';
import { seedRates } from '#src/billing/rates-store.ts';
import { systemClock } from '#src/clock.ts';
import { readConfig } from '#src/config.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { packageRoot } from '#src/package-root.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { readAssets } from '#src/ui/assets.ts';
import {
  createMigrated,
  dropDatabase,
  newDatabaseName,
  onServer,
  urlOf,
} from './bench-database.ts';
import { BENCH_SECRET, populate } from './population.ts';

export const CONNECTIONS = 10;

/** A populated database, and as many identical copies of it as asked for. */
export async function createBenchDatabases(households: number, copies: readonly string[]) {
  const prefix = newDatabaseName();
  const base = `${prefix}_base`;
  const { pool } = await createMigrated(base);
  const profile = await readSupplierProfile(null);
  await seedRates(createDatabase(pool), { profile, now: new Date('2024-01-01T00:00:00Z') });
  await populate(pool, households);
  await pool.end();
  for (const copy of copies) {
    await onServer(`create database ${prefix}_${copy} template ${base}`);
  }
  const copied: string[] = [];
  return {
    url: (copy: string) => urlOf(`${prefix}_${copy}`),
    async renew(copy: string) {
      await dropDatabase(`${prefix}_${copy}`);
      await onServer(`create database ${prefix}_${copy} template ${base}`);
    },
    /** A copy of a copy, as it stands now; nobody may be connected to it. */
    async copy(from: string, to: string) {
      copied.push(to);
      await onServer(`create database ${prefix}_${to} template ${prefix}_${from}`);
    },
    async drop() {
      for (const name of [base, ...[...copies, ...copied].map((copy) => `${prefix}_${copy}`)]) {
        await dropDatabase(name);
      }
    },
  };
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
