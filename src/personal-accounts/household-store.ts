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

/**
 * For a letter that was late: whether the person sees the account still, or saw it on the day that
 * the letter is about. Who has moved out since is told nothing of those who came.
 */
export async function seesAccount(
  db: Db,
  userId: number | null,
  { number, on }: { number: string; on: PlainDate | null },
): Promise<boolean> {
  const row = await db
    .selectFrom('personal_account_links as l')
    .innerJoin('personal_account_numbers as n', 'n.personal_account_id', 'l.personal_account_id')
    .select('l.visible_until')
    .where('n.number', '=', number)
    .where('l.user_id', '=', userId)
    .where('l.ended_at', 'is', null)
    .executeTakeFirst();
  if (!row) return false;
  const { visible_until: until } = row;
  return until === null || (on !== null && on < until);
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
