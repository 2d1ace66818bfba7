import { sql } from 'kysely';
import type { System } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import { type MonthRow, toAccountMonth } from './charges-store.ts';
import type { CloseAccounts } from './lines-store.ts';

/** A month of an account with what its bill tells of penalties and of money. */
export type BilledMonth = {
  known: AccountMonth;
  penalties: { debtMonth: PlainMonth; amountKopecks: number }[];
  payments: { paidOn: PlainDate }[];
};

/** Of many accounts at once, by their ids; empty when the close was reversed meanwhile. */
export async function findMonthsOfClose(
  db: Db,
  _actor: System,
  { closeId, firstAccountId, lastAccountId }: CloseAccounts,
): Promise<Map<number, BilledMonth>> {
  const accounts = sql`between ${firstAccountId} and ${lastAccountId}`;
  const [months, penalties, payments] = await Promise.all([
    sql<MonthRow & Of>`
      select m.* from month_closes c join account_months m on m.close_id = c.close_id
      where c.close_id = ${closeId} and c.state = 'closed' and m.personal_account_id ${accounts}
      order by m.personal_account_id`.execute(db),
    sql<Of & { debt_month: PlainMonth; amount_kopecks: number }>`
      select personal_account_id, debt_month, amount_kopecks from penalty_lines
      where close_id = ${closeId} and personal_account_id ${accounts}
      order by line_no`.execute(db),
    sql<Of & { value_date: PlainDate }>`
      select e.personal_account_id, e.value_date from month_closes c join ledger_entries e
        on e.billing_month = c.month and (e.close_id is null or e.close_id = c.close_id)
      where c.close_id = ${closeId} and e.kind = 'payment' and e.personal_account_id ${accounts}
      order by e.value_date, e.ledger_entry_id`.execute(db),
  ]);
  const lateDebts = Map.groupBy(penalties.rows, (row) => row.personal_account_id);
  const money = Map.groupBy(payments.rows, (row) => row.personal_account_id);
  return new Map(
    months.rows.map((row) => [
      row.personal_account_id,
      {
        known: toAccountMonth(row),
        penalties: (lateDebts.get(row.personal_account_id) ?? []).map((late) => ({
          debtMonth: late.debt_month,
          amountKopecks: late.amount_kopecks,
        })),
        payments: (money.get(row.personal_account_id) ?? []).map((paid) => ({
          paidOn: paid.value_date,
        })),
      },
    ]),
  );
}

type Of = { personal_account_id: number };
