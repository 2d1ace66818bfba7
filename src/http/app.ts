import { hash, randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import etag from '@fastify/etag';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { inStoryOf } from '#src/request-story.ts';
import { registerAssets } from './assets.ts';
import type { AppDeps } from './deps.ts';
import { registerErrorHandling } from './errors.ts';
import { registerFormProtection } from './form-protection.ts';
import { registerHealth } from './health.ts';
import { observeRequests } from './metrics.ts';
import { registerPages } from './page-reply.ts';

/** A form with the longest texts is a hundredth of this; files come with their own limits. */
const MAX_BODY_BYTES = 256 * 1024;
/** Node takes no longer headers. */
const MAX_ADDRESS_LENGTH = 16_384;

export type Feature = (app: FastifyInstance, deps: AppDeps) => void | Promise<void>;

/** The site: the platform first, then what each feature answers to. */
export async function createApp(deps: AppDeps, features: Feature[]): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: 30_000,
    genReqId: () => randomUUID(),
    trustProxy: deps.config.trustedProxies.length > 0 ? [...deps.config.trustedProxies] : false,
    // Handlers judge their parameters by themselves; the router's own answer is JSON.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_ADDRESS_LENGTH },
    rewriteUrl: ({ url = '/' }) => readableAddress(url),
    forceCloseConnections: 'idle',
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  observeRequests(app);
  logRequests(app);
  await app.register(helmet, securityHeaders(deps.config.url));
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: MAX_BODY_BYTES });
  await app.register(etag, { weak: true, hashFn: quickHash });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024, brotliOptions });
  registerErrorHandling(app, deps);
  await registerAssets(app, deps.assets);
  registerPages(app);
  registerFormProtection(app, deps);
  registerHealth(app, deps);
  for (const feature of features) await feature(app, deps);
  return app;
}

/** A broken escape (`/%zz`) is an address that does not exist, and gets the usual page. */
function readableAddress(url: string): string {
  const [path = ''] = url.split('?', 1);
  if (!path.includes('%')) return url;
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}

/** In one call, without a hash object: a page is hashed at every answer. */
const quickHash = (payload: string | Buffer): string => hash('sha1', payload, 'base64');

/** Quality 4: a page of 16 KB in a third of a millisecond; 11 would take forty times as long. */
const brotliOptions = { params: { 1: 4 } };

function securityHeaders(url: string) {
  const isHttps = url.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        // The design library draws its icons by data: addresses in the style sheet.
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' as const },
    xFrameOptions: { action: 'deny' as const },
  };
}

/** One line per request: the pattern, never the address itself, which may hold a token. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onRequest', (request, _, done) => inStoryOf(request.id, done));
  // Reading the body left the story: its events come from the socket.
  app.addHook('preValidation', (request, _, done) => inStoryOf(request.id, done));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';
