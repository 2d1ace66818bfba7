import type pg from 'pg';
import type { ImportKind } from './import-types.ts';

/** What has been built upon an import, so that it cannot be taken back. */
export type Dependent = {
  kind: 'later_import' | 'closed_month' | 'link' | 'reading' | 'reading_case' | 'account_fact';
  count: number;
  /** Some of them, to be shown. */
  examples: string[];
};

const SHOWN = 5;

const questions: Record<Dependent['kind'], string> = {
  // A later import replaced a state that this one had made, or added to what it had made.
  later_import: `
    select distinct later::text as example from (
      select r.ended_by_import_id as later from personal_account_revisions r
        where r.register_import_id = $1
      union all
      select r.ended_by_import_id from meter_revisions r where r.register_import_id = $1
      union all
      select m.register_import_id from meters m join personal_accounts p using (personal_account_id)
        where p.first_import_id = $1 and m.first_import_id <> $1
      union all
      select p.register_import_id from personal_account_revisions r
        join personal_accounts p using (personal_account_id)
        where r.ended_by_import_id = $1 and p.register_import_id > $1
      union all
      select m.register_import_id from meter_revisions r
        join meters m using (personal_account_id, meter_id)
        where r.ended_by_import_id = $1 and m.register_import_id > $1
      union all
      select r.register_import_id from meter_readings r
        where r.register_import_id > $1 and (r.personal_account_id, r.meter_id) in (
          select t.personal_account_id, t.meter_id from touched_meters t)
      union all
      select e.cancelled_by_import_id from account_events e
        where e.register_import_id = $1 and e.cancelled_by_import_id is not null
      union all
      select p.cancelled_by_import_id from privileges p
        where p.register_import_id = $1 and p.cancelled_by_import_id is not null
      union all
      select s.cancelled_by_import_id from sbp_links s
        where s.register_import_id = $1 and s.cancelled_by_import_id is not null
      union all
      -- The link that would come back has gone to another account since.
      select taken.register_import_id from sbp_links s join sbp_links taken
          on taken.link = s.link and taken.cancelled_at is null
        where s.cancelled_by_import_id = $1
    ) dependents where later <> $1 and $2::timestamptz is not null`,
  closed_month: `
    select to_char(month, 'MM.YYYY') as example from (
      select month from billing_months where closed_at > $2
      union select month from month_closes where state = 'running'
      -- Of a close that was reversed the ledger keeps the entries, and they their accounts.
      union select c.month from month_closes c where c.started_at > $2 and exists (
        select from personal_accounts p join account_months m
          on m.close_id = c.close_id and m.personal_account_id = p.personal_account_id
        where p.first_import_id = $1)) closed
    where $1::bigint is not null`,
  // Access that was proved by what only this import had told.
  link: `
    select p.number as example from personal_account_links l
    join personal_accounts p using (personal_account_id)
    where p.first_import_id = $1
      or coalesce(l.proved_again_at, l.linked_at) >= $2 and (
        exists (select from personal_account_revisions r
          where r.ended_by_import_id = $1 and r.personal_account_id = p.personal_account_id
            and (r.holder_since <> p.holder_since
              or l.proof = 'pin' and r.linking_pin is distinct from p.linking_pin
              or l.proof = 'last_bill' and r.last_bill_kopecks is distinct from p.last_bill_kopecks))
        or l.proof = 'meter_serial' and (
          exists (select from meters m where m.first_import_id = $1
            and m.personal_account_id = p.personal_account_id)
          or exists (select from meter_revisions r where r.ended_by_import_id = $1
            and r.personal_account_id = p.personal_account_id and r.removed_on is not null)))`,
  reading: `
    select p.number || ' ' || m.serial_number as example from meter_readings r
    join touched_meters t using (personal_account_id, meter_id)
    join personal_accounts p using (personal_account_id)
    join meters m using (personal_account_id, meter_id)
    where r.register_import_id is null
      and (r.received_at >= $2 or m.first_import_id = $1)`,
  reading_case: `
    select p.number as example from reading_cases c
    join touched_meters t using (personal_account_id, meter_id)
    join personal_accounts p using (personal_account_id)
    join meters m using (personal_account_id, meter_id)
    where c.created_at >= $2 or m.first_import_id = $1`,
  // What came about personal accounts and meters that only this import had told of.
  account_fact: `
    select p.number as example from personal_accounts p
    where $2::timestamptz is not null and (
      p.first_import_id = $1 and (
        exists (select from account_events e where e.personal_account_id = p.personal_account_id)
        or exists (select from privileges g where g.personal_account_id = p.personal_account_id)
        or exists (select from sbp_links s where s.personal_account_id = p.personal_account_id)
        or exists (select from imported_charges c
          where c.personal_account_id = p.personal_account_id)
        or exists (select from imported_payments i
          where i.personal_account_id = p.personal_account_id)
        or exists (select from payment_parts t
          where t.personal_account_id = p.personal_account_id)
        or exists (select from ledger_entries l
          where l.personal_account_id = p.personal_account_id and l.close_id is null))
      or p.personal_account_id in (
        select e.personal_account_id from account_events e
        join meters m using (personal_account_id, meter_id) where m.first_import_id = $1)
      -- The desk moved a meter that stood as this import had told.
      or p.personal_account_id in (
        select r.personal_account_id from meter_revisions r
        where r.register_import_id = $1 and r.ended_by_event_id is not null)
      or p.personal_account_id in (
        select e.personal_account_id from account_events e where e.register_import_id = $1
          and e.cancelled_at is not null and e.cancelled_by_import_id is null))`,
};

