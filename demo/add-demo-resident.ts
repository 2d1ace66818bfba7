import { sql } from 'kysely';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { anna } from './anna.ts';

const DAY_MS = 86_400_000;
/** Signed up before the first of the readings that she has sent. */
const SIGNED_UP_DAYS_AGO = 800;

export async function hasDemoResident(db: Database): Promise<boolean> {
  const found = await db
    .selectFrom('users')
    .select('user_id')
    .where('email_key', '=', anna.email)
    .executeTakeFirst();
  return found !== undefined;
}

/** The resident with two personal accounts, whose password everybody knows. */
export async function addDemoResident(db: Database, { now }: { now: Date }): Promise<void> {
  const passwordHash = await hashPassword(anna.password);
  const since = new Date(now.getTime() - SIGNED_UP_DAYS_AGO * DAY_MS);
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('settings')
      .values({ name: 'demo', value: 'true' })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: 'true' }))
      .execute();
    const { user_id: userId } = await tx
      .insertInto('users')
      .values({
        email: anna.email,
        email_key: anna.email,
        phone: anna.phone,
        last_name: anna.lastName,
        first_name: anna.firstName,
        middle_name: anna.middleName,
        address: anna.address,
        password_hash: passwordHash,
        is_demo: true,
        created_at: since,
      })
      .returning('user_id')
      .executeTakeFirstOrThrow();
    for (const { number, ownName } of [anna.house, anna.flat]) {
      await link(tx, { userId, number, ownName, since });
    }
    await nameSender(tx, userId);
  });
}

type Link = { userId: number; number: string; ownName: string; since: Date };

async function link(tx: Tx, { userId, number, ownName, since }: Link): Promise<void> {
  const { personal_account_id } = await tx
    .selectFrom('personal_account_numbers')
    .select('personal_account_id')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('personal_account_links')
    .values({
      personal_account_id,
      user_id: userId,
      own_name: ownName,
      proof: 'demo',
      linked_at: since,
    })
    .execute();
}

/** What came from the cabinet was sent by her, and was confirmed with a number each time. */
async function nameSender(tx: Tx, userId: number): Promise<void> {
  await sql`
    update meter_readings r set user_id = ${userId}, confirmation_number = numbered.number
    from (
      select sent.*, nextval('reading_confirmation_numbers') as number
      from (
        select m.personal_account_id, m.meter_reading_id from meter_readings m
        join personal_account_links l using (personal_account_id)
        where l.user_id = ${userId} and m.source = 'cabinet'
        order by m.taken_on, m.meter_reading_id) sent) numbered
    where r.personal_account_id = numbered.personal_account_id
      and r.meter_reading_id = numbered.meter_reading_id`.execute(tx);
}
