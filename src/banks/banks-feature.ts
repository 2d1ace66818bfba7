import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerBankProtocols } from './bank-protocols.controller.ts';

/** Banks that pay online, where they come to the site itself. */
export function registerBanks(app: FastifyInstance, deps: AppDeps): void {
  const { bankListener } = deps.config;
  if (bankListener === 'site' || bankListener === 'both') registerBankProtocols(app, deps);
}
