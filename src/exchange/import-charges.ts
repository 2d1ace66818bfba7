import { chargeColumns } from './exchange-columns.ru.ts';
import {
  type DateBounds,
  parseDecimal,
  parseForm,
  parseKopecks,
  parseMonth,
} from './field-parsers.ts';
import { countKnown, findAccounts } from './find-accounts.ts';
import type { Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import type { FaultList } from './line-faults.ts';
import { readBooks } from './merge-readings.ts';
import { refuseLines, refuseRepeatedLines } from './refuse-lines.ts';
import { findDifferences } from './register-differences.ts';
import { runImport } from './run-import.ts';
import { type MergeContext, run } from './sql.ts';
import type { StagedValue } from './staged-columns.ts';
import { type TextOf, tableRecipe } from './table-recipe.ts';

type ChargeColumn = (typeof chargeColumns)[number]['key'];

/** What the old system had charged in the months before our books: shown, never recomputed. */
export async function importCharges(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe = tableRecipe<ChargeColumn>({
    kind: 'charges',
    columns: chargeColumns,
    staged: [
      ['number', 'text'],
      ['month', 'date'],
      ...sums.map(([column, type]) => [column, type] as const),
    ],
    read: (text, list, past) => readCharges(text, list, { numberPattern, past }),
    compare: compareCharges,
    merge: mergeCharges,
  });
  return runImport(deps, recipe, options);
}

const sums = [
  ['volume_m3', 'numeric(12,3)', 'volume'],
  ['charged_kopecks', 'bigint', 'charged'],
  ['recalculated_kopecks', 'bigint', 'recalculated'],
  ['penalty_kopecks', 'bigint', 'penalties'],
  ['paid_kopecks', 'bigint', 'paid'],
  ['closing_kopecks', 'bigint', 'closing'],
] as const;
const sumColumns = sums.map(([column]) => column);

function readCharges(
  text: TextOf<ChargeColumn>,
  list: FaultList<ChargeColumn>,
  { numberPattern, past }: { numberPattern: RegExp; past: DateBounds },
): StagedValue[] {
  return [
    list.required('number', parseForm(text('number'), numberPattern)),
    list.required('month', parseMonth(text('month'), past)),
    ...sums.map(([column, , key]) =>
      list.required<string | number>(
        key,
        column === 'volume_m3'
          ? parseDecimal(text(key), { maxDecimals: 3 })
          : parseKopecks(text(key)),
      ),
    ),
  ];
}

const sameMonth = 'i.personal_account_id = c.personal_account_id and i.month = c.month';

async function compareCharges({ client }: MergeContext): Promise<void> {
  await findAccounts(client);
  const books = await readBooks(client);
  await refuseLines(client, {
    fault: `case when c.month >= $1::date
      then array['month_of_our_books', 'month', to_char($1::date, 'MM.YYYY')] end`,
    values: [books.begunIn],
  });
  await refuseRepeatedLines(client, {
    about: 'personal_account_id, month',
    says: sumColumns.join(', '),
    column: 'month',
  });
  const isSame = sumColumns.map((column) => `i.${column} = c.${column}`).join(' and ');
  await run(
    client,
    `update candidates c set is_known = true
     from imported_charges i where ${sameMonth} and ${isSame}`,
  );
  await refuseLines(client, {
    from: `candidates c join imported_charges i on ${sameMonth}`,
    fault: `array['other_charges_that_month', 'month', i.register_import_id::text]`,
  });
}

async function mergeCharges(context: MergeContext): Promise<Merged> {
  const { client, importId } = context;
  const rowsAdded = await run(
    client,
    `insert into imported_charges (personal_account_id, month, ${sumColumns.join(', ')},
       register_import_id)
     select personal_account_id, month, ${sumColumns.join(', ')}, $1 from candidates
     where not is_known order by personal_account_id, month`,
    [importId],
  );
  await listBrokenChains(context);
  const differences = await findDifferences(context);
  const rowsKnown = await countKnown(client);
  return {
    ok: true,
    counts: { ...noCounts, rowsAdded, rowsKnown, differences: differences.count },
    differences: differences.shown,
  };
}

/**
 * A month begins with the balance that the one before ended with. Where it does not, the old system
 * knew something that the file does not tell: it is taken as it is, and told to whoever loads it.
 */
async function listBrokenChains({ client, importId }: MergeContext): Promise<void> {
  await run(
    client,
    `insert into register_differences (personal_account_id, register_import_id, field, ours, theirs)
     select i.personal_account_id, $1, 'closing ' || i.month, expected.closing::text,
       i.closing_kopecks::text
     from imported_charges i
     join imported_charges before on before.personal_account_id = i.personal_account_id
       and before.month = (i.month - interval '1 month')::date
     cross join lateral (select before.closing_kopecks + i.charged_kopecks
       + i.recalculated_kopecks + i.penalty_kopecks - i.paid_kopecks as closing) expected
     where expected.closing <> i.closing_kopecks
       and (i.register_import_id = $1 or before.register_import_id = $1)`,
    [importId],
  );
}
