import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { isPasswordRight } from '#src/identity/password-hash.ts';
import type { FactorOwner } from '#src/identity/second-factor/factor-owner.ts';
import { hasSecondFactor } from '#src/identity/second-factor/factors.ts';
import type { OwnersOfKind } from '#src/identity/second-factor/pass-second-factor.ts';
import { beginPendingSignIn } from '#src/identity/second-factor/pending-sign-ins.ts';
import type { Client } from '#src/identity/sessions.ts';
import {
  findStaffForSignIn,
  lockStaffMember,
  type StaffForSignIn,
  type StaffMember,
} from './staff-members-store.ts';
import { createStaffSession } from './staff-sessions.ts';

export type StaffDeps = { db: Database; clock: Clock; isDemo: boolean };

export type StaffSignIn =
  /** A session there is only after the second factor, or after one has been set up. */
  | { ok: true; staffMemberId: number; pendingToken: string; hasFactor: boolean }
  | { ok: false; code: 'wrong_email_or_password' };

/** The first step. An unknown e-mail costs the same work as a wrong password. */
export async function signInStaff(
  { db, clock, isDemo }: StaffDeps,
  { email, password, next }: { email: string; password: string; next: string },
): Promise<StaffSignIn> {
  const member = await findStaffForSignIn(db, email);
  const isUsable = member !== null && (isDemo || !member.isDemo);
  const isRight = await isPasswordRight(isUsable ? member.passwordHash : null, password);
  if (!member || !isRight) return { ok: false, code: 'wrong_email_or_password' };
  const { staffMemberId } = member;
  return inTransaction(db, async (tx): Promise<StaffSignIn> => {
    // Locked against a new password and against being disabled.
    const known = await lockStaffMember(tx, staffMemberId);
    if (known?.passwordHash !== member.passwordHash) {
      return { ok: false, code: 'wrong_email_or_password' };
    }
    const owner = { kind: 'staff', id: staffMemberId } as const;
    const hasFactor = await hasSecondFactor(tx, owner);
    const waiting = { isRemembered: false, next, held: '', now: clock.now() };
    const pendingToken = await beginPendingSignIn(tx, owner, waiting);
    return { ok: true, staffMemberId, pendingToken, hasFactor };
  });
}

export const ownerOfMember = ({ staffMemberId, role, email }: StaffMember): FactorOwner => ({
  kind: 'staff',
  id: staffMemberId,
  actor: { kind: 'staff', staffMemberId, role },
  email,
});

const isUsable = (member: StaffForSignIn | null, isDemo: boolean): member is StaffForSignIn =>
  member !== null && member.disabledAt === null && (isDemo || !member.isDemo);

/** For the second step. */
export const staffWhoSignIn = ({ isDemo, client, now, requestId }: StaffStep): OwnersOfKind => ({
  kind: 'staff',
  async findOwner(db, id) {
    const member = await lockStaffMember(db, id);
    return isUsable(member, isDemo) ? ownerOfMember(member) : null;
  },
  async begin(tx, { id: staffMemberId }) {
    const member = await lockStaffMember(tx, staffMemberId);
    if (!isUsable(member, isDemo)) return null;
    const { actor } = ownerOfMember(member);
    const subject = `staff:${staffMemberId}`;
    await recordEntry(tx, actor, { action: 'sign_in', subject, requestId, now });
    return createStaffSession(tx, { staffMemberId, client, now });
  },
});

type StaffStep = { isDemo: boolean; client: Client; now: Date; requestId: string };
