import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { lockPayment, setState } from '#src/payments/payments-store.ts';
import { findNumberedAccounts } from '#src/personal-accounts/linking-facts.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { creditAccount } from './credit-payee.ts';
import { findUnidentified } from './unidentified-store.ts';

export type UnidentifiedDecision =
  | { decision: 'assigned'; accountNumber: string }
  | { decision: 'returned' };

export type DecideMoneyResult =
  | { ok: true }
  | {
      ok: false;
      code: 'money_not_found' | 'decided_already' | 'account_not_found' | 'before_books';
    };

type Deciding = { paymentId: number; choice: UnidentifiedDecision; deed: Deed };

/**
 * Says whose the money is, or that its bank is given it back. Of two who decide at once one wins. An
 * account that is closed may be named: a person has looked.
 */
export async function decideUnidentified(
  { db, clock, supplier }: { db: Database; clock: Clock; supplier: SupplierProfile },
  actor: StaffMember,
  deciding: Deciding,
): Promise<DecideMoneyResult> {
  const now = clock.now();
  return inTransaction(db, (tx) => decideIn(tx, actor, { ...deciding, now, supplier }));
}

type Place = { now: Date; supplier: SupplierProfile };

async function decideIn(
  tx: Tx,
  actor: StaffMember,
  { paymentId, choice, deed, now, supplier }: Deciding & Place,
): Promise<DecideMoneyResult> {
  const known = await findUnidentified(tx, actor, paymentId);
  if (!known) return { ok: false, code: 'money_not_found' };
  const payment = await lockPayment(tx, actor, paymentId);
  if (payment.state !== 'unidentified') return { ok: false, code: 'decided_already' };
  const subject = `payment:${paymentId}`;
  if (choice.decision === 'returned') {
    const move = { from: 'unidentified', to: 'returned', heardFrom: 'staff' } as const;
    await setState(tx, actor, { paymentId, ...move, at: now, reason: deed.reason });
    await recordEntry(tx, actor, { ...deed, action: 'return_money', subject, now });
    return { ok: true };
  }
  const number = readAccountNumber(choice.accountNumber, supplier);
  const [personalAccountId, another] = await findNumberedAccounts(tx, number);
  if (personalAccountId === undefined || another !== undefined) {
    return { ok: false, code: 'account_not_found' };
  }
  const { amountKopecks, paidOn } = known;
  const money = { paymentId, amountKopecks, personalAccountId, paidOn };
  const posted = await creditAccount(tx, actor, { ...money, heardFrom: 'staff', now });
  if (!posted.ok) {
    return { ok: false, code: posted.code === 'before_books' ? posted.code : 'decided_already' };
  }
  await recordEntry(tx, actor, {
    ...deed,
    action: 'assign_money',
    personalAccountId,
    subject,
    now,
  });
  return { ok: true };
}
