import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';

/** Whose payments they are: who is shown them is recorded. */
export async function findAccountsOfPayments(
  db: Db,
  _actor: StaffMember,
  paymentIds: readonly number[],
): Promise<number[]> {
  if (paymentIds.length === 0) return [];
  const rows = await db
    .selectFrom('payment_parts')
    .select('personal_account_id')
    .distinct()
    .where('payment_id', 'in', paymentIds)
    .execute();
  return rows.map((row) => row.personal_account_id);
}
