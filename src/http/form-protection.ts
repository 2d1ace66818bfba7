import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppDeps } from './deps.ts';
import { RefusedRequest } from './refused-request.ts';
import { isSigned, sign } from './signature.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Sent by a program that proves itself in its own way; no browser is made to send it. */
    isFromProgram?: boolean;
  }
  interface FastifyRequest {
    visitorId: string;
    formToken(): string;
  }
}

const YEAR_SECONDS = 31_536_000;
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Cookie names: `__Host-` binds a cookie to this very host, which browsers grant over TLS only. */
export const cookieName = (config: { url: string }, name: string): string =>
  config.url.startsWith('https:') ? `__Host-${name}` : name;

export const cookieOptions = (config: { url: string }, maxAgeSeconds?: number) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: config.url.startsWith('https:'),
  ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
});

/**
 * A form is taken only from our own pages: its token is a keyed hash of the visitor's cookie, and
 * Origin, which every browser sends with a form, must be ours. A program that calls the API by a
 * token of its own carries no cookie, so nobody can make a browser do it.
 */
export function registerFormProtection(app: FastifyInstance, deps: AppDeps): void {
  const name = cookieName(deps.config, 'visitor');
  app.decorateRequest('visitorId', '');
  app.decorateRequest('formToken', function (this: FastifyRequest) {
    return sign(deps, formText(this));
  });
  app.addHook('onRequest', async (request, reply) => {
    const known = request.cookies[name];
    const isKnown = known !== undefined && /^[\w-]{22}$/.test(known);
    request.visitorId = isKnown ? known : randomBytes(16).toString('base64url');
    const isForPeople = !/^\/(assets|api\/v1|bank|health)\//.test(request.url);
    if (!isKnown && isForPeople) {
      reply.setCookie(name, request.visitorId, cookieOptions(deps.config, YEAR_SECONDS));
    }
  });
  app.addHook('preValidation', async (request) => {
    if (!CHANGING.has(request.method) || request.url.startsWith('/api/v1/')) return;
    if (request.is404 || request.routeOptions.config.isFromProgram) return;
    const given = (request.body as { _token?: unknown } | undefined)?._token;
    if (!isOwnOrigin(request, deps) || !isSigned(deps, formText(request), given)) {
      throw new RefusedRequest(403, 'form_not_ours');
    }
  });
}

/**
 * False when the browser says that the request began on another site. A demo, or a site on this
 * machine, may be opened by any name it has; elsewhere the configured address alone is ours,
 * whatever Host a request claims.
 */
export function isOwnOrigin(
  request: Pick<FastifyRequest, 'headers' | 'host'>,
  { config, isDemo }: Pick<AppDeps, 'config' | 'isDemo'>,
): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  if (origin === config.url) return true;
  const isAnyName = isDemo || /^http:\/\/localhost(:|$)/.test(config.url);
  return isAnyName && URL.canParse(origin) && new URL(origin).host === request.host;
}

const formText = ({ visitorId }: FastifyRequest): string => `form:${visitorId}`;
