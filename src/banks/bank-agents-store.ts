import type { Selectable } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { BanksSchema } from '#src/db/schema/banks.ts';

export type AgentMeans = BanksSchema['bank_agents']['means'];

/** A bank that we have an agreement with, and by what it is known when it calls. */
export type BankAgentTerms = {
  agent: string;
  name: string;
  means: AgentMeans;
  /** Where it calls from; none: it sends registries alone. */
  networks: readonly string[];
  login: string | null;
  secretSha256: string | null;
  certificate: string | null;
  inn: string | null;
  leastKopecks: number;
  mostKopecks: number;
  /** Who posts what its registry has and we have not. */
  registries: 'approval' | 'reconcile';
};

/** Null: there is none of this name, or it is disabled. */
export async function findBankAgent(db: Db, agent: string): Promise<BankAgentTerms | null> {
  const row = await db
    .selectFrom('bank_agents')
    .selectAll()
    .where('agent', '=', agent)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row ? toTerms(row) : null;
}

export async function listBankAgents(db: Db) {
  const rows = await db.selectFrom('bank_agents').selectAll().orderBy('agent').execute();
  return rows.map((row) => ({ ...toTerms(row), disabledAt: row.disabled_at }));
}

/** False: the name is taken, by a disabled one perhaps; its operations bear it for ever. */
export async function addBankAgent(
  db: Db,
  terms: BankAgentTerms,
  { now }: { now: Date },
): Promise<boolean> {
  const added = await db
    .insertInto('bank_agents')
    .values({
      agent: terms.agent,
      name: terms.name,
      means: terms.means,
      networks: [...terms.networks],
      login: terms.login,
      secret_sha256: terms.secretSha256,
      certificate: terms.certificate,
      inn: terms.inn,
      least_kopecks: terms.leastKopecks,
      most_kopecks: terms.mostKopecks,
      registries: terms.registries,
      added_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Networks and disabling alone change: the rest is another agreement. */
export async function changeBankAgent(
  db: Db,
  agent: string,
  change: { networks?: readonly string[]; disabledAt?: Date | null },
): Promise<boolean> {
  const changed = await db
    .updateTable('bank_agents')
    .set({
      ...(change.networks ? { networks: [...change.networks] } : {}),
      ...(change.disabledAt === undefined ? {} : { disabled_at: change.disabledAt }),
    })
    .where('agent', '=', agent)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

const toTerms = (row: Selectable<BanksSchema['bank_agents']>): BankAgentTerms => ({
  agent: row.agent,
  name: row.name,
  means: row.means,
  networks: row.networks,
  login: row.login,
  secretSha256: row.secret_sha256,
  certificate: row.certificate,
  inn: row.inn,
  leastKopecks: row.least_kopecks,
  mostKopecks: row.most_kopecks,
  registries: row.registries,
});

/** Also of those that pay no more. */
export async function findAgentNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('bank_agents').select(['agent', 'name']).execute();
  return new Map(rows.map(({ agent, name }) => [agent, name]));
}
