import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { isOwnOrigin } from '#src/http/form-protection.ts';
import type { RelyingParty } from './passkeys.ts';

/**
 * The site of a passkey is the configured address; a demo, or a site on this machine, is opened by
 * any name it has, as forms take it.
 */
export function relyingPartyOf(request: FastifyRequest, deps: AppDeps): RelyingParty {
  const { config, supplier, secret } = deps;
  const opened = `${request.protocol}://${request.host}`;
  const isOurs = isOwnOrigin({ headers: { origin: opened }, host: request.host }, deps);
  return { name: supplier.name, origin: isOurs ? opened : new URL(config.url).origin, secret };
}
