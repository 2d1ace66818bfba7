import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { routes } from '#src/routes.ts';
import { consentDocument, findConsentEdition } from './consent-document.ru.ts';
import { ConsentPage, RequisitesPage } from './legal.page.tsx';

export function registerLegal(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.legal, (request, reply) => {
    const { document } = request.params as { document: string };
    const context = pageContext(request, deps);
    if (document === 'requisites') return reply.page(h(RequisitesPage, { context }));
    // Without a word the edition of today; an older one for whoever agreed to it.
    const { edition: version = consentDocument.version } = formValues(request.query);
    const edition = document === 'consent' ? findConsentEdition(version) : null;
    if (!edition) throw notFound();
    return reply.page(h(ConsentPage, { context, edition }));
  });
}
