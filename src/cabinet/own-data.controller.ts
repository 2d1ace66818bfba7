import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { gatherOwnData } from './own-data.ts';

/** It reads every reading of every account: enough for a person, too few for a mischief. */
const exportsByUser = { name: 'own_data', points: 20, perSeconds: 3600 };

/** «Скачать мои данные»: asks for nothing but the session. */
export function registerOwnData(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.profileExport, { preHandler: requireResident }, async (request, reply) => {
    const { actor } = residentOf(request);
    await enforce(limits, exportsByUser, `user:${actor.userId}`);
    const data = await gatherOwnData(deps, actor);
    if (!data) throw notFound();
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="own-data-${today}.json"`)
      .header('cache-control', 'private, no-store')
      .send(JSON.stringify(data, null, 2));
  });
}
