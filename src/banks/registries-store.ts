import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { RegistryStateColumn } from '#src/db/schema/banks.ts';
import type { PlainDate } from '#src/plain-date.ts';

export type Registry = {
  registryId: number;
  agent: string;
  agentName: string;
  fileName: string;
  fileSha256: string;
  firstDay: PlainDate;
  lastDay: PlainDate;
  rowsCount: number;
  totalKopecks: number;
  state: RegistryStateColumn;
  loadedAt: Date;
};

/** Newest first. */
export async function listRegistries(
  db: Db,
  _actor: Actor,
  { limit }: { limit: number },
): Promise<Registry[]> {
  const rows = await registries(db).orderBy('r.registry_id', 'desc').limit(limit).execute();
  return rows.map(toRegistry);
}

export async function findRegistry(
  db: Db,
  _actor: Actor,
  registryId: number,
): Promise<Registry | null> {
  const row = await registries(db).where('r.registry_id', '=', registryId).executeTakeFirst();
  return row ? toRegistry(row) : null;
}

const registries = (db: Db) =>
  db
    .selectFrom('bank_registries as r')
    .innerJoin('bank_agents as a', 'a.agent', 'r.agent')
    .selectAll('r')
    .select('a.name as agent_name');

type RegistryRow = Awaited<ReturnType<ReturnType<typeof registries>['executeTakeFirstOrThrow']>>;

const toRegistry = (row: RegistryRow): Registry => ({
  registryId: row.registry_id,
  agent: row.agent,
  agentName: row.agent_name,
  fileName: row.file_name,
  fileSha256: row.file_sha256,
  firstDay: row.first_day,
  lastDay: row.last_day,
  rowsCount: row.rows_count,
  totalKopecks: row.total_kopecks,
  state: row.state,
  loadedAt: row.loaded_at,
});

/** Holds it until the transaction ends: all that changes one goes through here first. */
export async function lockRegistry(tx: Tx, registryId: number) {
  const row = await tx
    .selectFrom('bank_registries as r')
    .innerJoin('bank_agents as a', 'a.agent', 'r.agent')
    .select(['r.state', 'r.file_sha256', 'a.means'])
    .where('r.registry_id', '=', registryId)
    .forUpdate('r')
    .executeTakeFirst();
  return row ? { state: row.state, fileSha256: row.file_sha256, means: row.means } : null;
}

export async function setRegistryState(
  tx: Tx,
  { registryId, state, now }: { registryId: number; state: RegistryStateColumn; now: Date },
): Promise<void> {
  await tx
    .updateTable('bank_registries')
    .set({ state, state_changed_at: now })
    .where('registry_id', '=', registryId)
    .execute();
}