/** What was billed before our books is only shown, a link only printed: no close rests on it. */
const noClosedMonth = `select null::text as example where $1::bigint is null and $2::timestamptz is null`;

/** Payments rest in the months of their entries, which may come after the one that was closed. */
const closedMonthOfPayments = `
  select distinct to_char(e.billing_month, 'MM.YYYY') as example
  from ledger_entries e join billing_months b on b.month = e.billing_month
  where b.closed_at > $2 and e.close_id is null and e.cause = 'import ' || $1::bigint
  union select to_char(month, 'MM.YYYY') from month_closes
  where state = 'running'`;

/** A close that was reversed since names the rates in its lines for ever. */
const closesSince = `
  select to_char(month, 'MM.YYYY') as example from month_closes
  where started_at > $2 and $1::bigint is not null
  union ${questions.closed_month}`;

const closedMonths: Partial<Record<ImportKind, string>> = {
  charges: noClosedMonth,
  // What is printed is printed: a bill keeps the link that it was made with.
  sbp_links: noClosedMonth,
  payments: closedMonthOfPayments,
  tariffs: closesSince,
  norms: closesSince,
  coefficients: closesSince,
  key_rates: closesSince,
};

/** Those that readings are judged by: its own, those whose state it replaced, those it reopened. */
export async function findTouchedMeters(client: pg.ClientBase, importId: number): Promise<void> {
  await client.query(
    `create temp table touched_meters on commit drop as
     select personal_account_id, meter_id from meter_readings where register_import_id = ${importId}
     union select personal_account_id, meter_id from meters where first_import_id = ${importId}
     union select personal_account_id, meter_id from meter_revisions
       where ended_by_import_id = ${importId}
     union select m.personal_account_id, m.meter_id
       from personal_account_revisions r join meters m using (personal_account_id)
       where r.ended_by_import_id = ${importId} and r.closed_on is not null`,
  );
  await client.query('analyze touched_meters');
}

/** @param about `importedAt`: what happened afterwards may rest on the import. */
export async function findDependents(
  client: pg.ClientBase,
  { importId, importedAt, kind: of }: { importId: number; importedAt: Date; kind: ImportKind },
): Promise<Dependent[]> {
  const dependents: Dependent[] = [];
  const asked = { ...questions, closed_month: closedMonths[of] ?? questions.closed_month };
  for (const [kind, question] of Object.entries(asked)) {
    const { rows } = await client.query(
      `with found as (${question})
       select (select count(*)::int from found) as count,
         array(select distinct example from found order by example limit ${SHOWN}) as examples`,
      [importId, importedAt],
    );
    const { count, examples } = rows[0];
    if (count > 0) dependents.push({ kind: kind as Dependent['kind'], count, examples });
  }
  return dependents;
}
