import type { Db } from '#src/db/database.ts';
import type { StoredBill } from './bills-store.ts';

/** A later month of the account is closed: another bill says what is owed by now. */
export async function hasNewerBill(
  db: Db,
  { personalAccountId, month }: Pick<StoredBill, 'personalAccountId' | 'month'>,
): Promise<boolean> {
  const later = await db
    .selectFrom('account_months as m')
    .innerJoin('month_closes as c', 'c.close_id', 'm.close_id')
    .select('m.month')
    .where('m.personal_account_id', '=', personalAccountId)
    .where('m.month', '>', month)
    .where('c.state', '=', 'closed')
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}
