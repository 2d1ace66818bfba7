import { channelWords, paymentColumns } from './exchange-columns.ru.ts';
import {
  type DateBounds,
  isRefused,
  parseChoice,
  parseDate,
  parseForm,
  parseKopecks,
  parseText,
} from './field-parsers.ts';
import { countKnown, findAccounts } from './find-accounts.ts';
import type { Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import type { FaultList } from './line-faults.ts';
import { lockBooks, readBooks } from './merge-readings.ts';
import { refuseLines, refuseRepeatedLines } from './refuse-lines.ts';
import { runImport } from './run-import.ts';
import { type MergeContext, run } from './sql.ts';
import type { StagedValue } from './staged-columns.ts';
import { type TextOf, tableRecipe } from './table-recipe.ts';

type PaymentColumn = (typeof paymentColumns)[number]['key'];

/** What came in at cash desks, banks and terminals. */
export async function importPayments(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe = tableRecipe<PaymentColumn>({
    kind: 'payments',
    columns: paymentColumns,
    staged: [
      ['number', 'text'],
      ['paid_on', 'date'],
      ['amount_kopecks', 'bigint'],
      ['channel', 'text'],
      ['operation_key', 'text'],
    ],
    read: (text, list, past) => readPayment(text, list, { numberPattern, past }),
    compare: comparePayments,
    merge: mergePayments,
  });
  return runImport(deps, recipe, options);
}

function readPayment(
  text: TextOf<PaymentColumn>,
  list: FaultList<PaymentColumn>,
  { numberPattern, past }: { numberPattern: RegExp; past: DateBounds },
): StagedValue[] {
  const channel = list.required('channel', parseChoice<string>(text('channel'), channelWords));
  const operation = list.required('operation', parseText(text('operation'), { longest: 60 }));
  const number = list.required('number', parseForm(text('number'), numberPattern));
  const paidOn = list.required('paidOn', parseDate(text('paidOn'), past));
  const parsed = parseKopecks(text('amount'));
  const amountKopecks = list.required('amount', parsed);
  if (!isRefused(parsed) && parsed <= 0) {
    const fault = parsed < 0 ? 'returned_payment' : 'too_small';
    list.faults.push({ column: 'amount', fault });
  }
  return [number, paidOn, amountKopecks, channel, `payment ${channel} ${operation}`];
}

/**
 * An entry that was taken back leaves its key behind; the payment that comes again has the next. Two
 * spaces are in no operation's number, so that an index can find the first key of them.
 */
const AGAIN = '  again ';
const firstKey = `split_part(e.idempotency_key, '  ', 1)`;

/** Payments of the operation of `c` that hold: in the ledger and not taken back, or of old months. */
const known = `(
  select e.personal_account_id, e.value_date as paid_on, -e.amount_kopecks as amount_kopecks
  from ledger_entries e
  where e.close_id is null and e.kind = 'payment' and e.reverses_key is null
    and ${firstKey} = c.operation_key
    and not exists (select from ledger_entries r
      where r.personal_account_id = e.personal_account_id and r.close_id is null
        and r.idempotency_key = 'reversal of ' || e.idempotency_key)
  union all
  select i.personal_account_id, i.paid_on, i.amount_kopecks
  from imported_payments i where i.operation_key = c.operation_key)`;

async function comparePayments({ client }: MergeContext): Promise<void> {
  await findAccounts(client);
  await refuseRepeatedLines(client, {
    about: 'operation_key',
    says: 'personal_account_id, paid_on, amount_kopecks',
    column: 'operation',
  });
  await run(
    client,
    `update candidates c set is_known = true where exists (
       select from ${known} k where k.personal_account_id = c.personal_account_id
         and k.paid_on = c.paid_on and k.amount_kopecks = c.amount_kopecks)`,
  );
  await refuseLines(client, {
    fault: `(select array['known_operation', 'operation', to_char(k.paid_on, 'DD.MM.YYYY') || ', '
        || replace(round(k.amount_kopecks / 100.0, 2)::text, '.', ',') || ', ' || p.number]
      from ${known} k join personal_accounts p using (personal_account_id) limit 1)`,
  });
}

/** What names the import in the ledger, whose entries have no column for it. */
export const importCause = (importId: number): string => `import ${importId}`;

const isInBalance = (begunIn: string): string => `(c.paid_on < greatest(${begunIn}::date,
  (select date_trunc('month', a.opening_balance_on)::date from personal_accounts a
   where a.personal_account_id = c.personal_account_id)))`;

async function mergePayments({ client, importId, now }: MergeContext): Promise<Merged> {
  await lockBooks(client);
  const books = await readBooks(client);
  // A register's balance is that of its month's beginning: what was paid before is in it already.
  const earlier = await run(
    client,
    `insert into imported_payments (personal_account_id, operation_key, paid_on, amount_kopecks,
       channel, register_import_id)
     select personal_account_id, operation_key, paid_on, amount_kopecks, channel, $1
     from candidates c where not is_known and ${isInBalance('$2')}
     order by personal_account_id, operation_key`,
    [importId, books.begunIn],
  );
  const posted = await run(
    client,
    `insert into ledger_entries (billing_month, personal_account_id, idempotency_key, kind,
       is_penalty, amount_kopecks, for_month, value_date, channel, cause, entered_at)
     select greatest(date_trunc('month', c.paid_on)::date, $2::date), c.personal_account_id,
       c.operation_key || case when before.times = 0 then '' else '${AGAIN}' || before.times end,
       'payment', false, -c.amount_kopecks, null, c.paid_on, c.channel, $3, $4
     from candidates c cross join lateral (
       select count(*) as times from ledger_entries e
       where e.personal_account_id = c.personal_account_id and e.close_id is null
         and e.kind = 'payment' and e.reverses_key is null
         and ${firstKey} = c.operation_key) before
     where not c.is_known and not ${isInBalance('$1')}
     order by c.personal_account_id, c.operation_key`,
    [books.begunIn, books.openSince, importCause(importId), now],
  );
  const rowsKnown = await countKnown(client);
  return {
    ok: true,
    counts: { ...noCounts, rowsAdded: posted, rowsInBalance: earlier, rowsKnown },
    differences: [],
  };
}
