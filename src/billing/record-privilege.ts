import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { addDays, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { closedMonthsOf, lockBooks, type OpenBooks, readBooks } from './books.ts';
import {
  judgePrivilege,
  type NewPrivilege,
  type PrivilegeFailure,
  type PrivilegeSituation,
} from './privilege-rules.ts';
import { findPrivileges, insertPrivilege, markPrivilegeCancelled } from './privileges-store.ts';
import type { Consent } from './record-event.ts';

export type RecordedPrivilege = Consent & {
  personalAccountId: number;
  privilege: NewPrivilege;
  deed: Deed;
  today: PlainDate;
  now: Date;
};

export type RecordPrivilegeResult =
  | { ok: true; privilegeId: number }
  | { ok: false; code: 'account_not_found' | 'needs_approval' }
  | { ok: false; code: 'privilege_refused'; failures: PrivilegeFailure[] };

/** What the rules of privileges ask of an account; null when there is none. */
export async function findPrivilegeSituation(
  db: Db,
  actor: StaffMember,
  { personalAccountId, today }: { personalAccountId: number; today: PlainDate },
): Promise<PrivilegeSituation | null> {
  const home = await db
    .selectFrom('personal_accounts')
    .select('closed_on')
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirst();
  if (!home) return null;
  const privileges = await findPrivileges(db, actor, { personalAccountId });
  const known = privileges.filter(({ cancelledAt }) => cancelledAt === null);
  return { today, closedOn: home.closed_on, known };
}

/** Of closed months it gives money back: that takes two people. */
export async function recordPrivilege(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, privilege, deed, today, now, isApproved }: RecordedPrivilege,
): Promise<RecordPrivilegeResult> {
  await lockBooks(tx);
  const situation = await findPrivilegeSituation(tx, actor, { personalAccountId, today });
  if (!situation) return { ok: false, code: 'account_not_found' };
  const failures = judgePrivilege(privilege, situation);
  if (failures.length > 0) return { ok: false, code: 'privilege_refused', failures };
  const books = await readBooks(tx);
  if (!isApproved && closedMonthsOfPrivilege(privilege, books).length > 0) {
    return { ok: false, code: 'needs_approval' };
  }
  const { staffMemberId } = actor;
  const recordedMonth = books.openSince;
  const record = { personalAccountId, privilege, recordedMonth, staffMemberId, now };
  const privilegeId = await insertPrivilege(tx, record);
  if (privilegeId === null) {
    const overlapping = { field: 'validFrom', code: 'overlapping' } as const;
    return { ok: false, code: 'privilege_refused', failures: [overlapping] };
  }
  await recordEntry(tx, actor, {
    ...deed,
    action: 'record_privilege',
    personalAccountId,
    subject: `privilege:${privilegeId}`,
    details: { validFrom: privilege.validFrom, share: privilege.share },
    now,
  });
  return { ok: true, privilegeId };
}

export const closedMonthsOfPrivilege = (
  { validFrom, validTo }: Pick<NewPrivilege, 'validFrom' | 'validTo'>,
  books: OpenBooks,
): PlainMonth[] =>
  closedMonthsOf({ from: validFrom, to: validTo === null ? null : addDays(validTo, -1) }, books);

export type CancelledPrivilege = Consent & {
  personalAccountId: number;
  privilegeId: number;
  deed: Deed;
  now: Date;
};

export type CancelPrivilegeResult =
  | { ok: true; isRepeat: boolean }
  | { ok: false; code: 'privilege_not_found' | 'needs_approval' };

/** Takes a privilege back, from its first day on. */
export async function cancelPrivilege(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, privilegeId, deed, now, isApproved }: CancelledPrivilege,
): Promise<CancelPrivilegeResult> {
  await lockBooks(tx);
  const privileges = await findPrivileges(tx, actor, { personalAccountId });
  const privilege = privileges.find((one) => one.privilegeId === privilegeId);
  if (!privilege) return { ok: false, code: 'privilege_not_found' };
  if (privilege.cancelledAt !== null) return { ok: true, isRepeat: true };
  const books = await readBooks(tx);
  if (!isApproved && closedMonthsOfPrivilege(privilege, books).length > 0) {
    return { ok: false, code: 'needs_approval' };
  }
  const place = { personalAccountId, privilegeId, month: books.openSince, now };
  if (!(await markPrivilegeCancelled(tx, place))) return { ok: true, isRepeat: true };
  const subject = `privilege:${privilegeId}`;
  const entry = { ...deed, action: 'cancel_privilege', personalAccountId, subject, now };
  await recordEntry(tx, actor, entry);
  return { ok: true, isRepeat: false };
}
