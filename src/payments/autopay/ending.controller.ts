import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { limitedAddress } from '#src/http/limited-address.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { identityLimits } from '#src/identity/limits.ts';
import { routes } from '#src/routes.ts';
import type { PaymentsDeps } from '../payments-deps.ts';
import { EndedPage, EndingGonePage, EndingPage } from './ending.page.tsx';
import { isEndingKnown, turnOffByLetter } from './turn-off.ts';

/** The letter's link shows a button: what opens links by itself ends nothing. */
export function registerAutopayEnding(app: FastifyInstance, deps: PaymentsDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token;
  const gone = (request: FastifyRequest, reply: FastifyReply) =>
    reply.page(h(EndingGonePage, { context: pageContext(request, deps) }), 404);

  app.get(routes.autopayEnding, { config: { isKeptNowhere: true } }, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    const token = tokenOf(request);
    if (!(await isEndingKnown(deps, token))) return gone(request, reply);
    return reply.page(h(EndingPage, { context: pageContext(request, deps), token }));
  });

  app.post(routes.autopayEnding, async (request, reply) => {
    await enforce(limits, identityLimits.tokenByAddress, limitedAddress(request));
    const asked = { token: tokenOf(request), requestId: request.id };
    if (!(await turnOffByLetter(deps, asked))) return gone(request, reply);
    return reply.page(h(EndedPage, { context: pageContext(request, deps) }));
  });
}
