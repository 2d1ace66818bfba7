import { sql } from 'kysely';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { anna } from './anna.ts';
import { boris } from './boris.ts';
import { type DemoCalendar, dayIn, MONTHS, monthsBack } from './calendar.ts';
import { makeStories } from './homes.ts';

export async function hasDemoResidents(db: Database): Promise<boolean> {
  const found = await db
    .selectFrom('users')
    .select('user_id')
    .where('email_key', '=', anna.email)
    .executeTakeFirst();
  return found !== undefined;
}

type Person = typeof boris;
type OwnAccount = { number: string; ownName: string };

/** The residents whose passwords everybody knows: two accounts of Anna's, and all the stories. */
export async function addDemoResidents(
  db: Database,
  { calendar }: { calendar: DemoCalendar },
): Promise<void> {
  const stories = makeStories(calendar).map(({ title, home }) => ({
    number: home.household.number,
    ownName: title,
  }));
  const residents = [
    { person: anna, own: [anna.house, anna.flat] },
    { person: boris, own: stories },
  ];
  // Signed up before the first of the readings that they have sent.
  const since = new Date(`${dayIn(monthsBack(calendar, MONTHS + 2), 1)}T10:00:00Z`);
  const hashes = await Promise.all(residents.map(({ person }) => hashPassword(person.password)));
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('settings')
      .values({ name: 'demo', value: 'true' })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: 'true' }))
      .execute();
    for (const [at, { person, own }] of residents.entries()) {
      await addResident(tx, person, { passwordHash: hashes[at] ?? '', own, since });
    }
  });
}

type NewResident = { passwordHash: string; own: readonly OwnAccount[]; since: Date };

async function addResident(
  tx: Tx,
  person: Person,
  { passwordHash, own, since }: NewResident,
): Promise<void> {
  const { user_id: userId } = await tx
    .insertInto('users')
    .values({
      email: person.email,
      email_key: person.email,
      phone: person.phone,
      last_name: person.lastName,
      first_name: person.firstName,
      middle_name: person.middleName,
      address: person.address,
      password_hash: passwordHash,
      is_demo: true,
      created_at: since,
    })
    .returning('user_id')
    .executeTakeFirstOrThrow();
  for (const { number, ownName } of own) await link(tx, { userId, number, ownName, since });
  await nameSender(tx, userId);
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

/** What came from the cabinet was sent by them, and was confirmed with a number each time. */
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
