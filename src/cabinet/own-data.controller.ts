import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Db } from '#src/db/database.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findTokenSubject } from '#src/identity/one-time-tokens.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { askForExport } from './data-exports.ts';
import { findExportBytes, findExportFile } from './data-exports-store.ts';
import { OwnDataPage } from './own-data.page.tsx';
import { gatherOwnData } from './own-data.ts';

/** It reads every reading of every account: enough for a person, too few for a mischief. */
const exportsByUser = { name: 'own_data', points: 20, perSeconds: 3600 };

/** Each is a job and a letter. */
const archivesByUser = { name: 'own_data_archive', points: 5, perSeconds: 86_400 };

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

  // Where a person lands who reopens the address of a form.
  app.get(routes.profileExports, { preHandler: requireResident }, (_, reply) =>
    reply.seeOther(href('profile')),
  );

  app.post(routes.profileExports, { preHandler: requireResident }, async (request, reply) => {
    const { actor } = residentOf(request);
    await enforce(limits, archivesByUser, `user:${actor.userId}`);
    await askForExport(deps, actor);
    return reply.seeOther(`${href('profile')}?notice=archive-asked`);
  });

  // The link of the letter opens to the one whom it was written to, and to nobody else.
  app.get(routes.profileExportReady, { preHandler: requireResident }, async (request, reply) => {
    await showAccounts(request, deps, null);
    const { token } = request.params as { token: string };
    const bytes = await readyFor(request, deps, findExportBytes);
    const props = { context: pageContext(request, deps), token, bytes };
    return reply.page(h(OwnDataPage, props), bytes === null ? 404 : 200);
  });

  app.get(routes.profileExportFile, { preHandler: requireResident }, async (request, reply) => {
    const zip = await readyFor(request, deps, findExportFile);
    if (!zip) throw notFound();
    const { actor } = residentOf(request);
    const now = deps.clock.now();
    const { userId } = actor;
    await recordEntry(deps.db, actor, { action: 'download_own_data', userId, now });
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="own-data.zip"')
      .header('cache-control', 'private, no-store')
      .send(zip);
  });
}

/** Of the archive that the link in the address leads to; null: there is none for this person. */
async function readyFor<T>(
  request: FastifyRequest,
  { db, clock }: AppDeps,
  find: (db: Db, actor: Resident, ready: { dataExportId: number; now: Date }) => Promise<T | null>,
): Promise<T | null> {
  const { token } = request.params as { token: string };
  const now = clock.now();
  const dataExportId = await findTokenSubject(db, { token, purpose: 'data_export', now });
  if (dataExportId === null) return null;
  return find(db, residentOf(request).actor, { dataExportId, now });
}
