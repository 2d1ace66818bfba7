import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { StaffMember, System } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addDays, dateInZone } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { findBankAgent } from './bank-agents-store.ts';
import { decodeBankFile } from './bank-file.ts';
import {
  type RegistryFault,
  type RegistryReading,
  type RegistryRow,
  readRegistry,
} from './read-registry.ts';
import type { RegistryTemplate } from './registry-templates.ru.ts';

export type RegistryFile = {
  agent: string;
  bytes: Buffer;
  fileName: string;
  template: RegistryTemplate;
  /** As it is called. */
  templateName: string;
};

export type LoadResult =
  | { ok: true; registryId: number; rowsCount: number; totalKopecks: number }
  | { ok: false; failure: LoadFailure };
export type LoadFailure =
  | { code: 'unknown_agent' }
  /** Nobody else would look at it: what one of staff may load waits for two of them. */
  | { code: 'posted_unseen' }
  | { code: 'broken_encoding' }
  | { code: 'registry_wrong'; fault: RegistryFault }
  | { code: 'day_to_come'; line: number }
  | { code: 'known_file'; registryId: number }
  | { code: 'known_rows'; registryId: number; txnId: string; count: number };

type LoadDeps = { db: Database; clock: Clock; supplier: SupplierProfile };

/**
 * Takes a bank's registry whole or not at all, and posts nothing: that is for two people at the
 * desk. A file or an operation that stands in another registry refuses the whole of it.
 */
export async function loadRegistry(
  { db, clock, supplier }: LoadDeps,
  actor: System | StaffMember,
  file: RegistryFile,
): Promise<LoadResult> {
  const { agent, bytes, template } = file;
  const terms = await findBankAgent(db, agent);
  if (!terms) return refused({ code: 'unknown_agent' });
  if (actor.kind === 'staff' && terms.registries === 'reconcile') {
    return refused({ code: 'posted_unseen' });
  }
  const text = decodeBankFile(bytes, template.encoding);
  if (text === null) return refused({ code: 'broken_encoding' });
  const read = readRegistry(text, template);
  if (!read.ok) return refused({ code: 'registry_wrong', fault: read.fault });
  const now = clock.now();
  const latest = addDays(dateInZone(now, supplier.timeZone), 1);
  const early = read.rows.find(({ paidOn }) => paidOn > latest);
  if (early) return refused({ code: 'day_to_come', line: early.rowNumber });
  const sha256 = sha256Of(bytes);
  return inTransaction(db, async (tx): Promise<LoadResult> => {
    // Two who load at once: the second one sees what the first has kept.
    await tx
      .selectFrom('bank_agents')
      .select('agent')
      .where('agent', '=', agent)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const known = await findKnown(tx, { agent, sha256, rows: read.rows });
    if (known) return refused(known);
    const registryId = await insertRegistry(tx, { file, sha256, read, now });
    await insertRows(tx, { registryId, agent, rows: read.rows });
    const subject = `bank_registry:${registryId}`;
    const details = { agent, rows: read.rows.length, kopecks: read.totalKopecks };
    await recordEntry(tx, actor, { action: 'load_registry', subject, details, now });
    return {
      ok: true,
      registryId,
      rowsCount: read.rows.length,
      totalKopecks: read.totalKopecks,
    };
  });
}

const refused = (failure: LoadFailure): LoadResult => ({ ok: false, failure });

const sha256Of = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('hex');

type Known = { agent: string; sha256: string; rows: readonly RegistryRow[] };

async function findKnown(tx: Tx, { agent, sha256, rows }: Known): Promise<LoadFailure | null> {
  const sameFile = await tx
    .selectFrom('bank_registries')
    .select('registry_id')
    .where('file_sha256', '=', sha256)
    .where('state', 'not in', ['stornoed', 'dropped'])
    .executeTakeFirst();
  if (sameFile) return { code: 'known_file', registryId: sameFile.registry_id };
  const txnIds = rows.map(({ txnId }) => txnId);
  const sameRows = await tx
    .selectFrom('bank_registry_rows')
    .select(['registry_id', 'agent_txn_id'])
    .where('agent', '=', agent)
    .where('is_live', '=', true)
    .where('agent_txn_id', '=', sql<string>`any(${txnIds}::text[])`)
    .orderBy('row_number')
    .execute();
  const [first] = sameRows;
  return first
    ? {
        code: 'known_rows',
        registryId: first.registry_id,
        txnId: first.agent_txn_id,
        count: sameRows.length,
      }
    : null;
}

type Inserted = {
  file: RegistryFile;
  sha256: string;
  read: RegistryReading & { ok: true };
  now: Date;
};

async function insertRegistry(tx: Tx, { file, sha256, read, now }: Inserted): Promise<number> {
  const { rows, totalKopecks, transferredKopecks } = read;
  const days = rows.map(({ paidOn }) => paidOn).toSorted();
  const row = await tx
    .insertInto('bank_registries')
    .values({
      agent: file.agent,
      template: file.templateName,
      file_name: file.fileName,
      file_sha256: sha256,
      first_day: days[0] ?? '',
      last_day: days.at(-1) ?? '',
      rows_count: rows.length,
      total_kopecks: totalKopecks,
      transferred_kopecks: transferredKopecks,
      state: 'loaded',
      loaded_at: now,
      state_changed_at: now,
    })
    .returning('registry_id')
    .executeTakeFirstOrThrow();
  return row.registry_id;
}

/** A statement has at most 65 535 values. */
const AT_ONCE = 5_000;

async function insertRows(
  tx: Tx,
  { registryId, agent, rows }: { registryId: number; agent: string; rows: readonly RegistryRow[] },
): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const values = rows.slice(from, from + AT_ONCE).map((row) => ({
      registry_id: registryId,
      row_number: row.rowNumber,
      agent,
      agent_txn_id: row.txnId,
      payer_reference: row.accountNumber,
      paid_on: row.paidOn,
      amount_kopecks: row.amountKopecks,
      row_sha256: sha256Of(
        [agent, row.txnId, row.accountNumber, row.paidOn, row.amountKopecks].join('\n'),
      ),
    }));
    await tx.insertInto('bank_registry_rows').values(values).execute();
  }
}
