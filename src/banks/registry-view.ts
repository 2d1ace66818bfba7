import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { RowOutcomeColumn } from '#src/db/schema/banks.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { findPayees } from './find-payee.ts';

/** What becomes, or has become, of a line. */
export type RowFate = RowOutcomeColumn | 'to_post';

export type FateTotals = Record<RowFate, { rows: number; kopecks: number }>;

/** A line that people should look at: it does not go by itself. */
export type DoubtfulRow = {
  rowNumber: number;
  agentTxnId: string;
  payerReference: string;
  paidOn: PlainDate;
  amountKopecks: number;
  fate: 'unidentified' | 'differs';
  /** Of a payment by the same number: what it is of. */
  ourKopecks: number | null;
  personalAccountId: number | null;
};

export type RegistryView = { totals: FateTotals; doubtful: DoubtfulRow[] };

type ViewDeps = { db: Db; supplier: SupplierProfile; now: Date };

/**
 * What posting a registry would do, or has done. Before, each line is tried as the posting does, but
 * its payers are asked for all at once.
 */
export async function viewRegistry(
  { db, supplier, now }: ViewDeps,
  actor: Actor,
  { registryId, limit }: { registryId: number; limit: number },
): Promise<RegistryView> {
  const rows = await findRows(db, registryId);
  const totals = emptyTotals();
  const doubtful: DoubtfulRow[] = [];
  const today = dateInZone(now, supplier.timeZone);
  const typed = rows.filter(isAskedFor).map(({ payerReference }) => payerReference);
  const payees = await findPayees(db, actor, { typed, supplier, today });
  for (const row of rows) {
    const fate = row.outcome ?? fateOf(row, payees.get(row.payerReference)?.ok ?? false);
    totals[fate].rows += 1;
    totals[fate].kopecks += row.amountKopecks;
    const isDoubtful = fate === 'unidentified' || fate === 'differs';
    if (isDoubtful && doubtful.length < limit) doubtful.push({ ...row, fate });
  }
  return { totals, doubtful };
}

type Row = Omit<DoubtfulRow, 'fate'> & {
  outcome: RowOutcomeColumn | null;
  ourReference: string | null;
};

/** Neither decided nor by the number of a payment that we have. */
const isAskedFor = ({ outcome, ourKopecks }: Row): boolean =>
  outcome === null && ourKopecks === null;

function fateOf(row: Row, isPayee: boolean): RowFate {
  if (row.ourKopecks !== null) {
    const isSame =
      row.ourKopecks === row.amountKopecks && isSameAccount(row.ourReference, row.payerReference);
    return isSame ? 'matched' : 'differs';
  }
  return isPayee ? 'to_post' : 'unidentified';
}

/** Spaces and hyphens are how people write, not what they mean. */
export const isSameAccount = (one: string | null, other: string): boolean =>
  plain(one ?? '') === plain(other);

const plain = (text: string): string => text.replace(/[\s.-]/g, '').toUpperCase();

async function findRows(db: Db, registryId: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.row_number as "rowNumber", r.agent_txn_id as "agentTxnId",
      r.payer_reference as "payerReference", r.paid_on as "paidOn",
      r.amount_kopecks as "amountKopecks", r.outcome, p.amount_kopecks as "ourKopecks",
      p.payer_reference as "ourReference", (select min(personal_account_id) from payment_parts
        where payment_id = p.payment_id) as "personalAccountId"
    from bank_registry_rows r left join payments p on p.payment_id = coalesce(r.payment_id, (
      select q.payment_id from payments q where q.agent = r.agent
        and q.agent_txn_id = r.agent_txn_id and q.state not in ('reversed', 'returned')))
    where r.registry_id = ${registryId} order by r.row_number`.execute(db);
  return rows;
}

const emptyTotals = (): FateTotals => ({
  to_post: { rows: 0, kopecks: 0 },
  posted: { rows: 0, kopecks: 0 },
  matched: { rows: 0, kopecks: 0 },
  unidentified: { rows: 0, kopecks: 0 },
  differs: { rows: 0, kopecks: 0 },
});
