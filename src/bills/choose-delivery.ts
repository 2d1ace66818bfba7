import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { deliveryTerms, deliveryTextHash } from './delivery.ru.ts';
import { type DeliveryWay, findDelivery, insertChoice } from './delivery-store.ts';

export type DeliveryWish = {
  way: DeliveryWay | null;
  /** To the edition that was shown; of a return to paper nothing is asked. */
  isAgreed: boolean;
  client: { address: string; userAgent: string };
  requestId: string;
};

export type ChooseOutcome = { ok: true } | { ok: false; code: 'not_chosen' | 'not_agreed' };

/** Who has the account chooses for it; the same choice again records nothing. */
export async function chooseDelivery(
  { db, clock }: { db: Database; clock: Clock },
  actor: Resident,
  { personalAccountId }: { personalAccountId: number },
  { way, isAgreed, client, requestId }: DeliveryWish,
): Promise<ChooseOutcome> {
  if (way === null) return { ok: false, code: 'not_chosen' };
  if (way !== 'paper' && !isAgreed) return { ok: false, code: 'not_agreed' };
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const before = await findDelivery(tx, actor, { personalAccountId });
    if (before.way === way && (way === 'paper' || before.userId === actor.userId)) return;
    const { version: textVersion } = deliveryTerms;
    const text = { textVersion, textHash: deliveryTextHash() };
    await insertChoice(tx, actor, { personalAccountId, way, ...text, chosenAt: now, client });
    const { userId } = actor;
    const entry = { action: 'choose_bill_delivery', userId, personalAccountId, requestId, now };
    await recordEntry(tx, actor, entry);
  });
  return { ok: true };
}
