import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { routes } from '#src/routes.ts';
import { FeedbackPage, HelpPage } from './help.page.tsx';
import { RulesPage } from './rules.page.tsx';

export function registerHelp(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.help, (request, reply) =>
    reply.page(h(HelpPage, { context: pageContext(request, deps) })),
  );
  app.get(routes.rules, (request, reply) =>
    reply.page(h(RulesPage, { context: pageContext(request, deps) })),
  );
  app.get(routes.feedback, (request, reply) =>
    reply.page(h(FeedbackPage, { context: pageContext(request, deps) })),
  );
}
