import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieOptions } from '#src/http/form-protection.ts';
import { isSigned, sign } from '#src/http/signature.ts';

const COOKIE = 'registration_email';
const COOKIE_SECONDS = 3600;

/** The registration that this browser has sent, and when a letter for it was last asked for. */
type SentRegistration = { email: string; askedAt: Date };

/**
 * For the page that says "sent" and for its pause between letters: in a cookie, never in the
 * address bar. Signed for this very visitor: a made-up cookie must not tell what letters others
 * have got, so the pause looks at nothing else.
 */
export function rememberRegistration(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  { email, askedAt }: SentRegistration,
): void {
  const held = `${Buffer.from(email).toString('base64url')}.${askedAt.getTime()}`;
  const value = `${held}.${sign(deps, signedText(request, held))}`;
  const options = { ...cookieOptions(deps.config, COOKIE_SECONDS), path: '/register' };
  reply.setCookie(COOKIE, value, options);
}

export function readRegistration(request: FastifyRequest, deps: AppDeps): SentRegistration | null {
  const [email = '', askedAt = '', signature] = (request.cookies[COOKIE] ?? '').split('.');
  if (!isSigned(deps, signedText(request, `${email}.${askedAt}`), signature)) return null;
  return {
    email: Buffer.from(email, 'base64url').toString(),
    askedAt: new Date(Number(askedAt)),
  };
}

const signedText = ({ visitorId }: FastifyRequest, held: string): string =>
  `registration:${visitorId}:${held}`;
