import { type Actor, system } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { consumeToken, findTokenSubject } from '#src/identity/one-time-tokens.ts';
import { findPasswordFailure, type PasswordFailure } from '#src/identity/password.ts';
import { hashPassword, isPasswordRight } from '#src/identity/password-hash.ts';
import { endPendingSignIns } from '#src/identity/second-factor/pending-sign-ins.ts';
import { queueLetter } from '#src/mail/letters.ts';
import {
  lockStaffMember,
  replaceStaffPassword,
  type StaffMember,
  updateStaffMember,
} from './staff-members-store.ts';
import { endStaffSessions, rotateStaffSession } from './staff-sessions.ts';
import type { StaffDeps } from './staff-sign-in.ts';

const purpose = 'staff_invitation';

/** Whom a link of a letter is for; null when it is unknown, used, too old, or they may not sign in. */
export async function findInvited(
  { db, clock, isDemo }: StaffDeps,
  token: string,
): Promise<StaffMember | null> {
  const staffMemberId = await findTokenSubject(db, { token, purpose, now: clock.now() });
  const member = staffMemberId === null ? null : await lockStaffMember(db, staffMemberId);
  const mayUse = member && !member.disabledAt && (isDemo || !member.isDemo);
  return mayUse ? member : null;
}

export type PasswordSetting =
  | { ok: true }
  | { ok: false; code: 'token_unknown' | 'wrong_password' }
  | { ok: false; code: 'weak_password'; failure: PasswordFailure };

/** By the link of a letter: of an invitation, or of a new one for who has forgotten theirs. */
export async function setInvitedPassword(
  deps: StaffDeps,
  { token, newPassword, requestId }: { token: string; newPassword: string; requestId: string },
): Promise<PasswordSetting> {
  const { db, clock } = deps;
  const now = clock.now();
  const member = await findInvited(deps, token);
  if (!member) return { ok: false, code: 'token_unknown' };
  const failure = findPasswordFailure(newPassword, [member.email, member.name]);
  if (failure) return { ok: false, code: 'weak_password', failure };
  const passwordHash = await hashPassword(newPassword);
  return inTransaction(db, async (tx): Promise<PasswordSetting> => {
    const staffMemberId = await consumeToken(tx, { token, purpose, now });
    if (staffMemberId === null) return { ok: false, code: 'token_unknown' };
    await updateStaffMember(tx, staffMemberId, { passwordHash });
    await endStaffSessions(tx, staffMemberId);
    const change = { action: 'set_own_password', now, requestId };
    await afterChange(tx, member, system('link of a letter'), change);
    return { ok: true };
  });
}

type OwnPasswordChange =
  | (PasswordSetting & { ok: false })
  | { ok: true; sessionToken: string | null };

export type OwnChange = {
  member: { staffMemberId: number; staffSessionId: number };
  actor: Actor;
  password: string;
  newPassword: string;
  requestId: string;
};

/** Of who is signed in: other sessions end, this one goes on under another token. */
export async function changeOwnPassword(
  { db, clock }: StaffDeps,
  { member, actor, password, newPassword, requestId }: OwnChange,
): Promise<OwnPasswordChange> {
  const known = await lockStaffMember(db, member.staffMemberId);
  if (!known || !(await isPasswordRight(known.passwordHash, password))) {
    return { ok: false, code: 'wrong_password' };
  }
  const failure = findPasswordFailure(newPassword, [known.email, known.name]);
  if (failure) return { ok: false, code: 'weak_password', failure };
  const passwordHash = await hashPassword(newPassword);
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<OwnPasswordChange> => {
    // Another one by now, of a new link perhaps: then the old one changes nothing any more.
    const present = await replaceStaffPassword(tx, known, passwordHash);
    if (!present) return { ok: false, code: 'wrong_password' };
    const sessionToken = await rotateStaffSession(tx, member);
    await afterChange(tx, known, actor, { action: 'change_own_password', now, requestId });
    return { ok: true, sessionToken };
  });
}

type Change = { action: string; now: Date; requestId: string };

async function afterChange(
  tx: Tx,
  { staffMemberId, email }: StaffMember,
  actor: Actor,
  { action, now, requestId }: Change,
): Promise<void> {
  await endPendingSignIns(tx, { kind: 'staff', id: staffMemberId });
  const subject = `staff:${staffMemberId}`;
  await recordEntry(tx, actor, { action, subject, requestId, now });
  await queueLetter(tx, { kind: 'staff_password_changed', to: email }, now);
}
