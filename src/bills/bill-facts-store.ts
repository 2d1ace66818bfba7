import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { BillSubscriber } from './bill-data.ts';
import type { MeterAtClose } from './compose-bill.ts';

type Place = { personalAccountId: number; month: PlainMonth };
/** Consecutive accounts, both ends included. */
export type AccountRange = { firstAccountId: number; lastAccountId: number };
type Places = AccountRange & { month: PlainMonth };

const onlyOne = ({ personalAccountId, ...rest }: Place): Places => ({
  ...rest,
  firstAccountId: personalAccountId,
  lastAccountId: personalAccountId,
});

const within = (column: string, { firstAccountId, lastAccountId }: AccountRange) =>
  sql`${sql.raw(column)} between ${firstAccountId} and ${lastAccountId}`;

/**
 * What a bill takes from the register as it was on the last day of the month: a later change of
 * holder, residents or meter does not reach back into it. Who may ask has been judged above.
 */

type AccountRow = {
  personal_account_id: number;
  number: string;
  unified_number: string | null;
  holder_last_name: string;
  holder_first_name: string;
  holder_middle_name: string;
  address: string;
  residents: number;
  heated_area_m2: string | null;
  linking_pin: string | null;
  holder_since: PlainDate;
  has_stove: boolean;
  has_water_heater: boolean;
  has_heating: boolean;
  has_central_hot_water: boolean;
};

const registerColumns = [
  ...['unified_number', 'holder_last_name', 'holder_first_name', 'holder_middle_name', 'address'],
  ...['linking_pin', 'holder_since'],
  ...['has_stove', 'has_water_heater', 'has_heating', 'has_central_hot_water'],
];
/** What a paper may have told otherwise. */
const toldColumns = ['residents', 'heated_area_m2'];
const accountColumns = sql.raw([...registerColumns, ...toldColumns].join(', '));
const asRegistered = sql.raw(registerColumns.map((column) => `s.${column}`).join(', '));

/** What was told of a day later than the register knows counts from the beginning. */
export async function findSubscriberAtClose(db: Db, place: Place): Promise<BillSubscriber> {
  const found = await findSubscribersAtClose(db, onlyOne(place));
  const subscriber = found.get(place.personalAccountId);
  if (!subscriber) throw new Error(`there is no personal account ${place.personalAccountId}`);
  return subscriber;
}

export async function findSubscribersAtClose(
  db: Db,
  places: Places,
): Promise<Map<number, BillSubscriber>> {
  const lastDay = addDays(addMonths(places.month, 1), -1);
  const { rows } = await sql<AccountRow>`
    select a.personal_account_id, a.number, ${asRegistered},
      coalesce(${toldOn('residents', places.month)}, s.residents)::int as residents,
      coalesce(${toldOn('heated_area', places.month)}, s.heated_area_m2)::text as heated_area_m2
    from personal_accounts a cross join lateral (
      select ${accountColumns}, 0 as rank, attributes_since as since from personal_accounts
        where personal_account_id = a.personal_account_id and attributes_since <= ${lastDay}
      union all
      select ${accountColumns}, 1, valid_from from personal_account_revisions
        where personal_account_id = a.personal_account_id
          and valid_from <= ${lastDay} and valid_to > ${lastDay}
      union all
      select ${accountColumns}, 2, attributes_since from personal_accounts
        where personal_account_id = a.personal_account_id
      order by rank, since desc limit 1) s
    where ${within('a.personal_account_id', places)}`.execute(db);
  return new Map(rows.map((row) => [row.personal_account_id, toSubscriber(row)]));
}

/** What a paper said of the last day stands over the register, as it does where the month is charged. */
function toldOn(kind: 'residents' | 'heated_area', month: PlainMonth) {
  const lastDay = addDays(addMonths(month, 1), -1);
  return sql`(select e.value from account_events e
    where e.personal_account_id = a.personal_account_id and e.kind = ${kind}
      and e.value is not null and e.recorded_month <= ${month}
      and (e.cancelled_month is null or e.cancelled_month > ${month})
      and e.starts_on <= ${lastDay} and (e.ends_on is null or e.ends_on >= ${lastDay})
    order by e.account_event_id desc limit 1)`;
}

function toSubscriber(row: AccountRow): BillSubscriber {
  return {
    number: row.number,
    unifiedNumber: row.unified_number,
    lastName: row.holder_last_name,
    firstName: row.holder_first_name,
    middleName: row.holder_middle_name,
    address: row.address,
    residents: row.residents,
    heatedAreaM2: row.heated_area_m2 && plainDecimal(row.heated_area_m2),
    linkingPin: row.linking_pin,
    holderSince: row.holder_since,
    uses: {
      hasStove: row.has_stove,
      hasWaterHeater: row.has_water_heater,
      hasHeating: row.has_heating,
      hasCentralHotWater: row.has_central_hot_water,
    },
  };
}

type MeterRow = {
  personal_account_id: number;
  meter_id: number;
  serial_number: string;
  model: string;
  verified_until: PlainDate | null;
  removed_on: PlainDate | null;
  last_value: string | null;
  last_taken_on: PlainDate | null;
};

