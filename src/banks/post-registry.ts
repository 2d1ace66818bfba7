import { type Actor, system } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import type { RowOutcomeColumn } from '#src/db/schema/banks.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addPayment, findAgentPayment } from '#src/payments/payments-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import type { AgentMeans } from './bank-agents-store.ts';
import { creditOrPark } from './credit-payee.ts';
import { reconcileItsDays } from './decide-registry.ts';
import { findPayee } from './find-payee.ts';
import { lockRegistry, setRegistryState } from './registries-store.ts';
import { isSameAccount } from './registry-view.ts';
import type { BankDeps } from './take-payment.ts';

/** Many rows a transaction: the lock of the books is held for as long as one takes. */
const AT_ONCE = 50;

/**
 * Puts an approved registry into the ledger, by parts: stopped anywhere it goes on from there, since
 * each row remembers what became of it. A row that its bank has paid online already is only matched.
 */
export async function postRegistry(
  deps: Omit<BankDeps, 'log'>,
  registryId: number,
  signal?: AbortSignal,
): Promise<void> {
  while (await inTransaction(deps.db, (tx) => postSome(tx, deps, registryId))) {
    if (signal?.aborted) throw new Error(`posting registry ${registryId} was interrupted`);
  }
}

/** False: there is nothing left to do. */
async function postSome(
  tx: Tx,
  { clock, supplier }: Omit<BankDeps, 'log'>,
  registryId: number,
): Promise<boolean> {
  const registry = await lockRegistry(tx, registryId);
  if (registry?.state !== 'approved') return false;
  const now = clock.now();
  const rows = await tx
    .selectFrom('bank_registry_rows')
    .selectAll()
    .where('registry_id', '=', registryId)
    .where('outcome', 'is', null)
    .orderBy('row_number')
    .limit(AT_ONCE)
    .execute();
  const actor = system(`registry ${registryId}`);
  for (const row of rows) {
    const { outcome, paymentId } = await postRow(tx, actor, {
      row,
      means: registry.means,
      place: { supplier, now },
    });
    await tx
      .updateTable('bank_registry_rows')
      .set({ outcome, payment_id: paymentId })
      .where('registry_id', '=', registryId)
      .where('row_number', '=', row.row_number)
      .execute();
  }
  if (rows.length === AT_ONCE) return true;
  await setRegistryState(tx, { registryId, state: 'posted', now });
  await reconcileItsDays(tx, { registryId, today: dateInZone(now, supplier.timeZone) });
  return false;
}

type Row = {
  agent: string;
  agent_txn_id: string;
  payer_reference: string;
  paid_on: string;
  amount_kopecks: number;
};
type Posting = {
  row: Row;
  means: AgentMeans;
  place: Pick<BankDeps, 'supplier'> & { now: Date };
};

async function postRow(
  tx: Tx,
  actor: ReturnType<typeof system>,
  { row, means, place: { supplier, now } }: Posting,
): Promise<{ outcome: RowOutcomeColumn; paymentId: number }> {
  const { agent, payer_reference: typed, paid_on: paidOn, amount_kopecks: amountKopecks } = row;
  const before = await findStanding(tx, actor, row);
  if (before.known) {
    const { paymentId, amountKopecks: ours, payerReference } = before.known;
    const isSame = ours === amountKopecks && isSameAccount(payerReference, typed);
    return { outcome: isSame ? 'matched' : 'differs', paymentId };
  }
  const today = dateInZone(now, supplier.timeZone);
  const payee = await findPayee(tx, actor, { typed, supplier, today });
  const paymentId = await addPayment(tx, actor, {
    channel: 'registry',
    means,
    amountKopecks,
    parts: [],
    agent,
    agentTxnId: before.freeTxnId,
    payerReference: typed,
    createdAt: now,
  });
  // Its bank has paid it online this very moment: it is asked about again.
  if (paymentId === null) return postRow(tx, actor, { row, means, place: { supplier, now } });
  const money = { paymentId, amountKopecks, paidOn, heardFrom: 'registry', now } as const;
  return { outcome: await creditOrPark(tx, actor, { ...money, payee }), paymentId };
}

/** Stands between the bank's number and ours of the next time; in no bank's number. */
const AGAIN = '~';

/**
 * The payment of this number that holds. One that was taken back keeps its number for ever; the money
 * that a mended registry brings again stands under the next.
 */
async function findStanding(tx: Tx, actor: Actor, { agent, agent_txn_id: txnId }: Row) {
  for (let time = 1; ; time += 1) {
    const agentTxnId = time === 1 ? txnId : `${txnId}${AGAIN}${time}`;
    const known = await findAgentPayment(tx, actor, { agent, agentTxnId });
    if (!known) return { known: null, freeTxnId: agentTxnId };
    const isTakenBack = await wasStornoed(tx, known.paymentId);
    if (!isTakenBack) return { known, freeTxnId: agentTxnId };
  }
}

async function wasStornoed(tx: Tx, paymentId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('bank_registry_rows as r')
    .innerJoin('payments as p', 'p.payment_id', 'r.payment_id')
    .select('p.payment_id')
    .where('r.payment_id', '=', paymentId)
    .where('r.is_live', '=', false)
    .where('r.outcome', 'in', ['posted', 'unidentified'])
    .where('p.state', 'in', ['reversed', 'returned'])
    .executeTakeFirst();
  return row !== undefined;
}
