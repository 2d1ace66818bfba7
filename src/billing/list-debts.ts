import { type Actor, system } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import { dateInZone } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { currentRates } from './current-rates.ts';
import { type DebtsAsKnown, debtsAsKnown } from './debts-on-day.ts';
import { canSeeNow, findLedgerEntries } from './entries-store.ts';

type DebtsDeps = { db: Db; clock: Clock; supplier: SupplierProfile };

/** What is owed today, month by month, since when, and what penalties have grown. */
export async function listDebts(
  { db, clock, supplier }: DebtsDeps,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<DebtsAsKnown> {
  const entries = await findLedgerEntries(db, actor, { personalAccountId });
  const { rates } = await currentRates(db, supplier.billing);
  return debtsAsKnown(entries, dateInZone(clock.now(), supplier.timeZone), rates);
}

/**
 * Penalties that have grown up to today and stand in no bill yet, also of what was paid late since the
 * last close. null: the actor may not see what is true of the account now.
 */
export async function findGrownPenalties(
  deps: DebtsDeps,
  actor: Actor,
  place: { personalAccountId: number },
): Promise<number | null> {
  if (!(await canSeeNow(deps.db, actor, place))) return null;
  // A debt may be older than its holder, and it is owed all the same.
  const { unpostedPenaltyKopecks } = await listDebts(deps, system('penalties'), place);
  return Math.max(0, unpostedPenaltyKopecks);
}
