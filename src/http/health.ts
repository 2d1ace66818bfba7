import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { routes } from '#src/routes.ts';

/** live: the process answers. ready: it can reach its database too. */
export function registerHealth(app: FastifyInstance, { pool }: { pool: pg.Pool }): void {
  app.get(routes.healthLive, async (_, reply) => reply.type('text/plain').send('ok\n'));
  app.get(routes.healthReady, async (_, reply) => {
    try {
      await pool.query('select 1 from schema_migrations limit 1');
      return reply.type('text/plain').send('ok\n');
    } catch {
      return reply.code(503).type('text/plain').send('database away\n');
    }
  });
}
