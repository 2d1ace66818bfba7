import { type System, system } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { createGateways, type GatewayDeps } from '#src/payments/gateways.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { findAgentNames } from './bank-agents-store.ts';
import { compareAgents, compareLedger, compareStatements } from './compare-books.ts';
import { compareGateway } from './compare-gateway.ts';
import { keepComparison } from './comparisons-store.ts';
import { approveRegistry } from './decide-registry.ts';
import { type FoundDifference, keepDifferences } from './differences-store.ts';
import type { GatewayCompared } from './gateway-comparison.ts';
import { matchTransactions } from './load-statement.ts';
import { postRegistry } from './post-registry.ts';
import type { BankDeps } from './take-payment.ts';

export type ReconcileDeps = BankDeps & GatewayDeps;

/** A pair of books that are compared day by day. */
type Source = {
  name: string;
  compare(db: Db, day: PlainDate): Promise<FoundDifference[]>;
};

/** What is compared within the database; of gateways each is a source of its own. */
const sources: readonly Source[] = [
  { name: 'agents', compare: compareAgents },
  { name: 'statements', compare: compareStatements },
  { name: 'ledger', compare: compareLedger },
];

export type NamedDifference = FoundDifference & { agentName: string | null };
export type Reconciled = {
  day: PlainDate;
  posted: number;
  found: NamedDifference[];
  gateways: GatewayCompared[];
};

/**
 * Compares the books of a day: gateways', banks' and ours, and the ledger last, since what a comparison
 * posts must stand there too. What an agent's registry has and we have not is posted at once where the
 * agreement says so; what a gateway has is learnt; all else is kept for people.
 */
export async function reconcileDay(deps: ReconcileDeps, day: PlainDate): Promise<Reconciled> {
  const gateways: GatewayCompared[] = [];
  for (const { name } of createGateways(deps).all) {
    gateways.push(await reconcileGateway(deps, name, day));
  }
  const banks = await reconcileBanks(deps, day);
  const found = [...gateways.flatMap((one) => one.found), ...banks.found];
  return { day, posted: banks.posted, found: await named(deps, found), gateways };
}

/** What banks and registries say against payments, and payments against the ledger. */
export async function reconcileBanks(
  deps: BankDeps,
  day: PlainDate,
): Promise<{ posted: number; found: FoundDifference[] }> {
  const actor = system('reconciliation');
  const posted = await postTrusted(deps, actor, day);
  await matchTransactions(deps.db);
  const all: FoundDifference[] = [];
  for (const { name, compare } of sources) {
    const now = deps.clock.now();
    const found = await inTransaction(deps.db, async (tx) => {
      const differences = await compare(tx, day);
      await keepDifferences(tx, actor, { source: name, day, found: differences, now });
      return differences;
    });
    all.push(...found);
  }
  return { posted, found: all };
}

export const sourceOfGateway = (name: string): string => `gateway ${name}`;

/** One that is silent keeps what was found before: of it nothing is known to be mended. */
export async function reconcileGateway(
  deps: ReconcileDeps,
  name: string,
  day: PlainDate,
): Promise<GatewayCompared> {
  const gateways = createGateways(deps);
  const gateway = gateways.byName(name);
  if (!gateway) throw new Error(`no gateway is called ${name}`);
  const done = await compareGateway({ ...deps, gateways }, gateway, day);
  const actor = system('reconciliation');
  const now = deps.clock.now();
  const source = sourceOfGateway(name);
  await inTransaction(deps.db, async (tx) => {
    await keepDifferences(tx, actor, { source, day, ...done, now });
    await keepComparison(tx, actor, { source, day, done, now });
  });
  return done;
}

async function named(
  { db }: ReconcileDeps,
  found: readonly FoundDifference[],
): Promise<NamedDifference[]> {
  const names = await findAgentNames(db);
  return found.map((one) => ({ ...one, agentName: names.get(one.agent ?? '') ?? null }));
}

/** Registries of agents whose word is enough. Gives how many were posted now. */
async function postTrusted(deps: BankDeps, actor: System, day: PlainDate): Promise<number> {
  const waiting = await deps.db
    .selectFrom('bank_registries as r')
    .innerJoin('bank_agents as a', 'a.agent', 'r.agent')
    .select(['r.registry_id', 'r.file_sha256'])
    .where('a.registries', '=', 'reconcile')
    .where('r.state', '=', 'loaded')
    .where('r.first_day', '<=', day)
    .where('r.last_day', '>=', day)
    .orderBy('r.registry_id')
    .execute();
  for (const { registry_id: registryId, file_sha256: fileSha256 } of waiting) {
    const deed = { actorName: actor.reason, requestId: '', reason: '' };
    const now = deps.clock.now();
    await inTransaction(deps.db, (tx) =>
      approveRegistry(tx, actor, { registryId, fileSha256, deed, now }),
    );
    await postRegistry(deps, registryId);
  }
  return waiting.length;
}
