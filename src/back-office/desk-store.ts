import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { letterWaits } from '#src/mail/failed-letters.ts';
import { improbableWaits } from '#src/meters/review-store.ts';
import { receiptWaits } from '#src/payments/refused-receipts.ts';

export type Waiting = {
  linking: number;
  cases: number;
  improbable: number;
  letters: number;
  approvals: number;
  bankMoney: number;
};

/** What waits for a decision; each is counted by a partial index, and no further than it is shown. */
export async function countWaiting(db: Db, _actor: StaffMember): Promise<Waiting> {
  const { rows } = await sql<Waiting>`select
    (select count(*)::int from linking_requests where state = 'open') as linking,
    (select count(*)::int from reading_cases where state = 'open') as cases,
    (select count(*)::int from meter_readings r where ${improbableWaits}) as improbable,
    (select count(*)::int from letters where ${letterWaits}) as letters,
    (select count(*)::int from approvals where state = 'proposed') as approvals,
    (select count(*)::int from payments where state = 'unidentified')
      + (select count(*)::int from book_differences where state = 'open')
      + (select count(*)::int from bank_registries where state = 'loaded')
      + (select count(*)::int from fiscal_receipts where ${receiptWaits}) as "bankMoney"`.execute(
    db,
  );
  return rows[0] ?? { linking: 0, cases: 0, improbable: 0, letters: 0, approvals: 0, bankMoney: 0 };
}
