import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieOptions } from '#src/http/form-protection.ts';
import { isSigned, sign } from '#src/http/signature.ts';
import { openSealedText, sealText } from './second-factor/sealed-text.ts';

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

const TYPED_COOKIE = 'registration_typed';
/** Browsers drop a cookie of more than 4096 bytes, name and attributes included. */
const MAX_TYPED_LENGTH = 3_600;
const keptFields = [
  'lastName',
  'firstName',
  'middleName',
  'address',
  'accountNumber',
  'email',
  'phone',
] as const;

/**
 * What was typed, for who sees on the next page that the address is wrong: all but password and
 * consent. In the browser and not with us, so whether the registration came to anything shows
 * nowhere; sealed, so that nothing of it can be read there.
 */
export function rememberTyped(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  typed: Record<string, string>,
): void {
  const kept = Object.fromEntries(keptFields.map((name) => [name, typed[name] ?? '']));
  const seal = { secret: deps.secret, purpose: typedPurpose(request) };
  const value = sealText(JSON.stringify(kept), seal).toString('base64url');
  const options = { ...cookieOptions(deps.config, COOKIE_SECONDS), path: '/register' };
  if (value.length <= MAX_TYPED_LENGTH) reply.setCookie(TYPED_COOKIE, value, options);
}

export function readTyped(request: FastifyRequest, deps: AppDeps): Record<string, string> {
  const { secret, previousSecrets } = deps;
  const seal = { secret, previousSecrets, purpose: typedPurpose(request) };
  const sealed = Buffer.from(request.cookies[TYPED_COOKIE] ?? '', 'base64url');
  const text = openSealedText(sealed, seal);
  return text === null ? {} : (JSON.parse(text) as Record<string, string>);
}

const typedPurpose = ({ visitorId }: FastifyRequest): string => `registration of ${visitorId}`;

const signedText = ({ visitorId }: FastifyRequest, held: string): string =>
  `registration:${visitorId}:${held}`;
