import type { Actor, StaffRole } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { removeAllFactors } from '#src/identity/second-factor/factors.ts';
import { endPendingSignIns } from '#src/identity/second-factor/pending-sign-ins.ts';
import { newSecretToken } from '#src/identity/secret-token.ts';
import { queueLetter } from '#src/mail/letters.ts';
import {
  findStaffByEmail,
  insertStaffMember,
  type StaffMember,
  updateStaffMember,
} from './staff-members-store.ts';
import { endStaffSessions } from './staff-sessions.ts';

type ManageDeps = { db: Database; clock: Clock };

export type StaffChange =
  | { ok: true; member: StaffMember }
  | { ok: false; code: 'unknown_member' | 'already_so' | 'email_taken' };

/** Somebody new, who sets a password of their own by the link of a letter. */
export async function addStaffMember(
  { db, clock }: ManageDeps,
  actor: Actor,
  { email, name, role }: { email: string; name: string; role: StaffRole },
): Promise<StaffChange> {
  const now = clock.now();
  const passwordHash = await nobodysPassword();
  return inTransaction(db, async (tx): Promise<StaffChange> => {
    const staffMemberId = await insertStaffMember(tx, { email, name, role, passwordHash, now });
    if (staffMemberId === null) return { ok: false, code: 'email_taken' };
    const member = { staffMemberId, email, name, role, isDemo: false, disabledAt: null };
    await invite(tx, member, now);
    await record(tx, actor, { action: 'add_staff_member', member, details: { role }, now });
    return { ok: true, member };
  });
}

/** The link again: for who let the first one expire, or has forgotten the password. */
export const inviteStaffMember = (deps: ManageDeps, actor: Actor, email: string) =>
  changeMember(deps, actor, { email, action: 'invite_staff_member' }, async (tx, member, now) => {
    if (member.disabledAt) return 'already_so';
    await invite(tx, member, now);
    return {};
  });

/** Ends what they are doing at once. Nobody is deleted: the record names them. */
export const disableStaffMember = (deps: ManageDeps, actor: Actor, email: string) =>
  changeMember(deps, actor, { email, action: 'disable_staff_member' }, async (tx, member, now) => {
    if (member.disabledAt) return 'already_so';
    await updateStaffMember(tx, member.staffMemberId, { disabledAt: now });
    await endSignIns(tx, member);
    // Nor does a link that lies in the mailbox come alive with `enable`.
    await endInvitations(tx, member);
    return {};
  });

export const enableStaffMember = (deps: ManageDeps, actor: Actor, email: string) =>
  changeMember(deps, actor, { email, action: 'enable_staff_member' }, async (tx, member) => {
    if (!member.disabledAt) return 'already_so';
    await updateStaffMember(tx, member.staffMemberId, { disabledAt: null });
    return {};
  });

/** They sign in again: what they may do is another thing now. */
export const changeStaffRole = (
  deps: ManageDeps,
  actor: Actor,
  { email, role }: { email: string; role: StaffRole },
) =>
  changeMember(deps, actor, { email, action: 'change_staff_role' }, async (tx, member) => {
    if (member.role === role) return 'already_so';
    await updateStaffMember(tx, member.staffMemberId, { role });
    await endSignIns(tx, member);
    return { from: member.role, to: role };
  });

/**
 * For who has lost telephone and codes and has shown who they are: all begins anew, by the link of
 * an invitation. Were the password left, whoever knows it would set up a factor of their own first.
 */
export const resetStaffFactors = (deps: ManageDeps, actor: Actor, email: string) =>
  changeMember(deps, actor, { email, action: 'reset_staff_factors' }, async (tx, member, now) => {
    const { staffMemberId } = member;
    await updateStaffMember(tx, staffMemberId, { passwordHash: await nobodysPassword() });
    await removeAllFactors(tx, { kind: 'staff', id: staffMemberId });
    await endSignIns(tx, member);
    await endInvitations(tx, member);
    if (!member.disabledAt) await invite(tx, member, now);
    const data = { factor: 'reset', ownerKind: 'staff' };
    await queueLetter(tx, { kind: 'second_factor_removed', to: member.email, data }, now);
    return {};
  });

/** Of a text that nobody has: until the link of the invitation is used no password is right. */
const nobodysPassword = (): Promise<string> => hashPassword(newSecretToken());

type Act = (
  tx: Tx,
  member: StaffMember,
  now: Date,
) => Promise<'already_so' | Record<string, string>>;

/**
 * A change and its record, together or not at all. The row is locked: a sign-in that is under way
 * either ends by the change or finds the member as they are after it.
 */
async function changeMember(
  { db, clock }: ManageDeps,
  actor: Actor,
  { email, action }: { email: string; action: string },
  act: Act,
): Promise<StaffChange> {
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<StaffChange> => {
    const member = await findStaffByEmail(tx, email, { lock: true });
    if (!member) return { ok: false, code: 'unknown_member' };
    const details = await act(tx, member, now);
    if (details === 'already_so') return { ok: false, code: 'already_so' };
    await record(tx, actor, { action, member, details, now });
    return { ok: true, member };
  });
}

async function endSignIns(tx: Tx, { staffMemberId }: StaffMember): Promise<void> {
  await endStaffSessions(tx, staffMemberId);
  await endPendingSignIns(tx, { kind: 'staff', id: staffMemberId });
}

async function endInvitations(tx: Tx, { staffMemberId }: StaffMember): Promise<void> {
  await tx
    .deleteFrom('one_time_tokens')
    .where('purpose', '=', 'staff_invitation')
    .where('subject_id', '=', staffMemberId)
    .execute();
}

async function invite(tx: Tx, { email, staffMemberId }: StaffMember, now: Date): Promise<void> {
  await queueLetter(tx, { kind: 'staff_invitation', to: email, data: { staffMemberId } }, now);
}

type Recorded = {
  action: string;
  member: StaffMember;
  details: Record<string, string>;
  now: Date;
};

function record(tx: Tx, actor: Actor, { action, member, details, now }: Recorded): Promise<void> {
  return recordEntry(tx, actor, { action, subject: `staff:${member.staffMemberId}`, details, now });
}
