import type { StaffMember as StaffActor, StaffRole } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { emailKey } from '#src/identity/email.ts';

export type StaffMember = {
  staffMemberId: number;
  email: string;
  name: string;
  role: StaffRole;
  isDemo: boolean;
  disabledAt: Date | null;
};

const columns = ['staff_member_id', 'email', 'name', 'role', 'is_demo', 'disabled_at'] as const;

export type StaffForSignIn = StaffMember & { passwordHash: string };

/** For the sign-in: whoever is disabled is not found. */
export async function findStaffForSignIn(db: Db, email: string): Promise<StaffForSignIn | null> {
  const row = await db
    .selectFrom('staff_members')
    .select([...columns, 'password_hash'])
    .where('email_key', '=', emailKey(email))
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row ? { ...toStaffMember(row), passwordHash: row.password_hash } : null;
}

/** Until the transaction ends nobody changes the password or the right to sign in. */
export async function lockStaffMember(
  db: Db,
  staffMemberId: number,
): Promise<StaffForSignIn | null> {
  const row = await db
    .selectFrom('staff_members')
    .select([...columns, 'password_hash'])
    .where('staff_member_id', '=', staffMemberId)
    .forShare()
    .executeTakeFirst();
  return row ? { ...toStaffMember(row), passwordHash: row.password_hash } : null;
}

/** Disabled ones too. With `lock` nobody signs in as them until the transaction ends. */
export async function findStaffByEmail(
  db: Db,
  email: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<StaffMember | null> {
  const query = db
    .selectFrom('staff_members')
    .select(columns)
    .where('email_key', '=', emailKey(email));
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? toStaffMember(row) : null;
}

export async function listStaffMembers(db: Db): Promise<StaffMember[]> {
  const rows = await db
    .selectFrom('staff_members')
    .select(columns)
    .orderBy('staff_member_id')
    .execute();
  return rows.map(toStaffMember);
}

export async function updateStaffMember(
  db: Db,
  staffMemberId: number,
  change: { role?: StaffRole; passwordHash?: string; disabledAt?: Date | null },
): Promise<void> {
  const { role, passwordHash, disabledAt } = change;
  await db
    .updateTable('staff_members')
    .set({
      ...(role === undefined ? {} : { role }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      ...(disabledAt === undefined ? {} : { disabled_at: disabledAt }),
    })
    .where('staff_member_id', '=', staffMemberId)
    .execute();
}

/** False when the password is not the one that was verified, or the member has been disabled. */
export async function replaceStaffPassword(
  db: Db,
  verified: Pick<StaffForSignIn, 'staffMemberId' | 'passwordHash'>,
  passwordHash: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('staff_members')
    .set({ password_hash: passwordHash })
    .where('staff_member_id', '=', verified.staffMemberId)
    .where('password_hash', '=', verified.passwordHash)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export type NewStaffMember = {
  email: string;
  name: string;
  role: StaffRole;
  passwordHash: string;
  isDemo?: boolean;
  now: Date;
};

/** Null when the e-mail is another member's already. */
export async function insertStaffMember(db: Db, member: NewStaffMember): Promise<number | null> {
  const row = await db
    .insertInto('staff_members')
    .values({
      email: member.email,
      email_key: emailKey(member.email),
      name: member.name,
      role: member.role,
      password_hash: member.passwordHash,
      is_demo: member.isDemo ?? false,
      created_at: member.now,
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('staff_member_id')
    .executeTakeFirst();
  return row?.staff_member_id ?? null;
}

type Row = {
  staff_member_id: number;
  email: string;
  name: string;
  role: StaffRole;
  is_demo: boolean;
  disabled_at: Date | null;
};

function toStaffMember(row: Row): StaffMember {
  return {
    staffMemberId: row.staff_member_id,
    email: row.email,
    name: row.name,
    role: row.role,
    isDemo: row.is_demo,
    disabledAt: row.disabled_at,
  };
}

/** For a choice of colleagues: everybody who ever was, since the record names them. */
export async function listStaffNames(
  db: Db,
  _actor: StaffActor,
): Promise<{ staffMemberId: number; name: string }[]> {
  const rows = await db
    .selectFrom('staff_members')
    .select(['staff_member_id', 'name'])
    .orderBy('name')
    .limit(500)
    .execute();
  return rows.map((row) => ({ staffMemberId: row.staff_member_id, name: row.name }));
}
