import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { routes } from '#src/routes.ts';
import { DevUiPage } from '#src/ui/dev-ui.page.tsx';

/** Every component in its states; there only where the data are a demonstration. */
export function registerDevUi(app: FastifyInstance, deps: AppDeps): void {
  if (!deps.isDemo) return;
  app.get(routes.devUi, (request, reply) =>
    reply.page(h(DevUiPage, { context: pageContext(request, deps) })),
  );
}
