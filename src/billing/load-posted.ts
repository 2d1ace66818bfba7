import type pg from 'pg';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import {
  isTrueAt,
  numberAt,
  type Row,
  type RowSource,
  textAt,
  textOrNullAt,
} from './account-rows.ts';
import type { LedgerKind, MoneyEntry } from './money-entry.ts';

const columns = [
  ...['personal_account_id', 'kind', 'billing_month', 'is_penalty', 'amount_kopecks'],
  ...['for_month', 'value_date'],
];

/** What was posted into the month by itself: payments and corrections. */
export const postedRows: RowSource = {
  columns,
  sql: `from ledger_entries
    where billing_month = $3 and personal_account_id between $1 and $2 and close_id is null`,
  order: 'value_date, ledger_entry_id',
};

export const postedOf = (row: Row): MoneyEntry => ({
  kind: textAt(row, 1) as LedgerKind,
  billingMonth: textAt(row, 2),
  isPenalty: isTrueAt(row, 3),
  amountKopecks: numberAt(row, 4),
  forMonth: textOrNullAt(row, 5),
  valueDate: textAt(row, 6),
});

/** Every entry of an account before a month that counts: for what reaches back. */
export async function entriesBefore(
  client: pg.ClientBase,
  { personalAccountId, month }: { personalAccountId: number; month: PlainMonth },
): Promise<MoneyEntry[]> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-entries-before',
    rowMode: 'array',
    text: `select ${columns.join(', ')} from ledger_entries e
      where billing_month in (select month from billing_months where month < $2)
        and personal_account_id = $1
        and (close_id is null
          or exists (select from month_closes c where c.close_id = e.close_id and c.state = 'closed'))
      order by billing_month, value_date, ledger_entry_id`,
    values: [personalAccountId, month],
  });
  return rows.map(entryOf);
}

const entryOf = (row: unknown[]): MoneyEntry => ({
  kind: row[1] as LedgerKind,
  billingMonth: row[2] as PlainMonth,
  isPenalty: row[3] as boolean,
  amountKopecks: row[4] as number,
  forMonth: row[5] as PlainMonth | null,
  valueDate: row[6] as PlainDate,
});
