import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { BillSubscriber, MeterAtClose } from './bill-data.ts';

type Place = { personalAccountId: number; month: PlainMonth };

/**
 * What a bill takes from the register as it was on the last day of the month: a later change of
 * holder, residents or meter does not reach back into it. Who may ask has been judged above.
 */

type AccountRow = {
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

const accountColumns = sql.raw(`unified_number, holder_last_name, holder_first_name,
  holder_middle_name, address, residents, heated_area_m2, linking_pin, holder_since,
  has_stove, has_water_heater, has_heating, has_central_hot_water`);

/** What was told of a day later than the register knows counts from the beginning. */
export async function findSubscriberAtClose(db: Db, place: Place): Promise<BillSubscriber> {
  const lastDay = addDays(addMonths(place.month, 1), -1);
  const { rows } = await sql<AccountRow>`
    select a.number, s.* from personal_accounts a cross join lateral (
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
    where a.personal_account_id = ${place.personalAccountId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`there is no personal subscriber ${place.personalAccountId}`);
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
  const { personalAccountId, month } = place;
  const lastDay = addDays(addMonths(month, 1), -1);
  const { rows } = await sql<MeterRow>`
    select m.meter_id, m.serial_number, s.model, s.verified_until,
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
    where m.personal_account_id = ${personalAccountId}
      and coalesce(m.commissioned_on, '-infinity') <= ${lastDay}
      and coalesce(m.removed_on, 'infinity') >= ${month}
    order by m.meter_id`.execute(db);
  return rows.map((row) => ({
    meterId: row.meter_id,
    serialNumber: row.serial_number,
    model: row.model,
    verifiedUntil: row.verified_until,
    removedOn: row.removed_on,
    last:
      row.last_value !== null && row.last_taken_on !== null
        ? { value: plainDecimal(row.last_value), takenOn: row.last_taken_on }
        : null,
  }));
}

/** What had been charged for the gas of each month by the bills up to this one. */
export async function findVolumesAtClose(
  db: Db,
  { personalAccountId, month, from }: Place & { from: PlainMonth },
): Promise<{ month: PlainMonth; volumeM3: string; basis: string }[]> {
  const { rows } = await sql<{ month: PlainMonth; volume_m3: string; is_metered: boolean }>`
    select l.charged_month as month, sum(l.volume_m3) as volume_m3,
      bool_or(l.method = 'METER') as is_metered
    from month_closes c join charge_lines l
      on l.close_id = c.close_id and l.personal_account_id = ${personalAccountId}
    where c.state = 'closed' and c.month <= ${month} and l.charged_month between ${from} and ${month}
    group by l.charged_month
    union all
    select i.month, i.volume_m3, true from imported_charges i
    where i.personal_account_id = ${personalAccountId} and i.month between ${from} and ${month}
      and not exists (select from month_closes c where c.month <= i.month and c.state = 'closed')
    `.execute(db);
  return rows.map((row) => ({
    month: row.month,
    volumeM3: plainDecimal(row.volume_m3),
    basis: row.is_metered ? 'metered' : 'estimated',
  }));
}
