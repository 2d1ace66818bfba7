import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { watchDatabase } from '#src/db/database-gauge.ts';
// What they count is in the database: whoever is asked must know them.
import '#src/jobs/job-metrics.ts';
import '#src/mail/letter-metrics.ts';
import { routes } from '#src/routes.ts';
import { registerHealth } from './health.ts';
import { collectProcessMetrics, metricsText, metricsType } from './metrics.ts';

/** Metrics and health for the engineer on duty, on a listener that the public cannot reach. */
export function createOperationsApp({ pool }: { pool: pg.Pool }): FastifyInstance {
  collectProcessMetrics();
  watchDatabase(pool);
  const app = Fastify({ logger: false });
  registerHealth(app, { pool });
  app.get(routes.metrics, async (_, reply) => reply.type(metricsType).send(await metricsText()));
  return app;
}
