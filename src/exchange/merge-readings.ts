import { firstOpenMonth } from '#src/meters/billing-month.ts';
import type { NotCountedReason } from '#src/meters/reading-types.ts';
import { addMonths, firstDayOfMonth, type PlainMonth } from '#src/plain-date.ts';
import { lastTold } from './register-differences.ts';
import { type MergeContext, run } from './sql.ts';

/**
 * The first month that is open. The books begin with the first register: what was before its month
 * had been billed elsewhere, so the month before it counts as closed.
 */
export async function openBooks({
  client,
  importId,
  asOf,
  now,
}: MergeContext): Promise<PlainMonth> {
  await run(
    client,
    `insert into billing_months (month, closed_at, register_import_id)
     select $1::date, $2, $3 where not exists (select 1 from billing_months)`,
    [addMonths(firstDayOfMonth(asOf), -1), now, importId],
  );
  return readFirstOpenMonth(client);
}

export async function readFirstOpenMonth(client: MergeContext['client']): Promise<PlainMonth> {
  const result = await client.query('select max(month) as month from billing_months');
  return firstOpenMonth(result.rows[0].month);
}

/** billingMonthOf() of meters/billing-month.ts, for many rows at once; a test holds them equal. */
export const billingMonthSql = (takenOn: string, openSince: string): string =>
  `greatest(date_trunc('month', ${takenOn})::date, ${openSince}::date)`;

/** Kept, but by law it does not count; the name that meters/ gives it. */
export const expired: NotCountedReason = 'verification_expired';

/** The newest reading that we keep of the meter `alias`. */
const lastReading = (alias: string): string => `left join lateral (
  select r.taken_on, r.value_m3 from meter_readings r
  where r.personal_account_id = ${alias}.personal_account_id and r.meter_id = ${alias}.meter_id
    and r.status in ('accepted', 'stored')
  order by r.taken_on desc, r.meter_reading_id desc limit 1) last on not ${alias}.is_new`;

/**
 * What residents are sending meanwhile is waited for, as they wait for each other: by the meter's
 * lock, taken where the register would add a reading.
 */
export async function lockMetersToRead({ client }: MergeContext): Promise<void> {
  await run(
    client,
    `select count(*) from (
       select from meters m where (m.personal_account_id, m.meter_id) in (
         select x.personal_account_id, x.meter_id
         from staged_meters x join staged s using (line) ${lastReading('x')}
         where not x.is_new and (last.taken_on is null or s.taken_on > last.taken_on))
       order by m.personal_account_id, m.meter_id for no key update of m) locked`,
  );
}

/**
 * The register's reading is taken when it is newer than ours and does not run backwards. After the
 * end of verification it is stored and does not count, as everybody's.
 */
export async function addRegisterReadings(
  { client, importId, now }: MergeContext,
  openSince: PlainMonth,
): Promise<number> {
  return run(
    client,
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, not_counted_reason, received_at, register_import_id)
     select x.personal_account_id, x.meter_id, s.value_m3, s.taken_on,
       ${billingMonthSql('s.taken_on', '$3')}, 'register',
       case when s.verified_until < s.taken_on then 'stored' else 'accepted' end,
       case when s.verified_until < s.taken_on then $4 end, $2, $1
     from staged_meters x join staged s using (line) ${lastReading('x')}
     where last.taken_on is null
       or s.taken_on > last.taken_on and s.value_m3 >= last.value_m3`,
    [importId, now, openSince, expired],
  );
}

/**
 * Readings that contradict ours — a lower one later, a higher one earlier, or another one on the
 * same day — are told, since only people can know which is true. Must run before they are added.
 */
export async function listReadingDifferences({ client, importId }: MergeContext): Promise<void> {
  await run(
    client,
    `insert into register_differences
       (personal_account_id, register_import_id, field, ours, theirs)
     select d.personal_account_id, $1, d.field, d.ours, d.theirs
     from (
       select x.personal_account_id, 'reading ' || s.serial_number as field,
         trim_scale(last.value_m3) || ' ' || last.taken_on as ours,
         trim_scale(s.value_m3) || ' ' || s.taken_on as theirs
       from staged_meters x join staged s using (line) ${lastReading('x')}
       where s.taken_on > last.taken_on and s.value_m3 < last.value_m3
         or s.taken_on = last.taken_on and s.value_m3 <> last.value_m3
         or s.taken_on < last.taken_on and s.value_m3 > last.value_m3 and not exists (
           select from meter_readings r
           where r.personal_account_id = x.personal_account_id and r.meter_id = x.meter_id
             and r.taken_on > s.taken_on and r.is_rollover and r.status = 'accepted')) d
     where d.theirs is distinct from ${lastTold('d')}`,
    [importId],
  );
}
