import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { LinkingDeps } from './link-personal-account.ts';
import { findNumberedAccounts } from './linking-facts.ts';
import type { LinkingLimits } from './linking-limits.ts';

/** Whoever sees the account is told, once a day, that others try to; who tries learns nothing. */
export async function tellOfLinkingGuesses(
  { db, clock, supplier }: LinkingDeps,
  limits: LinkingLimits,
  typed: string,
): Promise<void> {
  const now = clock.now();
  const ids = await findNumberedAccounts(db, readAccountNumber(typed, supplier));
  for (const personalAccountId of ids) {
    if (!(await limits.mayTell(personalAccountId))) continue;
    await inTransaction(db, async (tx) => {
      const linked = await tx
        .selectFrom('personal_account_links as l')
        .innerJoin('users as u', 'u.user_id', 'l.user_id')
        .innerJoin('personal_accounts as a', 'a.personal_account_id', 'l.personal_account_id')
        .select(['u.user_id', 'u.email', 'a.number'])
        .where('l.personal_account_id', '=', personalAccountId)
        .where('l.ended_at', 'is', null)
        .where('l.visible_until', 'is', null)
        .execute();
      for (const { user_id: userId, email: to, number } of linked) {
        const data = { accountNumber: number };
        await queueLetter(tx, { kind: 'linking_guesses', to, userId, data }, now);
      }
    });
  }
}
