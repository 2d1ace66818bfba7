import { type Resident, resident } from '#src/actor.ts';
import { readConfig } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import { firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { openScratchDatabase } from './scratch-database.ts';

export type MeterFacts = {
  serialNumber?: string;
  model?: string;
  integerDigits?: number;
  decimalDigits?: number;
  verifiedUntil?: PlainDate | null;
  removedOn?: PlainDate | null;
};

type Shown = readonly [takenOn: PlainDate, value: string];
type MeterPlace = { personalAccountId: number; meterId: number };
type Stage = { db: Database; now: () => Date; next: () => number };

/** A database with residents, accounts and meters, and a clock that stands where it is put. */
export async function startMetersWorld(at: string) {
  const database = await openScratchDatabase();
  const { db } = database;
  const supplier = await readSupplierProfile(null);
  let instant = new Date(at);
  let count = 0;
  const now = () => instant;
  const next = () => {
    count += 1;
    return count;
  };
  const stage: Stage = { db, now, next };
  return {
    ...database,
    deps: { db, supplier, config: readConfig({}), clock: { now } },
    setClock(iso: string) {
      instant = new Date(iso);
    },
    addUser: () => addUser(stage),
    link: (actor: Resident, personalAccountId: number) => link(stage, actor, personalAccountId),
    addMeter: (personalAccountId: number, facts: MeterFacts = {}) =>
      addMeter(stage, personalAccountId, facts),
    addReadings: (place: MeterPlace, shown: readonly Shown[]) => addReadings(stage, place, shown),
    addHome: (facts: MeterFacts = {}) => addHome(stage, facts),
    async closeMonth(month: PlainMonth) {
      await db.insertInto('billing_months').values({ month, closed_at: instant }).execute();
    },
    async reopenMonths() {
      await db.deleteFrom('billing_months').execute();
    },
  };
}

/** One resident, one account, one meter that showed 8642 on 21 November. */
async function addHome(stage: Stage, facts: MeterFacts) {
  const actor = await addUser(stage);
  const home = await addPersonalAccount(stage);
  await link(stage, actor, home.personalAccountId);
  const meterId = await addMeter(stage, home.personalAccountId, facts);
  await addReadings(stage, { ...home, meterId }, [['2026-11-21', '8642']]);
  return { actor, meterId, ...home };
}

async function addUser({ db, now, next }: Stage): Promise<Resident> {
  const n = next();
  const row = await db
    .insertInto('users')
    .values({
      email: `resident${n}@example.ru`,
      email_key: `resident${n}@example.ru`,
      phone: `+7900${String(n).padStart(7, '0')}`,
      last_name: 'Примерова',
      first_name: 'Анна',
      middle_name: '',
      address: '',
      password_hash: 'none',
      created_at: now(),
    })
    .returning('user_id')
    .executeTakeFirstOrThrow();
  return resident(row.user_id);
}

async function addPersonalAccount({ db, next }: Stage) {
  const number = String(390_000_000_000 + next());
  const { personal_account_id: personalAccountId } = await db
    .insertInto('personal_accounts')
    .values({ ...accountFacts, number })
    .returning('personal_account_id')
    .executeTakeFirstOrThrow();
  const door = { number, personal_account_id: personalAccountId };
  await db.insertInto('personal_account_numbers').values(door).execute();
  return { number, personalAccountId };
}

async function link({ db, now }: Stage, actor: Resident, personalAccountId: number) {
  await db
    .insertInto('personal_account_links')
    .values({
      personal_account_id: personalAccountId,
      user_id: actor.userId,
      proof: 'demo',
      linked_at: now(),
      visible_until: null,
      visible_until_reason: null,
      ended_at: null,
    })
    .execute();
}

async function addMeter({ db, next }: Stage, personalAccountId: number, facts: MeterFacts) {
  const row = await db
    .insertInto('meters')
    .values({
      personal_account_id: personalAccountId,
      serial_number: facts.serialNumber ?? String(30_000_000 + next()),
      model: facts.model ?? 'ВК-G4Т',
      integer_digits: facts.integerDigits ?? 5,
      decimal_digits: facts.decimalDigits ?? 0,
      is_outdoor: false,
      is_thermocompensated: true,
      climate_zone: 1,
      commissioned_on: '2020-01-01',
      sealed_on: '2020-01-01',
      verified_until: facts.verifiedUntil === undefined ? '2030-01-01' : facts.verifiedUntil,
      removed_on: facts.removedOn ?? null,
      attributes_since: '2020-01-01',
      register_import_id: 1,
      first_import_id: 1,
    })
    .returning('meter_id')
    .executeTakeFirstOrThrow();
  return row.meter_id;
}

/** As an import brings them: accepted, each in the month of its date. */
async function addReadings(
  { db, now }: Stage,
  { personalAccountId, meterId }: MeterPlace,
  shown: readonly Shown[],
) {
  const rows = shown.map(([takenOn, value]) => ({
    personal_account_id: personalAccountId,
    meter_id: meterId,
    value_m3: value,
    taken_on: takenOn,
    billing_month: firstDayOfMonth(takenOn),
    source: 'register' as const,
    status: 'accepted' as const,
    not_counted_reason: null,
    confirmation_number: null,
    received_at: now(),
    user_id: null,
    corrects_reading_id: null,
    status_changed_at: null,
    register_import_id: 1,
  }));
  await db.insertInto('meter_readings').values(rows).execute();
}

const accountFacts = {
  unified_number: null,
  holder_last_name: 'Примерова',
  holder_first_name: 'Анна',
  holder_middle_name: '',
  address: 'г. Калининград, ул. Примерная, д. 1',
  fias_id: null,
  residents: 2,
  heated_area_m2: null,
  has_stove: true,
  has_water_heater: false,
  has_heating: true,
  has_central_hot_water: false,
  opened_on: '2010-01-01',
  closed_on: null,
  opening_debt_since: null,
  opening_balance_on: '2024-01-01',
  last_bill_kopecks: null,
  linking_pin: null,
  holder_since: '2010-01-01',
  attributes_since: '2010-01-01',
  register_import_id: 1,
  first_import_id: 1,
};
