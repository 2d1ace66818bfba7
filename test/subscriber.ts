import type { Insertable } from 'kysely';
import { resident } from '#src/actor.ts';
import type { Schema } from '#src/db/schema.ts';
import { apiScopes } from '#src/identity/api-scopes.ts';
import { createApiToken, type NewApiToken } from '#src/identity/api-tokens.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import type { World } from './harness.ts';
import type { Visitor } from './visitor.ts';

export type MeterFacts = Partial<Insertable<Schema['meters']>> & {
  /** Accepted ones, as a register brings them. */
  readings?: readonly (readonly [takenOn: PlainDate, value: string])[];
};

export type SubscriberFacts = {
  user?: Partial<Insertable<Schema['users']>>;
  personalAccount?: Partial<Insertable<Schema['personal_accounts']>>;
  link?: Partial<Insertable<Schema['personal_account_links']>>;
  /** Without it: one meter, G4, that showed 8642 on 21 November 2026. */
  meters?: readonly MeterFacts[];
};

export type Subscriber = Awaited<ReturnType<typeof createSubscriber>>;

const PASSWORD = 'длинный-пароль-для-проверок';
const startedAt = Date.parse('2026-01-01T00:00:00Z');
let count = 0;

/** A resident with a personal account, a meter and a reading, made straight in the database. */
export async function createSubscriber(world: World, facts: SubscriberFacts = {}) {
  count += 1;
  const n = String(count).padStart(6, '0');
  const email = facts.user?.email ?? `subscriber${n}@example.ru`;
  const { user_id: userId } = await world.db
    .insertInto('users')
    .values({
      email,
      email_key: email.toLowerCase(),
      phone: `+79000${n}`,
      last_name: 'Примерова',
      first_name: 'Анна',
      middle_name: 'Сергеевна',
      address: 'г. Калининград, ул. Примерная, д. 1',
      password_hash: await hashPassword(PASSWORD),
      created_at: new Date(startedAt),
      ...facts.user,
    })
    .returning('user_id')
    .executeTakeFirstOrThrow();
  const home = await addPersonalAccount(world, { number: `390100${n}`, ...facts.personalAccount });
  const { personalAccountId } = home;
  await linkPersonalAccount(world, { userId, personalAccountId, ...facts.link });
  const meters: { meterId: number; serialNumber: string }[] = [];
  for (const meter of facts.meters ?? [{ readings: [['2026-11-21', '8642']] }]) {
    meters.push(await addMeter(world, personalAccountId, meter));
  }
  return {
    userId,
    actor: resident(userId),
    email,
    password: PASSWORD,
    accountNumber: home.number,
    personalAccountId,
    meters,
    /** As a person does: the form of the sign-in page. */
    async signIn(visitor: Visitor): Promise<void> {
      const page = await visitor.get('/login');
      const answer = await visitor.submit(page, { login: email, password: PASSWORD }, 'Войти');
      if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
    },
    /** A token for the JSON API; without a word, one that may do everything for a year. */
    async createToken(own: Partial<NewApiToken> = {}): Promise<string> {
      const { password_hash: passwordHash } = await world.db
        .selectFrom('users')
        .select('password_hash')
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      const fresh = { name: 'test', scopes: apiScopes, lifetimeDays: 365, passwordHash } as const;
      const token = { ...fresh, ...own };
      const made = await createApiToken(world, resident(userId), token);
      if (!made.ok || !made.text) throw new Error('no token was made');
      return made.text;
    },
  };
}

export async function addPersonalAccount(
  { db }: World,
  facts: Partial<Insertable<Schema['personal_accounts']>> & { number: string },
): Promise<{ number: string; personalAccountId: number }> {
  const { personal_account_id: personalAccountId, number } = await db
    .insertInto('personal_accounts')
    .values({ ...accountFacts, ...facts })
    .returning(['personal_account_id', 'number'])
    .executeTakeFirstOrThrow();
  await db
    .insertInto('personal_account_numbers')
    .values({ number, personal_account_id: personalAccountId })
    .execute();
  return { number, personalAccountId };
}

export async function linkPersonalAccount(
  { db }: World,
  link: { userId: number; personalAccountId: number } & SubscriberFacts['link'],
): Promise<void> {
  const { userId, personalAccountId, ...facts } = link;
  await db
    .insertInto('personal_account_links')
    .values({
      personal_account_id: personalAccountId,
      user_id: userId,
      proof: 'demo',
      linked_at: new Date(startedAt),
      visible_until: null,
      visible_until_reason: null,
      ended_at: null,
      ...facts,
    })
    .execute();
}

export async function addMeter(
  world: World,
  personalAccountId: number,
  { readings = [], ...facts }: MeterFacts = {},
): Promise<{ meterId: number; serialNumber: string }> {
  count += 1;
  const { meter_id: meterId, serial_number: serialNumber } = await world.db
    .insertInto('meters')
    .values({
      personal_account_id: personalAccountId,
      serial_number: String(10_000_000 + count),
      model: 'ВК-G4Т',
      integer_digits: 5,
      decimal_digits: 0,
      is_outdoor: false,
      is_thermocompensated: true,
      climate_zone: 1,
      commissioned_on: '2020-01-01',
      sealed_on: '2020-01-01',
      verified_until: '2030-01-01',
      removed_on: null,
      attributes_since: '2020-01-01',
      register_import_id: 1,
      first_import_id: 1,
      ...facts,
    })
    .returning(['meter_id', 'serial_number'])
    .executeTakeFirstOrThrow();
  for (const [takenOn, value] of readings) {
    await world.db
      .insertInto('meter_readings')
      .values({
        personal_account_id: personalAccountId,
        meter_id: meterId,
        value_m3: value,
        taken_on: takenOn,
        billing_month: firstDayOfMonth(takenOn),
        source: 'register',
        status: 'accepted',
        not_counted_reason: null,
        confirmation_number: null,
        received_at: new Date(`${takenOn}T08:00:00Z`),
        user_id: null,
        corrects_reading_id: null,
        status_changed_at: null,
        register_import_id: 1,
      })
      .execute();
  }
  return { meterId, serialNumber };
}

const accountFacts = {
  unified_number: null,
  holder_last_name: 'Примерова',
  holder_first_name: 'Анна',
  holder_middle_name: 'Сергеевна',
  address: 'г. Калининград, ул. Примерная, д. 10, кв. 25',
  fias_id: null,
  residents: 3,
  heated_area_m2: '64.50',
  has_stove: true,
  has_water_heater: false,
  has_heating: true,
  has_central_hot_water: false,
  opened_on: '2014-05-01',
  closed_on: null,
  opening_balance_kopecks: 124_050,
  opening_penalty_kopecks: 310,
  opening_debt_since: null,
  opening_balance_on: '2026-11-01',
  last_bill_kopecks: 98_765,
  linking_pin: '482100',
  holder_since: '2014-05-01',
  attributes_since: '2014-05-01',
  register_import_id: 1,
  first_import_id: 1,
};
