import { sql } from 'kysely';
import type { Resident } from '#src/actor.ts';
import { isMonthVisible, isVisible } from '#src/billing/charges-store.ts';
import type { Db } from '#src/db/database.ts';
import { findBillByCode } from './bills-store.ts';
import { findPaperByCode } from './papers/papers-store.ts';

/** Whether the code stands on a paper that this resident may open in the cabinet anyway. */
export async function isOwnCode(db: Db, actor: Resident, verifyCode: string): Promise<boolean> {
  const bill = await findBillByCode(db, verifyCode);
  if (bill) {
    const { rows } = await sql`select from bills b where b.verify_code = ${verifyCode}
      and ${isMonthVisible(actor, bill, sql`b.month`)}`.execute(db);
    return rows.length > 0;
  }
  const paper = await findPaperByCode(db, verifyCode);
  if (!paper) return false;
  const { rows } = await sql`select from papers p where p.verify_code = ${verifyCode}
    and ${isVisible(actor, paper, sql`p.holder_since`)}`.execute(db);
  return rows.length > 0;
}
