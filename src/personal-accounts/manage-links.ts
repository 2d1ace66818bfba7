import type { Resident } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';

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

/** Of a cabinet that is closed: its accounts go on without it, its requests are nobody's. */
export async function forgetLinks(tx: Tx, actor: Resident, now: Date): Promise<void> {
  const { userId } = actor;
  await tx
    .updateTable('personal_account_links')
    .set({ own_name: '' })
    .where('user_id', '=', userId)
    .execute();
  await tx
    .updateTable('personal_account_links')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .execute();
  await tx.deleteFrom('linking_requests').where('user_id', '=', userId).execute();
}
