import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser } from '#src/identity/users-store.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { DeliveryLetterData } from './bills.letters.ts';
import { deliveryTerms, deliveryTextHash } from './delivery.ru.ts';
import { findDeliveryStart } from './delivery-starts-store.ts';
import { type DeliveryWay, findDelivery, insertChoice } from './delivery-store.ts';

export type DeliveryWish = {
  way: DeliveryWay | null;
  /** To the edition that was shown; with a return to paper it is a contradiction. */
  isAgreed: boolean;
  client: { address: string; userAgent: string };
  requestId: string;
};

export type ChooseOutcome =
  | { ok: true }
  | { ok: false; code: 'not_chosen' | 'not_agreed' | 'both_chosen' };

/** Who has the account chooses for it, and is sent a letter; the same choice again does nothing. */
export async function chooseDelivery(
  { db, clock }: { db: Database; clock: Clock },
  actor: Resident,
  { personalAccountId }: { personalAccountId: number },
  { way, isAgreed, client, requestId }: DeliveryWish,
): Promise<ChooseOutcome> {
  if (way === null) return { ok: false, code: 'not_chosen' };
  // A refusal of paper has legal weight: beside a wish for paper nobody can tell which is meant.
  if (way === 'paper' && isAgreed) return { ok: false, code: 'both_chosen' };
  if (way !== 'paper' && !isAgreed) return { ok: false, code: 'not_agreed' };
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const before = await findDelivery(tx, actor, { personalAccountId });
    if (before.way === way && (way === 'paper' || before.userId === actor.userId)) return;
    const { version: textVersion } = deliveryTerms;
    const text = { textVersion, textHash: deliveryTextHash() };
    const choice = { personalAccountId, way, ...text, chosenAt: now, client };
    const choiceId = await insertChoice(tx, actor, choice);
    const { userId } = actor;
    const entry = { action: 'choose_bill_delivery', userId, personalAccountId, requestId, now };
    await recordEntry(tx, actor, entry);
    const start = await findDeliveryStart(tx, actor, { personalAccountId });
    const data: DeliveryLetterData = { personalAccountId, choiceId, ...start };
    const user = await findUser(tx, actor, userId);
    if (!user) return;
    const letter = { kind: 'bill_delivery_chosen', to: user.email, userId, data } as const;
    await queueLetter(tx, letter, now);
  });
  return { ok: true };
}
