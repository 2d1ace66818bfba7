import type { StaffMember, System } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { lockRegistry, setRegistryState } from './registries-store.ts';

export const POST_REGISTRY = 'post_registry';
export const STORNO_REGISTRY = 'storno_registry';

export const RECONCILE_DAY = 'reconcile_day';

/** A registry is in the ledger, or out of it: what was found of its days is looked at anew. */
export async function reconcileItsDays(
  tx: Tx,
  { registryId, today }: { registryId: number; today: PlainDate },
): Promise<void> {
  const rows = await tx
    .selectFrom('bank_registry_rows')
    .select('paid_on')
    .distinct()
    .where('registry_id', '=', registryId)
    // Of today nothing is compared yet: its books are still being written.
    .where('paid_on', '<', today)
    .orderBy('paid_on')
    .execute();
  for (const { paid_on: day } of rows) {
    await enqueue(tx, RECONCILE_DAY, { day }, { jobKey: `${RECONCILE_DAY} ${day}` });
  }
}

export type RegistryJob = { registryId: number };
export type Decided = { ok: true } | { ok: false; code: 'registry_not_found' | 'registry_not_so' };

type Deciding = {
  registryId: number;
  /** What was looked at when it was proposed. */
  fileSha256: string;
  deed: Deed;
  now: Date;
};

/** Two people have agreed to it: a worker posts it, from this transaction's end on. */
export const approveRegistry = (
  tx: Tx,
  actor: StaffMember | System,
  deciding: Deciding,
): Promise<Decided> =>
  decide(tx, actor, deciding, {
    from: 'loaded',
    to: 'approved',
    action: 'approve_registry',
    task: POST_REGISTRY,
  });

/** Takes a posted registry back, by opposite entries alone. */
export const stornoRegistry = (tx: Tx, actor: StaffMember, deciding: Deciding): Promise<Decided> =>
  decide(tx, actor, deciding, {
    from: 'posted',
    to: 'stornoing',
    action: 'storno_registry',
    task: STORNO_REGISTRY,
  });

/** A file that was loaded by mistake, before anything of it is posted. */
export async function dropRegistry(
  tx: Tx,
  actor: StaffMember,
  { today, ...deciding }: Omit<Deciding, 'fileSha256'> & { today: PlainDate },
): Promise<Decided> {
  const { registryId } = deciding;
  const decided = await decide(tx, actor, deciding, {
    from: 'loaded',
    to: 'dropped',
    action: 'drop_registry',
  });
  if (decided.ok) {
    await forgetRows(tx, registryId);
    await reconcileItsDays(tx, { registryId, today });
  }
  return decided;
}

/** Its operations may come again in another file. */
export async function forgetRows(tx: Tx, registryId: number): Promise<void> {
  await tx
    .updateTable('bank_registry_rows')
    .set({ is_live: false })
    .where('registry_id', '=', registryId)
    .execute();
}

type Step = {
  from: 'loaded' | 'posted';
  to: 'approved' | 'stornoing' | 'dropped';
  action: string;
  task?: string;
};

async function decide(
  tx: Tx,
  actor: StaffMember | System,
  { registryId, deed, now, ...seen }: Omit<Deciding, 'fileSha256'> & { fileSha256?: string },
  { from, to, action, task }: Step,
): Promise<Decided> {
  const registry = await lockRegistry(tx, registryId);
  if (!registry) return { ok: false, code: 'registry_not_found' };
  const isOther = seen.fileSha256 !== undefined && seen.fileSha256 !== registry.fileSha256;
  if (registry.state !== from || isOther) return { ok: false, code: 'registry_not_so' };
  await setRegistryState(tx, { registryId, state: to, now });
  const subject = `bank_registry:${registryId}`;
  await recordEntry(tx, actor, { ...deed, action, subject, now });
  const job: RegistryJob = { registryId };
  if (task) await enqueue(tx, task, job, { jobKey: `${task} ${registryId}` });
  return { ok: true };
}
