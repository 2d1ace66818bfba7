import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { seedRates } from '#src/billing/rates-store.ts';
import type { Clock } from '#src/clock.ts';
import { openClock } from '#src/clock-file.ts';
import { type Config, readConfig } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import { readSupplierProfile, type SupplierProfile } from '#src/supplier/profile.ts';
import { followDemo } from './demo-mode.ts';
import { createLog } from './log.ts';
import { ensureMigrated, openDatabase } from './open-database.ts';

/** What any process of the product works with. */
export type Deps = {
  config: Config;
  pool: pg.Pool;
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  isDemo: boolean;
  log: FastifyBaseLogger;
  close(): Promise<void>;
};

/** @throws what explainStartError() explains. */
export async function openDeps({ name = 'command' } = {}): Promise<Deps> {
  const config = readConfig(process.env);
  const supplier = await readSupplierProfile(config.supplierFile);
  const log = createLog({ level: config.logLevel, name });
  const database = await openDatabase({ config, name });
  try {
    await ensureMigrated(database.pool, config);
    const isDemo = await followDemo(database.db, config);
    const clock = openClock({ config, isDemo });
    await seedRates(database.db, { profile: supplier, now: clock.now() });
    return { config, supplier, log, isDemo, clock, ...database };
  } catch (error) {
    await database.close();
    throw error;
  }
}
