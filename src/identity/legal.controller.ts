import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { routes } from '#src/routes.ts';
import { ConsentPage, RequisitesPage } from './legal.page.tsx';

const documents = { consent: ConsentPage, requisites: RequisitesPage };

export function registerLegal(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.legal, (request, reply) => {
    const { document } = request.params as { document: string };
    if (!Object.hasOwn(documents, document)) throw notFound();
    const view = documents[document as keyof typeof documents];
    return reply.page(h(view, { context: pageContext(request, deps) }));
  });
}
