import type { Resident } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

/** The name that a resident sees the account by; empty takes it away. */
export async function renamePersonalAccount(
  { db }: { db: Database },
  actor: Resident,
  { personalAccountId, ownName }: { personalAccountId: number; ownName: string },
): Promise<void> {
  await db
    .updateTable('personal_account_links')
    .set({ own_name: ownName })
    .where('personal_account_id', '=', personalAccountId)
    .where('user_id', '=', actor.userId)
    .where('ended_at', 'is', null)
    .execute();
}

/** The account leaves the user's list; its readings and money stay as they are. */
export async function unlinkPersonalAccount(
  { db, clock }: { db: Database; clock: Clock },
  actor: Resident,
  personalAccountId: number,
): Promise<void> {
  await db
    .updateTable('personal_account_links')
    .set({ ended_at: clock.now() })
    .where('personal_account_id', '=', personalAccountId)
    .where('user_id', '=', actor.userId)
    .where('ended_at', 'is', null)
    .execute();
}
