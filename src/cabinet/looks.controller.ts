import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { listEntriesAbout } from '#src/audit/list-entries.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { routes } from '#src/routes.ts';
import { LooksPage } from './looks.page.tsx';

const SHOWN = 50;

/** «Кто смотрел мои данные»: what staff saw and did of one's accounts and contacts. */
export function registerLooks(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.profileLooks, { preHandler: requireResident }, async (request, reply) => {
    const { actor } = residentOf(request);
    await showAccounts(request, deps, null);
    const { before = '' } = formValues(request.query);
    const found = await listEntriesAbout(deps.db, actor.userId, {
      before: /^\d{1,15}$/.test(before) ? Number(before) : null,
      limit: SHOWN + 1,
      timeZone: deps.supplier.timeZone,
    });
    const looks = found.slice(0, SHOWN);
    const next = found.length > SHOWN ? (looks.at(-1)?.auditEntryId ?? null) : null;
    return reply.page(h(LooksPage, { context: pageContext(request, deps), looks, next }));
  });
}