/** Those that stood there on a day of the month, each with its last reading up to its end. */
export async function findMetersAtClose(db: Db, place: Place): Promise<MeterAtClose[]> {
  const found = await findAllMetersAtClose(db, onlyOne(place));
  return found.get(place.personalAccountId) ?? [];
}

export async function findAllMetersAtClose(
  db: Db,
  places: Places,
): Promise<Map<number, MeterAtClose[]>> {
  const { month } = places;
  const lastDay = addDays(addMonths(month, 1), -1);
  const { rows } = await sql<MeterRow>`
    select m.personal_account_id, m.meter_id, m.serial_number, s.model, s.verified_until,
      case when m.removed_on <= ${lastDay} then m.removed_on end as removed_on,
      r.value_m3 as last_value, r.taken_on as last_taken_on
    from meters m
      cross join lateral (
        select model, verified_until, 0 as rank, attributes_since as since from meters
          where personal_account_id = m.personal_account_id and meter_id = m.meter_id
            and attributes_since <= ${lastDay}
        union all
        select model, verified_until, 1, valid_from from meter_revisions
          where personal_account_id = m.personal_account_id and meter_id = m.meter_id
            and valid_from <= ${lastDay} and valid_to > ${lastDay}
        union all
        select model, verified_until, 2, attributes_since from meters
          where personal_account_id = m.personal_account_id and meter_id = m.meter_id
        order by rank, since desc limit 1) s
      left join lateral (
        select value_m3, taken_on from meter_readings
        where personal_account_id = m.personal_account_id and meter_id = m.meter_id
          and status = 'accepted' and billing_month <= ${month}
        order by taken_on desc, coalesce(corrects_reading_id, meter_reading_id) desc
        limit 1) r on true
    where ${within('m.personal_account_id', places)}
      and coalesce(m.commissioned_on, '-infinity') <= ${lastDay}
      and coalesce(m.removed_on, 'infinity') >= ${month}
    order by m.meter_id`.execute(db);
  return byAccount(rows, toMeter);
}

const toMeter = (row: MeterRow): MeterAtClose => ({
  meterId: row.meter_id,
  serialNumber: row.serial_number,
  model: row.model,
  verifiedUntil: row.verified_until,
  removedOn: row.removed_on,
  last:
    row.last_value !== null && row.last_taken_on !== null
      ? { value: plainDecimal(row.last_value), takenOn: row.last_taken_on }
      : null,
});

function byAccount<Row extends { personal_account_id: number }, Fact>(
  rows: readonly Row[],
  toFact: (row: Row) => Fact,
): Map<number, Fact[]> {
  const groups = Map.groupBy(rows, (row) => row.personal_account_id);
  return new Map([...groups].map(([id, own]) => [id, own.map(toFact)]));
}

type Volume = { month: PlainMonth; volumeM3: string; basis: string };
type VolumeRow = {
  personal_account_id: number;
  month: PlainMonth;
  volume_m3: string;
  is_metered: boolean;
};

/** What had been charged for the gas of each month by the bills up to this one. */
export async function findVolumesAtClose(
  db: Db,
  { from, ...place }: Place & { from: PlainMonth },
): Promise<Volume[]> {
  const found = await findAllVolumesAtClose(db, { ...onlyOne(place), from });
  return found.get(place.personalAccountId) ?? [];
}

export async function findAllVolumesAtClose(
  db: Db,
  places: Places & { from: PlainMonth },
): Promise<Map<number, Volume[]>> {
  const { month, from } = places;
  const { rows } = await sql<VolumeRow>`
    select l.personal_account_id, l.charged_month as month, sum(l.volume_m3) as volume_m3,
      bool_or(l.method = 'METER') as is_metered
    from month_closes c join charge_lines l
      on l.close_id = c.close_id and ${within('l.personal_account_id', places)}
    where c.state = 'closed' and c.month between ${from} and ${month}
      and l.charged_month between ${from} and ${month}
    group by 1, 2
    union all
    select i.personal_account_id, i.month, i.volume_m3, true from imported_charges i
    where ${within('i.personal_account_id', places)} and i.month between ${from} and ${month}
      and not exists (select from month_closes c where c.month <= i.month and c.state = 'closed')
    `.execute(db);
  return byAccount(rows, (row) => ({
    month: row.month,
    volumeM3: plainDecimal(row.volume_m3),
    basis: row.is_metered ? 'metered' : 'estimated',
  }));
}

/** Of today: it is where money goes by, and no fact of the month. */
export async function findAllSbpLinks(db: Db, places: AccountRange): Promise<Map<number, string>> {
  const { rows } = await sql<{ personal_account_id: number; link: string }>`
    select personal_account_id, link from sbp_links
    where cancelled_at is null and ${within('personal_account_id', places)}`.execute(db);
  return new Map(rows.map((row) => [row.personal_account_id, row.link]));
}

export async function findSbpLink(db: Db, place: Place): Promise<string | undefined> {
  const found = await findAllSbpLinks(db, onlyOne(place));
  return found.get(place.personalAccountId);
}
