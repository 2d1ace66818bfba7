import { type System, system } from '#src/actor.ts';
import { lockBooks } from '#src/billing/books.ts';
import { postEntry } from '#src/billing/post-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findParts, lockPayment, setState } from '#src/payments/payments-store.ts';
import { dateInZone, type PlainDate } from '#src/plain-date.ts';
import { forgetRows, reconcileItsDays } from './decide-registry.ts';
import { lockRegistry, setRegistryState } from './registries-store.ts';
import type { BankDeps } from './take-payment.ts';

const AT_ONCE = 50;

/**
 * Takes back what a registry has posted: each payment gets an opposite entry of today, nothing goes
 * away. What its bank had paid online was only matched and stays. Stopped anywhere it goes on.
 */
export async function takeRegistryBack(
  deps: Omit<BankDeps, 'log'>,
  registryId: number,
  signal?: AbortSignal,
): Promise<void> {
  while (await inTransaction(deps.db, (tx) => takeSomeBack(tx, deps, registryId))) {
    if (signal?.aborted) throw new Error(`storno of registry ${registryId} was interrupted`);
  }
}

async function takeSomeBack(
  tx: Tx,
  { clock, supplier }: Omit<BankDeps, 'log'>,
  registryId: number,
): Promise<boolean> {
  const registry = await lockRegistry(tx, registryId);
  if (registry?.state !== 'stornoing') return false;
  const now = clock.now();
  const today = dateInZone(now, supplier.timeZone);
  const rows = await tx
    .selectFrom('bank_registry_rows as r')
    .innerJoin('payments as p', 'p.payment_id', 'r.payment_id')
    .select('p.payment_id')
    .where('r.registry_id', '=', registryId)
    .where('r.outcome', 'in', ['posted', 'unidentified'])
    .where('p.state', 'in', ['succeeded', 'unidentified'])
    .orderBy('p.payment_id')
    .limit(AT_ONCE)
    .execute();
  await lockBooks(tx);
  const actor = system(`storno of registry ${registryId}`);
  for (const { payment_id: paymentId } of rows) {
    await takePaymentBack(tx, actor, { paymentId, today, now });
  }
  if (rows.length === AT_ONCE) return true;
  await forgetRows(tx, registryId);
  await setRegistryState(tx, { registryId, state: 'stornoed', now });
  await reconcileItsDays(tx, { registryId, today });
  return false;
}

type TakingBack = { paymentId: number; today: PlainDate; now: Date };

async function takePaymentBack(
  tx: Tx,
  actor: System,
  { paymentId, today, now }: TakingBack,
): Promise<void> {
  const payment = await lockPayment(tx, actor, paymentId);
  const isPosted = payment.state === 'succeeded';
  if (!isPosted && payment.state !== 'unidentified') return;
  for (const part of isPosted ? await findParts(tx, actor, paymentId) : []) {
    const { ledgerKey, personalAccountId, isPenalty, forMonth } = part;
    if (ledgerKey === null) continue;
    const entry = {
      personalAccountId,
      idempotencyKey: `reversal of ${ledgerKey}`,
      kind: 'payment' as const,
      amountKopecks: part.amountKopecks,
      isPenalty,
      forMonth,
      // Of the day that it is taken back from: penalties are reckoned as if it had never come.
      valueDate: payment.paidOn ?? today,
      channel: payment.means,
      cause: `payment ${paymentId}`,
      reversesKey: ledgerKey,
    };
    await postEntry(tx, actor, { entry, now });
  }
  await setState(tx, actor, {
    paymentId,
    from: payment.state,
    to: isPosted ? 'reversed' : 'returned',
    heardFrom: 'registry',
    at: now,
    reason: 'storno',
  });
}
