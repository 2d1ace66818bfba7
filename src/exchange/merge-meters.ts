import { type MergeContext, prefixed, run } from './sql.ts';
import { meterColumns } from './staged-columns.ts';

const attributes = meterColumns.map(([, column]) => column);
/** Digits after the comma only grow: a whole number says nothing about them. */
const theirs = [
  ...attributes.map((column) => `s.${column}`),
  'greatest(m.decimal_digits, s.decimal_digits)',
];
const ours = prefixed('m', [...attributes, 'decimal_digits']);

export async function matchMeters({ client }: MergeContext): Promise<void> {
  await run(
    client,
    `create temp table staged_meters on commit drop as
     select s.line, a.personal_account_id, coalesce(m.meter_id, nextval('meter_ids')) as meter_id,
       m.meter_id is null as is_new
     from staged s join staged_accounts a on a.number = s.number
     left join meters m
       on m.personal_account_id = a.personal_account_id and m.serial_number = s.serial_number
     where s.fault_code is null and s.serial_number is not null
     order by s.line`,
  );
  await run(client, 'analyze staged_meters');
}

export function addMeters({ client, importId, asOf }: MergeContext): Promise<number> {
  return run(
    client,
    `insert into meters (personal_account_id, meter_id, serial_number, ${attributes.join(', ')},
       decimal_digits, attributes_since, register_import_id, first_import_id)
     select m.personal_account_id, m.meter_id, s.serial_number, ${prefixed('s', attributes)},
       s.decimal_digits, least(s.commissioned_on, $2::date), $1, $1
     from staged_meters m join staged s using (line) where m.is_new`,
    [importId, asOf],
  );
}

/**
 * SQL: an event took the meter away on the day that it is said to be gone since, and the register tells of
 * no seal and no reading after it: the old system goes on listing a counter that hangs in a laboratory.
 */
export const isAwayByEvent = (meter: string, told: string, asOf: string): string => `exists (
  select from account_events e
  where e.personal_account_id = ${meter}.personal_account_id and e.meter_id = ${meter}.meter_id
    and e.cancelled_at is null and e.kind in ('removed_for_verification', 'replaced')
    and e.starts_on = ${meter}.removed_on and (e.ends_on <= ${asOf}::date) is not true
    and e.starts_on >= coalesce(${told}.sealed_on, ${told}.commissioned_on, '-infinity')
    and (${told}.taken_on > e.starts_on) is not true)`;

/** What differs from ours; what held before goes to the revisions. */
export async function findChangedMeters(context: MergeContext): Promise<void> {
  const { client, asOf } = context;
  await run(
    client,
    `create temp table changed_meters on commit drop as
     select x.personal_account_id, x.meter_id, x.line
     from staged_meters x join staged s using (line)
     join meters m on m.personal_account_id = x.personal_account_id and m.meter_id = x.meter_id
     where not x.is_new
       and (m.removed_on is not null and not ${isAwayByEvent('m', 's', '$1')}
         or row(${ours}) is distinct from row(${theirs.join(', ')}))`,
    [asOf],
  );
  await run(client, 'analyze changed_meters');
  await keepMeterRevisions(context, 'changed_meters');
}

/** A meter that had been removed and is in the register again is no longer removed, but by an event. */
export function changeMeters({ client, importId, asOf }: MergeContext): Promise<number> {
  return run(
    client,
    `update meters m set ${attributes.map((column) => `${column} = s.${column}`).join(', ')},
       decimal_digits = greatest(m.decimal_digits, s.decimal_digits),
       removed_on = case when ${isAwayByEvent('m', 's', '$2')} then m.removed_on end,
       attributes_since = $2::date, register_import_id = $1
     from changed_meters c join staged s using (line)
     where m.personal_account_id = c.personal_account_id and m.meter_id = c.meter_id`,
    [importId, asOf],
  );
}

/** Copies the present state of the meters named in `table` to the revisions. */
export async function keepMeterRevisions(
  { client, importId, asOf }: MergeContext,
  table: string,
): Promise<void> {
  await run(
    client,
    `insert into meter_revisions (personal_account_id, meter_id, valid_from, valid_to,
       ${attributes.join(', ')}, decimal_digits, removed_on, register_import_id,
       ended_by_import_id)
     select m.personal_account_id, m.meter_id, m.attributes_since,
       greatest(m.attributes_since, $2::date),
       ${prefixed('m', attributes)}, m.decimal_digits, m.removed_on, m.register_import_id, $1
     from ${table} c join meters m using (personal_account_id, meter_id)`,
    [importId, asOf],
  );
}
