import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import { findAccountMonths } from './charges-store.ts';
import { findBalances, findLedgerEntries, type LedgerEntry } from './entries-store.ts';

export type AccountBalance = {
  /** Plus: the subscriber owes; penalties are in it. */
  totalKopecks: number;
  penaltyKopecks: number;
  /** register: no month is closed yet, the balance is what the supplier's register told. */
  source: 'register' | 'ledger';
  /**
   * The newest closed month, with which the balance begins; null also where it was a former holder's,
   * whose months are not shown to the next one.
   */
  lastMonth: AccountMonth | null;
  /** Until when its bill is to be paid. */
  dueOn: PlainDate | null;
  /** Posted since, oldest first: with its closing they make the total. */
  since: LedgerEntry[];
};

/** What is owed now; null for whoever may not see what is true now. */
export async function getBalance(
  { db }: { db: Db },
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<AccountBalance | null> {
  const [balance] = await findBalances(db, actor, [personalAccountId]);
  if (!balance) return null;
  const place = { personalAccountId };
  const { lastMonth: month } = balance;
  const [months, entries] = await Promise.all([
    month ? findAccountMonths(db, actor, { ...place, from: month, to: month }) : [],
    balance.sinceCount > 0 ? findLedgerEntries(db, actor, { ...place, after: month }) : [],
  ]);
  return {
    totalKopecks: balance.totalKopecks,
    penaltyKopecks: balance.penaltyKopecks,
    source: month ? 'ledger' : 'register',
    lastMonth: months[0] ?? null,
    dueOn: balance.dueOn,
    since: entries,
  };
}

/** What is owed now on each of several accounts; those that the actor may not see are left out. */
export async function listBalances(
  { db }: { db: Db },
  actor: Actor,
  personalAccountIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await findBalances(db, actor, personalAccountIds);
  return new Map(rows.map((row) => [row.personalAccountId, row.totalKopecks]));
}
