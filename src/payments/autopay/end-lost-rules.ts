import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { dateInZone } from '#src/plain-date.ts';
import { type AutopayDeps, autopayActor } from './announce.ts';
import type { RuleLetterData } from './autopay.letters.ts';
import { eachOf } from './each-of.ts';
import { endRules, findLostRules } from './rules-store.ts';

const AT_ONCE = 500;

/** An account that was closed, went to another holder or was let go is paid for by nobody's card. */
export async function endLostRules(deps: AutopayDeps): Promise<void> {
  const { db, clock, supplier } = deps;
  const now = clock.now();
  const today = dateInZone(now, supplier.timeZone);
  const lost = await findLostRules(db, autopayActor, { today, limit: AT_ONCE });
  await eachOf(deps, lost, ({ ruleId, reason }) =>
    inTransaction(db, async (tx) => {
      const ended = await endRules(tx, autopayActor, { ruleId }, { reason, now });
      for (const { personalAccountId, userId } of ended) {
        const user = await tx
          .selectFrom('users')
          .select(['email', 'closed_at'])
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow();
        if (user.closed_at !== null) continue;
        const data: RuleLetterData = { personalAccountId, ruleId };
        await queueLetter(tx, { kind: 'autopay_ended', to: user.email, userId, data }, now);
      }
    }),
  );
}
