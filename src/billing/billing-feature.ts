import type { FastifyInstance } from 'fastify';
import type { Actor } from '#src/actor.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { listBalances } from './get-balance.ts';

/** Tells the rooms below, which know no ledger, what is owed on the accounts that they show. */
export function registerBilling(app: FastifyInstance, deps: AppDeps): void {
  app.decorate('findBalances', (actor: Actor, ids: number[]) => listBalances(deps, actor, ids));
}
