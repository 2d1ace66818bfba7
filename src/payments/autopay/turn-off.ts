import { type Actor, type Resident, system } from '#src/actor.ts';
import { recordEntries, recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { consumeToken, findTokenSubject } from '#src/identity/one-time-tokens.ts';
import { forgetBindings } from './bindings-store.ts';
import { type EndedRule, endRules, findOwnerOfRule } from './rule-ends-store.ts';
import { forgetMethods, revokeMethod } from './saved-methods-store.ts';
import { tellOfEnd } from './tell-of-end.ts';

type Deps = { db: Database; clock: Clock };
type Place = { personalAccountId: number };

/** Nothing more is taken; a charge that the gateway has already goes on. Off already, it stays so. */
export async function turnOffAutopay(
  { db, clock }: Deps,
  actor: Resident,
  { personalAccountId, requestId }: Place & { requestId: string },
): Promise<void> {
  const now = clock.now();
  const { userId } = actor;
  await inTransaction(db, async (tx) => {
    const which = { userId, personalAccountId };
    const ended = await endRules(tx, actor, which, { reason: 'turned_off', now });
    await recordEnds(tx, actor, ended, { requestId, now });
  });
}

type ByLetter = { token: string; requestId: string };

/** Whether a letter's link still ends something. */
export async function isEndingKnown({ db, clock }: Deps, token: string): Promise<boolean> {
  const now = clock.now();
  return (await findTokenSubject(db, { token, purpose: 'autopay_ending', now })) !== null;
}

/**
 * By the link of a letter, whoever presses it: it can only end. A wish that was changed since is ended
 * too: whoever presses is told that nothing will be taken. False: used, or too old.
 */
export async function turnOffByLetter(
  { db, clock }: Deps,
  { token, requestId }: ByLetter,
): Promise<boolean> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const ruleId = await consumeToken(tx, { token, purpose: 'autopay_ending', now });
    if (ruleId === null) return false;
    const actor = system('link of a letter');
    const owner = await findOwnerOfRule(tx, actor, ruleId);
    const ended = owner ? await endRules(tx, actor, owner, { reason: 'turned_off', now }) : [];
    await recordEnds(tx, actor, ended, { requestId, now });
    return true;
  });
}

/** On each account that is paid for no more: who looks there must see since when and by whom. */
const recordEnds = (
  tx: Tx,
  actor: Actor,
  ended: readonly EndedRule[],
  { requestId, now }: { requestId: string; now: Date },
): Promise<void> =>
  recordEntries(
    tx,
    actor,
    ended.map(({ personalAccountId, userId }) => ({
      action: 'turn_off_autopay',
      userId,
      personalAccountId,
      requestId,
      now,
    })),
  );

/**
 * What is removed charges nothing, and the rules by it end: several accounts may have been paid by one
 * card, so a letter tells of each. False: it was gone, or is not theirs.
 */
export async function removeSavedMethod(
  { db, clock }: Deps,
  actor: Resident,
  { savedMethodId, requestId }: { savedMethodId: number; requestId: string },
): Promise<boolean> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const { userId } = actor;
    if (!(await revokeMethod(tx, actor, { savedMethodId, by: 'owner', now }))) return false;
    const end = { reason: 'method_removed', now } as const;
    const ended = await endRules(tx, actor, { savedMethodId }, end);
    const entry = { action: 'remove_payment_method', userId, requestId, now };
    await recordEntry(tx, actor, entry);
    await recordEnds(tx, actor, ended, { requestId, now });
    await tellOfEnd(tx, actor, ended, now);
    return true;
  });
}

/** Of a cabinet that is closed. */
export async function forgetAutopay(tx: Tx, actor: Resident, now: Date): Promise<void> {
  await endRules(tx, actor, { userId: actor.userId }, { reason: 'cabinet_closed', now });
  await forgetMethods(tx, actor, now);
  await forgetBindings(tx, actor);
}
