import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';

export type HouseholdMember = { userId: number; email: string };

/** Everybody who sees what becomes of the account now: whom its news are told. */
export async function findHousehold(
  db: Db,
  _actor: Actor,
  personalAccountId: number,
): Promise<HouseholdMember[]> {
  const rows = await db
    .selectFrom('personal_account_links as l')
    .innerJoin('users as u', 'u.user_id', 'l.user_id')
    .select(['u.user_id', 'u.email'])
    .where('l.personal_account_id', '=', personalAccountId)
    .where('l.ended_at', 'is', null)
    .where('l.visible_until', 'is', null)
    .orderBy('l.personal_account_link_id')
    .execute();
  return rows.map((row) => ({ userId: row.user_id, email: row.email }));
}

export type LinkedUser = HouseholdMember & {
  lastName: string;
  firstName: string;
  middleName: string;
  phone: string;
  proof: 'meter_serial' | 'last_bill' | 'pin' | 'staff' | 'demo';
  linkedAt: Date;
  /** A former resident: sees what came before this day. */
  visibleUntil: PlainDate | null;
};

/** For staff: who has access to the account, former residents included. */
export async function findLinkedUsers(
  db: Db,
  actor: Actor,
  personalAccountId: number,
): Promise<LinkedUser[]> {
  if (actor.kind !== 'staff') return [];
  const rows = await db
    .selectFrom('personal_account_links as l')
    .innerJoin('users as u', 'u.user_id', 'l.user_id')
    .select(['u.user_id', 'u.email', 'u.phone', 'u.last_name', 'u.first_name', 'u.middle_name'])
    .select(['l.proof', 'l.linked_at', 'l.visible_until'])
    .where('l.personal_account_id', '=', personalAccountId)
    .where('l.ended_at', 'is', null)
    .orderBy('l.personal_account_link_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    email: row.email,
    phone: row.phone,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    proof: row.proof,
    linkedAt: row.linked_at,
    visibleUntil: row.visible_until,
  }));
}
