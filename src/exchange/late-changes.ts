import { firstChanged } from '#src/billing/first-changed.ts';
import { isAwayByEvent } from './merge-meters.ts';
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
 * The accounts that this register changes, with the first day that is charged otherwise: what differs
 * without a day of its own holds from the register's day; a seal that was renewed says nothing of the days
 * before it. Before anything is locked; after findAbsent() where the register is full.
 */
export async function findLateChanges(
  { client, asOf }: MergeContext,
  { isFull = false }: { isFull?: boolean | undefined },
): Promise<void> {
  const absent = `
    union all select personal_account_id, $1::date from absent_accounts
    union all select personal_account_id, $1::date from absent_meters`;
  await run(
    client,
    `create temp table late_changes (personal_account_id bigint, since date) on commit drop`,
  );
  await run(
    client,
    `insert into late_changes
     select x.personal_account_id, min(x.since) from (
       select c.personal_account_id, least(case when ${isDistinct(charged)} then $1::date end,
         ${firstChanged('opened_on', 'closed_on')}) as since
       from changed_accounts c join staged m using (line)
         join personal_accounts r using (personal_account_id)
       union all
       select c.personal_account_id, least(case when ${isDistinct(chargedOfMeter)} then $1::date end,
         ${firstChanged('commissioned_on')},
         case when not ${isAwayByEvent('r', 'm', '$1')} then r.removed_on end,
         case when m.sealed_on > r.sealed_on then m.sealed_on
           else ${firstChanged('sealed_on')} end)
       from changed_meters c join staged m using (line)
         join meters r using (personal_account_id, meter_id)
       union all
       select x.personal_account_id, coalesce(m.sealed_on, m.commissioned_on, $1::date)
       from staged_meters x join staged m using (line)
         join staged_accounts a using (personal_account_id)
       where x.is_new and not a.is_new
       ${isFull ? absent : ''}) x
     where x.since is not null
     group by x.personal_account_id`,
    [asOf],
  );
}

/** Notes those whose closed months are changed: the close of the first open month charges them again. */
export async function noteLateChanges(context: MergeContext): Promise<number> {
  const { client, importId, now } = context;
  // From here to the end: the close must find what is noted, or not have begun.
  await lockBooks(client);
  const { openSince } = await readBooks(client);
  return run(
    client,
    `insert into register_late_changes
       (personal_account_id, register_import_id, since, recorded_month, recorded_at)
     select personal_account_id, $1, since, $2::date, $3 from late_changes
     where since < (select max(month) + interval '1 month' from month_closes
       where state <> 'reversed')`,
    [importId, openSince, now],
  );
}
