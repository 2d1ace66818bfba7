import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { watchDatabase } from '#src/db/database-gauge.ts';
// What they count is in the database: whoever is asked must know them.
import '#src/jobs/job-metrics.ts';
import '#src/mail/letter-metrics.ts';
import { routes } from '#src/routes.ts';
import { registerHealth } from './health.ts';
import { collectProcessMetrics, metricsText, metricsType } from './metrics.ts';

export type OperationsDeps = {
  pool: pg.Pool;
  /** The addresses of banks, where they come in by this listener. */
  banks?: { register(app: FastifyInstance): void; trustedProxies: readonly string[] } | undefined;
};

/** Metrics and health for the engineer on duty, on a listener that the public cannot reach. */
export function createOperationsApp({ pool, banks }: OperationsDeps): FastifyInstance {
  collectProcessMetrics();
  watchDatabase(pool);
  const proxies = banks?.trustedProxies ?? [];
  const app = Fastify({ logger: false, trustProxy: proxies.length > 0 ? [...proxies] : false });
  registerHealth(app, { pool });
  app.get(routes.metrics, async (_, reply) => reply.type(metricsType).send(await metricsText()));
  if (banks) {
    void app.register(formbody);
    banks.register(app);
  }
  return app;
}
