import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieName, cookieOptions } from '#src/http/form-protection.ts';
import { isSigned, sign } from '#src/http/signature.ts';

const COOKIE = 'device';
const YEAR_SECONDS = 31_536_000;

/** A user, or whoever else signs in by a name of their own kind. */
type Who = number | `staff ${number}`;

/**
 * Whether this browser has signed in as this user before, by e-mail or by phone. Such a browser is counted apart from
 * strangers, so that however many of them guess, they cannot lock the owner out.
 */
export function isKnownDevice(request: FastifyRequest, deps: AppDeps, userId: Who): boolean {
  const given = request.cookies[cookieName(deps.config, COOKIE)];
  return isSigned(deps, textOf(request, userId), given);
}

/** What stands for whoever signed in last in this browser, to compare; null: nobody has. */
export const deviceMark = (request: FastifyRequest, deps: AppDeps): string | null =>
  request.cookies[cookieName(deps.config, COOKIE)] || null;

export function rememberDevice(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  userId: Who,
): void {
  const mark = sign(deps, textOf(request, userId));
  reply.setCookie(cookieName(deps.config, COOKIE), mark, cookieOptions(deps.config, YEAR_SECONDS));
}

const textOf = ({ visitorId }: FastifyRequest, userId: Who): string =>
  `device:${visitorId}:${userId}`;
