import type { Actor } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { RuleLetterData } from './autopay.letters.ts';
import type { EndedRule } from './rule-ends-store.ts';

/** To those whose rules ended by something else than their button; a closed cabinet has no reader. */
export async function tellOfEnd(
  tx: Tx,
  _actor: Actor,
  ended: readonly EndedRule[],
  now: Date,
): Promise<void> {
  for (const { personalAccountId, ruleId, userId } of ended) {
    const user = await tx
      .selectFrom('users')
      .select(['email', 'closed_at'])
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    if (user.closed_at !== null) continue;
    const data: RuleLetterData = { personalAccountId, ruleId };
    await queueLetter(tx, { kind: 'autopay_ended', to: user.email, userId, data }, now);
  }
}
