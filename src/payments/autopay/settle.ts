import type { System } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { PERMISSION_REVOKED } from '../gateway.ts';
import { forgetMethodIn } from '../gateway-payments-store.ts';
import type { RunLetterData } from './autopay.letters.ts';
import { autopayRuns } from './autopay-metrics.ts';
import { endRules } from './rule-ends-store.ts';
import { decideRun, findRunOf } from './runs-store.ts';
import { revokeMethod } from './saved-methods-store.ts';
import { tellOfEnd } from './tell-of-end.ts';

type Ended = {
  paymentId: number;
  state: 'succeeded' | 'canceled';
  /** Why it was cancelled, in the gateway's word. */
  reason: string | null;
  now: Date;
};

/**
 * What became of a charge, in the transaction that learns of it. A refusal ends its run and no other try is
 * made; where the payer took their permission back at the bank, the rules by it end too.
 */
export async function settleAutopay(
  tx: Tx,
  actor: System,
  { paymentId, state, reason, now }: Ended,
): Promise<void> {
  const run = await findRunOf(tx, actor, paymentId);
  if (!run) return;
  const { key, payer, savedMethodId } = run;
  const outcome = state === 'succeeded' ? 'paid' : 'refused';
  await decideRun(tx, actor, key, { state: outcome, now });
  autopayRuns.inc({ outcome });
  await forgetMethodIn(tx, actor, paymentId);
  if (outcome === 'paid') return;
  if (reason === PERMISSION_REVOKED) {
    await revokeMethod(tx, actor, { savedMethodId, by: 'bank', now });
    const end = { reason: 'permission_revoked', now } as const;
    const ended = await endRules(tx, actor, { savedMethodId }, end);
    // Of this one the letter about its charge tells.
    const others = ended.filter(({ ruleId }) => ruleId !== key.ruleId);
    await tellOfEnd(tx, actor, others, now);
  }
  if (payer.isGone) return;
  const data: RunLetterData = key;
  const letter = { kind: 'autopay_not_charged', to: payer.email, userId: payer.userId, data };
  await queueLetter(tx, letter, now);
}
