import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resident } from '#src/actor.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { wantsJson } from '#src/http/errors.ts';
import { cookieName, cookieOptions, isOwnOrigin } from '#src/http/form-protection.ts';
import type { SignedIn } from '#src/http/page-reply.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';
import { href } from '#src/routes.ts';
import { findApiTokenUser } from './api-tokens.ts';
import { givenName } from './person-name.ts';
import { type Client, findSession, REMEMBERED_SECONDS, type SessionUser } from './sessions.ts';

const COOKIE = 'session';

declare module 'fastify' {
  interface FastifyReply {
    /** For a guest's form: the sign-in page, which carries on what was typed. */
    signInFirst(): FastifyReply | null;
  }
}

/** Finds out whom each request comes from: by the cookie of a session, or by an API token. */
export function registerSessions(app: FastifyInstance, deps: AppDeps): void {
  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/assets/')) return;
    request.signedIn = wantsJson(request)
      ? await identifyProgram(request, deps)
      : await identifyPerson(request, deps);
  });
}

async function identifyPerson(request: FastifyRequest, deps: AppDeps): Promise<SignedIn | null> {
  const token = request.cookies[cookieName(deps.config, COOKIE)];
  if (!token) return null;
  const user = await findSession(deps.db, token, deps.clock.now());
  return user && isAllowed(user, deps)
    ? signedIn(user, { sessionId: user.sessionId, scopes: null })
    : null;
}

/** A page of ours may call the API by its cookie; a program brings a token of its own. */
async function identifyProgram(request: FastifyRequest, deps: AppDeps): Promise<SignedIn | null> {
  const header = request.headers.authorization;
  if (header === undefined) {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const isOurs = request.headers.origin !== undefined && isOwnOrigin(request, deps);
    return isReading || isOurs ? identifyPerson(request, deps) : null;
  }
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  const user = token ? await findApiTokenUser(deps.db, token, deps.clock.now()) : null;
  return user && isAllowed(user, deps)
    ? signedIn(user, { sessionId: 0, scopes: user.scopes })
    : null;
}

const isAllowed = (user: { isDemo: boolean }, { isDemo }: AppDeps): boolean =>
  isDemo || !user.isDemo;

function signedIn(
  user: Omit<SessionUser, 'sessionId'>,
  way: Pick<SignedIn, 'sessionId' | 'scopes'>,
): SignedIn {
  return {
    ...way,
    actor: resident(user.userId),
    displayName: givenName(user),
    email: user.email,
  };
}

export function setSessionCookie(
  reply: FastifyReply,
  deps: AppDeps,
  session: { token: string; isRemembered: boolean },
): void {
  const maxAge = session.isRemembered ? REMEMBERED_SECONDS : undefined;
  reply.setCookie(
    cookieName(deps.config, COOKIE),
    session.token,
    cookieOptions(deps.config, maxAge),
  );
}

export function clearSessionCookie(reply: FastifyReply, deps: AppDeps): void {
  reply.clearCookie(cookieName(deps.config, COOKIE), cookieOptions(deps.config));
}

export const clientOf = (request: FastifyRequest): Client => ({
  address: request.ip,
  visitorHash: createHash('sha256').update(request.visitorId).digest('base64url'),
  userAgent: String(request.headers['user-agent'] ?? ''),
});

/**
 * Sends a guest to sign in and back; a form that the session ended under comes along, a program
 * gets 401. Use as `preHandler` of private routes.
 */
export async function requireResident(request: FastifyRequest, reply: FastifyReply) {
  if (request.signedIn) return;
  if (wantsJson(request)) {
    reply.header('www-authenticate', 'Bearer');
    throw new RefusedRequest(401, 'not_signed_in');
  }
  const carried = request.method === 'POST' ? reply.signInFirst() : null;
  if (carried) return carried;
  const next = request.method === 'GET' ? request.url : pageOfForm(request);
  return reply.seeOther(href('login') + (next ? `?next=${encodeURIComponent(next)}` : ''));
}

/** For a form too long to carry: back to its page, whose address may hold what was typed. */
function pageOfForm(request: FastifyRequest): string {
  const { referer = '' } = request.headers;
  if (!URL.canParse(referer)) return '';
  const { host, pathname, search } = new URL(referer);
  return host === request.host ? pathname + search : '';
}

/** The person behind a route that requireResident guards. */
export function residentOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new RefusedRequest(401, 'not_signed_in');
  return request.signedIn;
}
