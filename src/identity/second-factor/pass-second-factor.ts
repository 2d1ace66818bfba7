import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { useAppCode } from './authenticator-app.ts';
import { tell } from './change-factors.ts';
import type { FactorOwner } from './factor-owner.ts';
import { type RelyingParty, usePasskey } from './passkeys.ts';
import { consumePendingSignIn, findPendingSignIn, type PendingSignIn } from './pending-sign-ins.ts';
import { countRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';

/** What the person shows besides the password. */
export type Proof =
  | { way: 'app'; code: string }
  | { way: 'recovery'; code: string }
  | { way: 'passkey'; answer: string; party: RelyingParty };

/** How a kind of people signs in; residents and staff differ in this alone. */
export type OwnersOfKind = {
  kind: FactorOwner['kind'];
  /**
   * Null when there is no such person or they may not sign in. Locks their row against a change of
   * the password, so that a session either begins before it and ends by it, or does not begin.
   */
  findOwner(db: Tx | Database, id: number): Promise<FactorOwner | null>;
  /** Begins the session; the text of its cookie. */
  begin(tx: Tx, owner: FactorOwner, session: { isRemembered: boolean }): Promise<string | null>;
};

export type PassDeps = {
  db: Database;
  clock: Clock;
  secret: string;
  previousSecrets: readonly string[];
  owners: OwnersOfKind;
};

export type Passed =
  | { ok: true; owner: FactorOwner; sessionToken: string; pending: PendingSignIn }
  | { ok: false; code: 'pending_gone' | 'not_proved' };

/** The second half of a sign-in: the proof is used up, the wait is over, the session begins. */
export async function passSecondFactor(
  { db, clock, secret, previousSecrets, owners }: PassDeps,
  { token, proof, requestId }: { token: string; proof: Proof; requestId?: string },
): Promise<Passed> {
  const now = clock.now();
  const { kind } = owners;
  const pending = await findPendingSignIn(db, { kind, token, now });
  if (!pending) return { ok: false, code: 'pending_gone' };
  return inTransaction(db, async (tx): Promise<Passed> => {
    const owner = await owners.findOwner(tx, pending.ownerId);
    if (!owner) return { ok: false, code: 'pending_gone' };
    if (!(await isProved(tx, owner, { proof, now, secret, previousSecrets })))
      return { ok: false, code: 'not_proved' };
    // What was used up by a wait that had just ended is used up all the same.
    if (!(await consumePendingSignIn(tx, { kind, token, now }))) {
      return { ok: false, code: 'pending_gone' };
    }
    const sessionToken = await owners.begin(tx, owner, pending);
    if (!sessionToken) return { ok: false, code: 'pending_gone' };
    if (proof.way === 'recovery') {
      const left = await countRecoveryCodes(tx, owner);
      const told = { action: 'use_recovery_code', letter: 'recovery_code_used', data: { left } };
      await tell(tx, owner, { ...told, now, requestId });
    }
    return { ok: true, owner, sessionToken, pending };
  });
}

type ProofToTry = {
  proof: Proof;
  now: Date;
  secret: string;
  previousSecrets: readonly string[];
};

function isProved(
  tx: Tx,
  owner: FactorOwner,
  { proof, now, ...keys }: ProofToTry,
): Promise<boolean> {
  if (proof.way === 'app') return useAppCode(tx, owner, { code: proof.code, now, ...keys });
  if (proof.way === 'recovery') return useRecoveryCode(tx, owner, proof.code);
  return usePasskey(tx, owner, { ...proof, now });
}
