import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#src/actor.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieName, cookieOptions } from '#src/http/form-protection.ts';
import { notFound } from '#src/http/refused-request.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import {
  isNumbered,
  listPersonalAccounts,
  type PersonalAccount,
} from './personal-accounts-store.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** What is owed on each account now; of those that the actor may not see, nothing. */
    findBalances(actor: Actor, personalAccountIds: number[]): Promise<Map<number, number>>;
  }
}

/**
 * Puts the resident's accounts into the header of a page that is about none of them, and returns
 * them. The header leads to `number`, or back to the account that was opened last.
 */
export async function showAccounts(
  request: FastifyRequest,
  deps: AppDeps,
  number: string | null,
): Promise<PersonalAccount[]> {
  const list = await listPersonalAccounts(deps.db, residentOf(request).actor);
  const wanted = number ?? request.cookies[lastOpened(deps)];
  const leadsTo = list.find((known) => known.number === wanted) ?? null;
  await putIntoHeader(request, list, { leadsTo });
  return list;
}

/**
 * The account that the address names, for the person who is signed in: one query brings it and
 * the list for the switcher.
 * @throws RefusedRequest 404 for an account of somebody else, as for one that does not exist.
 */
export async function openAccountPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
): Promise<PersonalAccount> {
  const { number } = request.params as { number: string };
  const read = readAccountNumber(number, deps.supplier);
  const list = await listPersonalAccounts(deps.db, residentOf(request).actor);
  const found = list.find((known) => isNumbered(known, read));
  await putIntoHeader(request, list, { leadsTo: found ?? null, isShown: true });
  if (!found) throw notFound();
  const name = lastOpened(deps);
  if (list.length > 1 && request.cookies[name] !== found.number) {
    reply.setCookie(name, found.number, cookieOptions(deps.config));
  }
  return found;
}

/** A number alone opens nothing: it is looked for among the person's accounts. */
const lastOpened = ({ config }: AppDeps): string => cookieName(config, 'account');

async function putIntoHeader(
  request: FastifyRequest,
  list: readonly PersonalAccount[],
  { leadsTo, isShown = false }: { leadsTo: PersonalAccount | null; isShown?: boolean },
): Promise<void> {
  const { actor } = residentOf(request);
  // Of a single account the header tells no sum: its own page does.
  const ids = list.length > 1 ? list.map(({ personalAccountId }) => personalAccountId) : [];
  const balances = ids.length > 0 ? await request.server.findBalances(actor, ids) : new Map();
  request.pageAccounts = {
    current: leadsTo?.number ?? null,
    list: list.map((known) => ({
      number: known.number,
      ownName: known.ownName,
      address: known.address,
      balanceKopecks: balances.get(known.personalAccountId) ?? null,
      isCurrent: isShown && known === leadsTo,
    })),
  };
}
