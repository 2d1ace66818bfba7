import type { System } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { PERMISSION_REVOKED } from '../gateway.ts';
import type { RunLetterData } from './autopay.letters.ts';
import { autopayRuns } from './autopay-metrics.ts';
import { endRules } from './rules-store.ts';
import { decideRun, findRunOf } from './runs-store.ts';
import { revokeMethod } from './saved-methods-store.ts';

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
  if (outcome === 'paid') return;
  if (reason === PERMISSION_REVOKED) {
    await revokeMethod(tx, actor, { savedMethodId, by: 'bank', now });
    await endRules(tx, actor, { savedMethodId }, { reason: 'permission_revoked', now });
  }
  if (payer.isGone) return;
  const data: RunLetterData = key;
  const letter = { kind: 'autopay_not_charged', to: payer.email, userId: payer.userId, data };
  await queueLetter(tx, letter, now);
}
