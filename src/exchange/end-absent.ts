import type pg from 'pg';
import { keepMeterRevisions } from './merge-meters.ts';
import { keepAccountRevisions } from './merge-personal-accounts.ts';
import { type MergeContext, run } from './sql.ts';

/** More than this share of what lives is not ended without a word from a person. */
const SHARE = 0.01;

export type Absent = {
  accounts: number;
  accountsLive: number;
  /** On personal accounts that stay. */
  meters: number;
  metersLive: number;
};

/**
 * Finds what a full register does not name. A refused line still names its personal account; one
 * without a readable number protects the personal accounts of its address and serial number.
 */
export async function findAbsent({ client, asOf, importId }: MergeContext): Promise<Absent> {
  await run(client, 'create index on staged (number)');
  await run(
    client,
    `create temp table unreadable on commit drop as
     select address, serial_number from staged where number is null`,
  );
  const accounts = await run(
    client,
    `create temp table absent_accounts on commit drop as
     select p.personal_account_id from personal_accounts p
     where p.closed_on is null
       and not exists (select 1 from staged s where s.number = p.number)
       and not exists (select 1 from unreadable u where u.address = p.address)
       and not exists (select 1 from unreadable u join meters m
         on m.serial_number = u.serial_number and m.personal_account_id = p.personal_account_id)
       and p.attributes_since <= $1::date`,
    [asOf],
  );
  const meters = await run(
    client,
    `create temp table absent_meters on commit drop as
     select m.personal_account_id, m.meter_id, true as is_on_living_account
     from meters m join personal_accounts p using (personal_account_id)
     where m.removed_on is null
       and exists (select 1 from staged s where s.number = p.number)
       and not exists (select 1 from staged s where s.number = p.number
         and (s.fault_code is not null or s.serial_number = m.serial_number))`,
  );
  await run(
    client,
    `insert into absent_meters
     select m.personal_account_id, m.meter_id, false
     from meters m join absent_accounts a using (personal_account_id) where m.removed_on is null`,
  );
  return { accounts, meters, ...(await countLive(client, importId)) };
}

/** What this very import has added does not make the loss of the rest any smaller. */
async function countLive(client: pg.ClientBase, importId: number) {
  const live = await client.query(
    `select (select count(*)::int from personal_accounts
         where closed_on is null and first_import_id <> $1) as accounts,
       (select count(*)::int from meters
         where removed_on is null and first_import_id <> $1) as meters`,
    [importId],
  );
  return { accountsLive: live.rows[0].accounts, metersLive: live.rows[0].meters };
}

/**
 * The number that a person must repeat to end so many: of personal accounts, of meters, or the sum
 * when both are many. Null when they are few.
 */
export function confirmationNeeded(absent: Absent): number | null {
  const accounts = absent.accounts > absent.accountsLive * SHARE ? absent.accounts : 0;
  const meters = absent.meters > absent.metersLive * SHARE ? absent.meters : 0;
  return accounts + meters || null;
}

export async function endAbsent(
  context: MergeContext,
): Promise<{ accountsEnded: number; metersEnded: number }> {
  const { client, importId, asOf } = context;
  await keepAccountRevisions(context, 'absent_accounts');
  await keepMeterRevisions(context, 'absent_meters');
  const accountsEnded = await run(
    client,
    `update personal_accounts p set closed_on = greatest(p.opened_on, $2::date),
       attributes_since = $2::date, register_import_id = $1
     from absent_accounts a where a.personal_account_id = p.personal_account_id`,
    [importId, asOf],
  );
  const metersEnded = await run(
    client,
    `update meters m set removed_on = $2::date, attributes_since = $2::date,
       register_import_id = $1
     from absent_meters a
     where a.personal_account_id = m.personal_account_id and a.meter_id = m.meter_id`,
    [importId, asOf],
  );
  return { accountsEnded, metersEnded };
}
