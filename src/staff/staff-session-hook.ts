import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StaffMember } from '#src/actor.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieName, cookieOptions } from '#src/http/form-protection.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';
import { href } from '#src/routes.ts';
import { may, type Permission } from './permissions.ts';
import { whoMay } from './staff-roles.ru.ts';
import { findStaffSession } from './staff-sessions.ts';

const COOKIE = 'staff';

/** A member of staff who is signed in, with both factors. */
export type SignedInStaff = { actor: StaffMember; staffSessionId: number; name: string };

declare module 'fastify' {
  interface FastifyRequest {
    signedInStaff: SignedInStaff | null;
  }
}

/** Finds out which member of staff a request of the desk comes from. Residents' pages never ask. */
export function registerStaffSessions(app: FastifyInstance, deps: AppDeps): void {
  app.decorateRequest('signedInStaff', null);
  app.addHook('onRequest', async (request) => {
    if (!isOfDesk(request.url)) return;
    const token = request.cookies[cookieName(deps.config, COOKIE)];
    const found = token ? await findStaffSession(deps.db, token, deps.clock.now()) : null;
    if (!found || (found.isDemo && !deps.isDemo)) return;
    const { staffMemberId, role, name, staffSessionId } = found;
    request.signedInStaff = { actor: { kind: 'staff', staffMemberId, role }, staffSessionId, name };
  });
}

const isOfDesk = (url: string): boolean => /^\/staff(?=[/?]|$)/.test(url);

export function setStaffCookie(reply: FastifyReply, deps: AppDeps, token: string): void {
  const options = { ...cookieOptions(deps.config), sameSite: 'strict' as const };
  reply.setCookie(cookieName(deps.config, COOKIE), token, options);
}

export function clearStaffCookie(reply: FastifyReply, deps: AppDeps): void {
  reply.clearCookie(cookieName(deps.config, COOKIE), cookieOptions(deps.config));
}

/**
 * The guard of an address of the desk, as `preHandler`: whoever is not signed in is sent to sign
 * in; whoever may not do this is told so (403).
 */
export function requireStaff(permission: Permission) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const staff = request.signedInStaff;
    if (!staff) {
      const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
      return reply.seeOther(href('staffLogin') + next);
    }
    if (!may(staff.actor.role, permission)) {
      throw new RefusedRequest(403, 'not_permitted', undefined, whoMay(permission));
    }
  };
}

/** The person behind a route that requireStaff guards. */
export function staffOf(request: FastifyRequest): SignedInStaff {
  if (!request.signedInStaff) throw new RefusedRequest(401, 'not_signed_in');
  return request.signedInStaff;
}
