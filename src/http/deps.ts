import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import type { Clock } from '#src/clock.ts';
import type { Config } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Assets } from '#src/ui/assets.ts';

/** What every handler may need; made once, by the process that serves. */
export type AppDeps = {
  config: Config;
  db: Database;
  pool: pg.Pool;
  clock: Clock;
  supplier: SupplierProfile;
  /** Sign-ins known to everybody are shown and accepted. */
  isDemo: boolean;
  /** Key of form tokens and of rate-limit keys. */
  secret: string;
  /** What these signed is still taken: src/secret-file.ts. */
  previousSecrets: readonly string[];
  assets: Assets;
  log: FastifyBaseLogger;
};
