import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { AccessEndedLetterData } from './personal-accounts.letters.ts';

export type EndedAccess = { personalAccountId: number; userId: number; deed: Deed; now: Date };

/** A user sees the account no more, and is told why. False: they did not see it. */
export async function endAccess(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, userId, deed, now }: EndedAccess,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('personal_account_links')
    .set({ ended_at: now })
    .where('personal_account_id', '=', personalAccountId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  const { email, number } = await tx
    .selectFrom('users as u')
    .innerJoin('personal_accounts as a', (join) =>
      join.on('a.personal_account_id', '=', personalAccountId),
    )
    .select(['u.email', 'a.number'])
    .where('u.user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const entry = { ...deed, action: 'end_access', personalAccountId, userId, now };
  await recordEntry(tx, actor, { ...entry, subject: `user:${userId}` });
  const data: AccessEndedLetterData = { accountNumber: number, reason: deed.reason };
  await queueLetter(tx, { kind: 'access_ended_by_staff', to: email, userId, data }, now);
  return true;
}
