import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import {
  type Addition,
  addFactor,
  type FactorToAdd,
} from '#src/identity/second-factor/change-factors.ts';
import { hasSecondFactor } from '#src/identity/second-factor/factors.ts';
import type { OwnersOfKind } from '#src/identity/second-factor/pass-second-factor.ts';
import {
  consumePendingSignIn,
  findPendingSignIn,
  holdPendingSignIn,
} from '#src/identity/second-factor/pending-sign-ins.ts';

export type SetUp =
  | { ok: true; staffMemberId: number; sessionToken: string; codes: string[]; next: string }
  | { ok: false; code: 'pending_gone' | (Addition & { ok: false })['code'] };

/**
 * The first factor of a member of staff, and with it the first session: nobody without a factor
 * ever has one. Who has a factor already must show it, and may not add another one here.
 */
export async function setUpFactor(
  { db, clock, owners }: { db: Database; clock: Clock; owners: OwnersOfKind },
  { token, factor, requestId }: { token: string; factor: FactorToAdd; requestId: string },
): Promise<SetUp> {
  const now = clock.now();
  const use = { kind: owners.kind, token, now };
  const pending = await findPendingSignIn(db, use);
  if (!pending) return { ok: false, code: 'pending_gone' };
  return inTransaction(db, async (tx): Promise<SetUp> => {
    const owner = await owners.findOwner(tx, pending.ownerId);
    // Held first: of a form sent twice the second one finds nothing to set up.
    const isOurs = owner !== null && (await holdPendingSignIn(tx, use));
    if (!isOurs || (await hasSecondFactor(tx, owner))) return { ok: false, code: 'pending_gone' };
    const added = await addFactor(tx, owner, { factor, now, requestId });
    if (!added.ok) return added;
    await consumePendingSignIn(tx, use);
    const sessionToken = await owners.begin(tx, owner, pending);
    if (!sessionToken) throw new Error('a member whose row is locked cannot sign in');
    const codes = added.codes ?? [];
    return { ok: true, staffMemberId: owner.id, sessionToken, codes, next: pending.next };
  });
}
