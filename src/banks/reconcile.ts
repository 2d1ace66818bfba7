import { type System, system } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import { compareAgents, compareLedger, compareStatements } from './compare-books.ts';
import { approveRegistry } from './decide-registry.ts';
import { type FoundDifference, keepDifferences } from './differences-store.ts';
import { matchTransactions } from './load-statement.ts';
import { postRegistry } from './post-registry.ts';
import type { BankDeps } from './take-payment.ts';

export type ReconcileDeps = Omit<BankDeps, 'log'>;

/** A pair of books that are compared day by day. */
type Source = {
  name: string;
  compare(db: Db, day: PlainDate): Promise<FoundDifference[]>;
};

/** All that is compared. A gateway's list against our payments is one more of these. */
const sources: readonly Source[] = [
  { name: 'agents', compare: compareAgents },
  { name: 'statements', compare: compareStatements },
  { name: 'ledger', compare: compareLedger },
];

export type Reconciled = { day: PlainDate; posted: number; found: FoundDifference[] };

/**
 * Compares the books of a day. What an agent's registry has and we have not is posted at once where the
 * agreement says so; all else is kept for people.
 */
export async function reconcileDay(deps: ReconcileDeps, day: PlainDate): Promise<Reconciled> {
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
  return { day, posted, found: all };
}

/** Registries of agents whose word is enough. Gives how many were posted now. */
async function postTrusted(deps: ReconcileDeps, actor: System, day: PlainDate): Promise<number> {
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

/** Days that banks still send something about. */
const LOOKS_BACK_DAYS = 7;

/** Each hour: a registry that comes late mends what was found without it. */
export const reconcileRegularly = (deps: ReconcileDeps): Recurring => ({
  name: 'reconcile-books',
  everySeconds: 3_600,
  async run() {
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    for (let back = LOOKS_BACK_DAYS; back >= 1; back -= 1) {
      await reconcileDay(deps, addDays(today, -back));
    }
  },
});
