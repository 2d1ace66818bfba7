import Big from 'big.js';
import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { counterOrder } from '#src/meters/reading-order.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import type { PlainDate } from '#src/plain-date.ts';

/**
 * SQL: of the meter `of`, the reading that the last closed month ended with and what our books have charged
 * by it since they began, as `anchor`. No row before a month of ours is closed, and for a day before that
 * reading: what is entered then gives nothing back.
 */
export const chargedByMeter = (of: string, day: string): string => `lateral (
  select r.value_m3, r.taken_on, coalesce((
      select sum(l.measured_m3) from month_closes k join charge_lines l
        on l.close_id = k.close_id and l.personal_account_id = ${of}.personal_account_id
      where k.state = 'closed' and l.meter_id = ${of}.meter_id and l.method = 'METER'), 0) as charged_m3
  from meter_readings r
  where r.personal_account_id = ${of}.personal_account_id and r.meter_id = ${of}.meter_id
    and r.status = 'accepted' and r.taken_on <= ${day}
    and r.billing_month <= (select max(k.month) from month_closes k where k.state = 'closed')
  order by ${counterOrder('r', 'desc')} limit 1) anchor`;

export type ExcessReturn = { chargedM3: string; returnedM3: string };

/**
 * An inspector's reading may stand below what had been charged, and the difference is given back. More
 * than was ever charged by the meter is not ours to give without a second look: null: it is not so.
 */
export async function findExcessReturn(
  db: Db,
  _actor: Actor,
  reading: { personalAccountId: number; meterId: number; value: string; takenOn: PlainDate },
): Promise<ExcessReturn | null> {
  const { personalAccountId, meterId, value, takenOn } = reading;
  const { rows } = await sql<{ value_m3: string; charged_m3: string }>`
    select anchor.value_m3, anchor.charged_m3
    from (select ${takenOn}::date as day) asked
      join meters m on m.personal_account_id = ${personalAccountId} and m.meter_id = ${meterId}
      cross join ${sql.raw(chargedByMeter('m', 'asked.day'))}`.execute(db);
  const [anchor] = rows;
  if (!anchor) return null;
  const returned = new Big(anchor.value_m3).minus(value);
  if (returned.lte(0) || returned.lte(anchor.charged_m3)) return null;
  return { chargedM3: plainDecimal(anchor.charged_m3), returnedM3: returned.toFixed() };
}
