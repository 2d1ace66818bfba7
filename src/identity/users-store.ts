import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { emailKey } from './email.ts';
import { readPhone } from './phone.ts';

export type UserForSignIn = {
  userId: number;
  email: string;
  passwordHash: string;
  isDemo: boolean;
};

/** By e-mail (case does not matter) or by phone in any usual spelling. */
export async function findUserByLogin(db: Db, login: string): Promise<UserForSignIn | null> {
  const isEmail = login.includes('@');
  const phone = isEmail ? null : readPhone(login);
  if (!isEmail && !phone) return null;
  const query = db.selectFrom('users').select(['user_id', 'email', 'password_hash', 'is_demo']);
  const row = await (isEmail
    ? query.where('email_key', '=', emailKey(login))
    : query.where('phone', '=', phone ?? '')
  ).executeTakeFirst();
  if (!row) return null;
  return {
    userId: row.user_id,
    email: row.email,
    passwordHash: row.password_hash,
    isDemo: row.is_demo,
  };
}

/** Until the transaction ends nobody changes the password: of a sign-in that is under way. */
export async function lockUser(
  db: Db,
  userId: number,
): Promise<Omit<UserForSignIn, 'userId'> | null> {
  const row = await db
    .selectFrom('users')
    .select(['email', 'password_hash', 'is_demo'])
    .where('user_id', '=', userId)
    .forShare()
    .executeTakeFirst();
  return row ? { email: row.email, passwordHash: row.password_hash, isDemo: row.is_demo } : null;
}

/** What others know of a person, for judging a password by; the numbers of their accounts too. */
export async function findPersonalFacts(
  db: Db,
  userId: number,
): Promise<{ email: string; facts: string[] } | null> {
  const user = await db
    .selectFrom('users')
    .select(['email', 'phone', 'last_name', 'first_name', 'middle_name', 'address'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!user) return null;
  // The room of these tables stands above this one; a number is read and nothing is decided by it.
  const linked = await db
    .selectFrom('personal_account_links as l')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'l.personal_account_id')
    .select('a.number')
    .where('l.user_id', '=', userId)
    .execute();
  return { email: user.email, facts: [...Object.values(user), ...linked.map((row) => row.number)] };
}

export type UserProfile = {
  userId: number;
  email: string;
  phone: string;
  lastName: string;
  firstName: string;
  middleName: string;
  address: string;
  createdAt: Date;
};

/** A resident sees themselves; staff and the product see anybody whose cabinet is open. */
export async function findUser(db: Db, actor: Actor, userId: number): Promise<UserProfile | null> {
  if (actor.kind === 'bank') return null;
  if (actor.kind === 'resident' && actor.userId !== userId) return null;
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('user_id', '=', userId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  return {
    userId: row.user_id,
    email: row.email,
    phone: row.phone,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    address: row.address,
    createdAt: row.created_at,
  };
}
