import type { Actor } from '#src/actor.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { tell } from './second-factor/change-factors.ts';
import { hasSecondFactor, removeAllFactors } from './second-factor/factors.ts';
import { endPendingSignIns } from './second-factor/pending-sign-ins.ts';
import { endSessions } from './sessions.ts';
import { findUserByLogin } from './users-store.ts';

export type FactorReset = { ok: true } | { ok: false; code: 'unknown_user' | 'no_factor' };

/**
 * For a resident who has lost telephone, passkeys and codes, and whom staff have identified. The
 * password stays: who does not know it either gets a link by letter.
 */
export async function resetResidentFactors(
  { db, clock }: IdentityDeps,
  actor: Actor,
  login: string,
): Promise<FactorReset> {
  return inTransaction(db, async (tx): Promise<FactorReset> => {
    const user = await findUserByLogin(tx, login);
    if (!user) return { ok: false, code: 'unknown_user' };
    const owner = { kind: 'user', id: user.userId, actor, email: user.email } as const;
    if (!(await hasSecondFactor(tx, owner))) return { ok: false, code: 'no_factor' };
    await removeAllFactors(tx, owner);
    await endSessions(tx, user.userId);
    await endPendingSignIns(tx, owner);
    const told = { action: 'reset_resident_factors', letter: 'second_factor_removed' };
    await tell(tx, owner, { ...told, data: { factor: 'reset' }, now: clock.now() });
    return { ok: true };
  });
}
