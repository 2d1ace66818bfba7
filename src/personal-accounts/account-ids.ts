import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';

/** The accounts of these numbers; unknown ones are left out. */
export async function findAccountIds(
  db: Db,
  _actor: StaffMember,
  numbers: readonly string[],
): Promise<number[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('personal_accounts')
    .select('personal_account_id')
    .where('number', 'in', numbers)
    .execute();
  return rows.map((row) => row.personal_account_id);
}
