import { BOOKS_LOCKED } from '#src/billing/books.ts';
import { type Books, firstOpenMonth } from '#src/meters/billing-month.ts';
import { counterOrder } from '#src/meters/reading-order.ts';
import type { NotCountedReason } from '#src/meters/reading-types.ts';
import { addMonths, firstDayOfMonth } from '#src/plain-date.ts';
import { lastTold } from './register-differences.ts';
import { type MergeContext, run } from './sql.ts';

/**
 * The books begin with the first register: what was before its month had been billed elsewhere, so
 * the month before it counts as closed.
 */
export async function openBooks({ client, importId, asOf, now }: MergeContext): Promise<Books> {
  await run(
    client,
    `insert into billing_months (month, closed_at, register_import_id)
     select $1::date, $2, $3 where not exists (select 1 from billing_months)`,
    [addMonths(firstDayOfMonth(asOf), -1), now, importId],
  );
  return readBooks(client);
}

/**
 * The close of a month waits until we are in: what we found open stays open. Held from here to the
 * end, so it is taken when all that is left is to write.
 */
export async function lockBooks(client: MergeContext['client']): Promise<void> {
  await client.query(BOOKS_LOCKED);
}

/** The month that an import counts as closed is not one of ours: ours begin after it. */
export async function readBooks(client: MergeContext['client']): Promise<Books> {
  const { rows } = await client.query(
    `select max(month) as last_closed, min(case when register_import_id is null then month
       else (month + interval '1 month')::date end) as begun_in
     from billing_months`,
  );
  const openSince = firstOpenMonth(rows[0].last_closed);
  return { openSince, begunIn: rows[0].begun_in ?? openSince };
}

/** importedBillingMonthOf() of meters/billing-month.ts, for many rows; a test holds them equal. */
export const billingMonthSql = (takenOn: string, begunIn: string, openSince: string): string =>
  `case when date_trunc('month', ${takenOn})::date < ${begunIn}::date
     then date_trunc('month', ${takenOn})::date
     else greatest(date_trunc('month', ${takenOn})::date, ${openSince}::date) end`;

/** Kept, but by law it does not count; the name that meters/ gives it. */
export const expired: NotCountedReason = 'verification_expired';

/** The newest reading that counts of the meter `alias`: the measure of what comes after it. */
const lastReading = (alias: string): string => `left join lateral (
  select r.taken_on, r.value_m3 from meter_readings r
  where r.personal_account_id = ${alias}.personal_account_id and r.meter_id = ${alias}.meter_id
    and r.status = 'accepted'
  order by ${counterOrder('r', 'desc')} limit 1) last on not ${alias}.is_new`;

/** What is stored measures nothing; but of one day there is one reading. */
const storedThatDay = `left join lateral (
  select r.taken_on, r.value_m3 from meter_readings r
  where r.personal_account_id = x.personal_account_id and r.meter_id = x.meter_id
    and r.taken_on = s.taken_on and r.status = 'stored' limit 1) stored on not x.is_new`;

/** Newer than what counts, and not running backwards. */
const isNewer = `stored.taken_on is null and (last.taken_on is null
  or s.taken_on > last.taken_on and s.value_m3 >= last.value_m3)`;

/** Looked for without locks: what residents send meanwhile is met by addNewerReadings(). */
export async function findNewerReadings({ client }: MergeContext): Promise<number> {
  const found = await run(
    client,
    `create temp table newer_readings on commit drop as
     select x.* from staged_meters x join staged s using (line)
       ${lastReading('x')} ${storedThatDay}
     where not x.is_new and ${isNewer}`,
  );
  await run(client, 'analyze newer_readings');
  return found;
}

/**
 * What residents are sending is waited for, as they wait for each other: by the locks of the meters
 * that are read or changed, in the order of their keys.
 */
export async function lockMetersToRead({ client }: MergeContext): Promise<void> {
  await run(
    client,
    `select count(*) from (
       select from meters m where (m.personal_account_id, m.meter_id) in (
         select personal_account_id, meter_id from newer_readings
         union select personal_account_id, meter_id from changed_meters)
       order by m.personal_account_id, m.meter_id for no key update of m) locked`,
  );
}

/**
 * Of meters that nobody else can see yet. Nothing is looked up beside them: with a plan made while the
 * table is empty, each look would go through all that the statement has added so far.
 */
export const addFirstReadings = (context: MergeContext, books: Books): Promise<number> =>
  addReadings(context, books, 'staged_meters x join staged s using (line)', 'x.is_new');

/** Those that are still newer, now that nobody else sends of their meters. */
export const addNewerReadings = (context: MergeContext, books: Books): Promise<number> =>
  addReadings(
    context,
    books,
    `newer_readings x join staged s using (line) ${lastReading('x')} ${storedThatDay}`,
    isNewer,
  );

/** After the end of verification a reading is stored and does not count, as everybody's. */
function addReadings(
  { client, importId, now }: MergeContext,
  books: Books,
  from: string,
  condition: string,
): Promise<number> {
  return run(
    client,
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, not_counted_reason, received_at, register_import_id)
     select x.personal_account_id, x.meter_id, s.value_m3, s.taken_on,
       ${billingMonthSql('s.taken_on', '$5', '$3')}, 'register',
       case when s.verified_until < s.taken_on then 'stored' else 'accepted' end,
       case when s.verified_until < s.taken_on then $4 end, $2, $1
     from ${from}
     where ${condition}`,
    [importId, now, books.openSince, expired, books.begunIn],
  );
}

/**
 * Readings that contradict ours — a lower one later, a higher one earlier, or another one on the
 * same day — are told, since only people can know which is true. One that was taken contradicts nothing.
 */
export function listReadingDifferences(
  { client, importId }: MergeContext,
  among: 'staged_meters' | 'newer_readings',
): Promise<number> {
  return run(
    client,
    `insert into register_differences
       (personal_account_id, register_import_id, field, ours, theirs)
     select d.personal_account_id, $1, d.field, d.ours, d.theirs
     from (
       select x.personal_account_id, 'reading ' || s.serial_number as field,
         trim_scale(known.value_m3) || ' ' || known.taken_on as ours,
         trim_scale(s.value_m3) || ' ' || s.taken_on as theirs
       from ${among} x join staged s using (line) ${lastReading('x')} ${storedThatDay}
       cross join lateral (select coalesce(stored.value_m3, last.value_m3) as value_m3,
         coalesce(stored.taken_on, last.taken_on) as taken_on) known
       where stored.value_m3 <> s.value_m3
         or stored.taken_on is null and (s.taken_on > last.taken_on and s.value_m3 < last.value_m3
         or s.taken_on = last.taken_on and s.value_m3 <> last.value_m3
         or s.taken_on < last.taken_on and s.value_m3 > last.value_m3 and not exists (
           select from meter_readings r
           where r.personal_account_id = x.personal_account_id and r.meter_id = x.meter_id
             and r.taken_on > s.taken_on and r.is_rollover and r.status = 'accepted'))) d
     where d.theirs is distinct from ${lastTold('d')}`,
    [importId],
  );
}
