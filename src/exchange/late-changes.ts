import { firstChanged } from '#src/billing/first-changed.ts';
import { lockBooks, readBooks } from './merge-readings.ts';
import { type MergeContext, prefixed, run } from './sql.ts';

/** What a register says of the account that its gas is charged by. */
const charged = [
  'residents',
  'heated_area_m2',
  'has_stove',
  'has_water_heater',
  'has_heating',
  'has_central_hot_water',
];
const chargedOfMeter = [
  'integer_digits',
  'is_outdoor',
  'is_thermocompensated',
  'climate_zone',
  'verified_until',
];

const isDistinct = (columns: readonly string[]): string =>
  `row(${prefixed('r', columns)}) is distinct from row(${prefixed('m', columns)})`;

/**
 * Notes the accounts whose closed months are charged otherwise by what this register has changed: the
 * close of the first open month charges them again. What differs without a day of its own holds from
 * the register's day; a seal that was renewed says nothing of the days before it.
 */
export async function noteLateChanges(context: MergeContext): Promise<number> {
  const { client, importId, asOf, now } = context;
  // From here to the end: the close must find what is noted, or not have begun.
  await lockBooks(client);
  const { openSince } = await readBooks(client);
  return run(
    client,
    `insert into register_late_changes
       (personal_account_id, register_import_id, since, recorded_month, recorded_at)
     select x.personal_account_id, $1, min(x.since), $3::date, $4 from (
       select m.personal_account_id, least(case when ${isDistinct(charged)} then $2::date end,
         ${firstChanged('opened_on', 'closed_on')}) as since
       from personal_account_revisions r join personal_accounts m using (personal_account_id)
       where r.ended_by_import_id = $1
       union all
       select m.personal_account_id, least(case when ${isDistinct(chargedOfMeter)} then $2::date end,
         ${firstChanged('commissioned_on', 'removed_on')},
         case when m.sealed_on > r.sealed_on then m.sealed_on
           else ${firstChanged('sealed_on')} end)
       from meter_revisions r join meters m using (personal_account_id, meter_id)
       where r.ended_by_import_id = $1
       union all
       select m.personal_account_id, coalesce(m.sealed_on, m.commissioned_on, $2::date)
       from meters m join personal_accounts a using (personal_account_id)
       where m.first_import_id = $1 and a.first_import_id <> $1) x
     where x.since <= (select max(month) + interval '1 month' - interval '1 day'
         from month_closes where state <> 'reversed')
     group by x.personal_account_id`,
    [importId, asOf, openSince, now],
  );
}
