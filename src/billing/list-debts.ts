import type { Actor } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import { dateInZone } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { currentRates } from './current-rates.ts';
import { type DebtsAsKnown, debtsAsKnown } from './debts-on-day.ts';
import { findLedgerEntries } from './entries-store.ts';

/** What is owed today, month by month, since when, and what penalties have grown. */
export async function listDebts(
  { db, clock, supplier }: { db: Db; clock: Clock; supplier: SupplierProfile },
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<DebtsAsKnown> {
  const entries = await findLedgerEntries(db, actor, { personalAccountId });
  const { rates } = await currentRates(db, supplier.billing);
  return debtsAsKnown(entries, dateInZone(clock.now(), supplier.timeZone), rates);
}
