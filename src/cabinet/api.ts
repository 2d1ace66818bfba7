import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { routes } from '#src/routes.ts';
import { registerAccountRoutes } from './api-accounts.ts';
import { registerAutopayRoutes } from './api-autopay.ts';
import { registerBillRoutes } from './api-bills.ts';
import { registerChargeRoutes } from './api-charges.ts';
import { ApiDocsPage } from './api-docs.page.tsx';
import { type ApiDocument, documentOptions, finishDocument } from './api-document.ts';
import { registerForecastRoute } from './api-forecast.ts';
import { writesPerMinute } from './api-limits.ts';
import { scopeOfRoute, typedBySchemas } from './api-operation.ts';
import { registerPaymentRoutes } from './api-payments.ts';
import { registerReadingRoutes } from './api-readings.ts';
import { ApiRefusal, answerRefusals, compileApiValidator } from './api-refusals.ts';
import { registerSubmitRoutes } from './api-submit.ts';

const writesLimit = { name: 'api_write', points: writesPerMinute, perSeconds: 60 };

/**
 * The JSON API: `/api/v1`, its OpenAPI document and the page about it. There is no CORS: a token
 * in the page of another site would be that site's, so browsers are told nothing they may use.
 */
export async function registerApi(app: FastifyInstance, deps: AppDeps): Promise<void> {
  let known: { document: ApiDocument; text: string } | undefined;
  await app.register(
    async (api) => {
      await api.register(swagger, documentOptions);
      api.addHook('onReady', async () => {
        const document = finishDocument(api.swagger());
        known = { document, text: JSON.stringify(document) };
      });
      await api.register(privateApi(deps));
    },
    { prefix: '/api/v1' },
  );
  const ready = () => {
    if (!known) throw new Error('the API document is asked for before the site is ready');
    return known;
  };

  app.get(routes.apiSpec, (_, reply) =>
    reply.type('application/json').header('cache-control', 'no-cache').send(ready().text),
  );
  app.get(routes.apiDocs, (request, reply) => {
    const context = pageContext(request, deps);
    return reply.page(
      h(ApiDocsPage, { context, document: ready().document, url: deps.config.url }),
    );
  });
}

/** Everything that needs to know who asks. */
const privateApi = (deps: AppDeps) => async (api: FastifyInstance) => {
  const limits = createRateLimits(deps.pool, deps.secret);
  api.setValidatorCompiler(compileApiValidator);
  // JSON alone: a form of another site can send the rest without asking the browser.
  api.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  answerRefusals(api);
  api.addHook('onRequest', requireResident);
  api.addHook('onRequest', requireScope);
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'private, no-cache').header('vary', 'authorization, cookie');
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { userId } = residentOf(request).actor;
    const counted = await limits.consume(writesLimit, `user:${userId}`);
    if (!counted.ok) {
      throw new RefusedRequest(429, 'too_many_requests', counted.retryAfterSeconds);
    }
  });
  const typed = typedBySchemas(api);
  registerAccountRoutes(typed, deps);
  registerReadingRoutes(typed, deps);
  registerChargeRoutes(typed, deps);
  registerBillRoutes(typed, deps);
  registerPaymentRoutes(typed, deps);
  registerAutopayRoutes(typed, deps);
  registerForecastRoute(typed, deps);
  registerSubmitRoutes(typed, deps);
};

/** A token does what its owner gave it, and nothing more. */
async function requireScope(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { scopes } = residentOf(request);
  const requiredScope = scopeOfRoute(request.routeOptions);
  if (scopes === null || scopes.includes(requiredScope)) return;
  const challenge = `Bearer error="insufficient_scope", scope="${requiredScope}"`;
  reply.header('www-authenticate', challenge);
  throw new ApiRefusal('scope_missing', { details: { requiredScope } });
}
