import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { ErrorPage } from '#src/ui/error.page.tsx';
import type { AppDeps } from './deps.ts';
import { pageContext } from './page-reply.ts';
import { type Problem, problem } from './problem.ts';
import { RefusedRequest } from './refused-request.ts';

export const wantsJson = (request: FastifyRequest): boolean => request.url.startsWith('/api/v1/');

export function registerErrorHandling(app: FastifyInstance, deps: AppDeps): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = describe(error);
    if (refusal.status >= 500) {
      request.log.error(
        { err: { name: error.name, code: error.code, stack: error.stack } },
        'broken',
      );
    }
    return answer(request, reply, deps, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    answer(request, reply, deps, { status: 404, code: 'not_found' }),
  );
}

type Refusal = {
  status: number;
  code: string;
  retryAfterSeconds?: number;
  errors?: Problem['errors'];
  whoMay?: string;
};

function describe(error: FastifyError & { retryAfterSeconds?: number }): Refusal {
  if (isDatabaseAway(error) || isWithoutRoom(error))
    return { status: 503, code: 'database_away', retryAfterSeconds: 10 };
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status, code: 'internal_error' };
  const code =
    error instanceof RefusedRequest ? error.code : (codeOfStatus[status] ?? 'bad_request');
  const whoMay = error instanceof RefusedRequest ? error.whoMay : undefined;
  return {
    status,
    code,
    ...(whoMay ? { whoMay } : {}),
    ...(error.retryAfterSeconds ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
  };
}

const codeOfStatus: Record<number, string> = {
  400: 'bad_request',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_media_type',
};

/** The server refused or dropped the connection, or is starting or stopping. */
function isDatabaseAway(error: { code?: string; syscall?: string; message: string }): boolean {
  const code = error.code ?? '';
  return (
    // The socket of a PostgreSQL that is down; any other missing file is a fault of ours.
    (code === 'ENOENT' && error.syscall === 'connect') ||
    /^(ECONNREFUSED|ECONNRESET|57P0[1-3]|08\w{3})$/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}

/**
 * The disk is full, memory or connections are used up, or a standby is not writable yet. Where a
 * quota or a limit of file size stops it, PostgreSQL knows no code of its own for that.
 */
function isWithoutRoom({ code = '', message }: { code?: string; message: string }): boolean {
  const isQuota = code === 'XX000' && /^could not (extend|write)/.test(message);
  return isQuota || /^(53\w{3}|25006)$/.test(code);
}

function answer(request: FastifyRequest, reply: FastifyReply, deps: AppDeps, refusal: Refusal) {
  const { status, code, retryAfterSeconds, whoMay } = refusal;
  if (retryAfterSeconds) reply.header('retry-after', String(retryAfterSeconds));
  if (wantsJson(request)) {
    return reply
      .code(status)
      .type('application/problem+json')
      .header('cache-control', 'no-store')
      .serializer(JSON.stringify)
      .send(problem({ status, code, requestId: request.id, errors: refusal.errors }));
  }
  const { id: requestId, desk } = request;
  const props = { context: pageContext(request, deps), desk, status, code, requestId };
  return reply.page(h(ErrorPage, { ...props, retryAfterSeconds, whoMay }), status);
}
