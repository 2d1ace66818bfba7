import type { Difference } from './import-types.ts';
import { type MergeContext, run } from './sql.ts';

/** What the field of the difference `alias` was said to be the last time. */
export const lastTold = (alias: string): string => `(
  select r.theirs from register_differences r
  where r.personal_account_id = ${alias}.personal_account_id and r.field = ${alias}.field
  order by r.register_import_id desc limit 1)`;

/**
 * Balances differ each month, so all of them would be a second register a month. The latest and the
 * one before are kept: undoing the import of the latest brings that one back.
 */
export async function forgetOldDifferences({ client, importId }: MergeContext): Promise<void> {
  await run(
    client,
    `delete from register_differences d using (
       select o.personal_account_id, o.field, max(o.register_import_id) as before
       from register_differences n join register_differences o using (personal_account_id, field)
       where n.register_import_id = $1 and o.register_import_id < $1
       group by o.personal_account_id, o.field) k
     where d.personal_account_id = k.personal_account_id and d.field = k.field
       and d.register_import_id < k.before`,
    [importId],
  );
}

/** Enough for a person to see what they are about. */
const SHOWN = 20;

export async function findDifferences({
  client,
  importId,
}: MergeContext): Promise<{ count: number; shown: Difference[] }> {
  const counted = await client.query(
    'select count(*)::int as count from register_differences where register_import_id = $1',
    [importId],
  );
  const { rows } = await client.query(
    `select p.number, d.field, d.ours, d.theirs from register_differences d
     join personal_accounts p using (personal_account_id)
     where d.register_import_id = $1 order by p.number, d.field limit $2`,
    [importId, SHOWN],
  );
  return { count: counted.rows[0].count, shown: rows };
}
