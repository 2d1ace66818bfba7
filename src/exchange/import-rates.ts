import type pg from 'pg';
import { mostOf } from '#src/billing/rate-rules.ts';
import { plainDate, yearOf } from '#src/plain-date.ts';
import {
  categoryWords,
  coefficientColumns,
  keyRateColumns,
  normColumns,
  normUseWords,
  tariffColumns,
  unitWords,
} from './exchange-columns.ru.ts';
import {
  atMost,
  type DateBounds,
  parseAboveZero,
  parseChoice,
  parseDate,
  parseMonth,
  parsePositiveDecimal,
  parseWholeNumber,
} from './field-parsers.ts';
import type { Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import { lockBooks } from './merge-readings.ts';
import { refuseRepeatedLines } from './refuse-lines.ts';
import { runImport } from './run-import.ts';
import { type MergeContext, run } from './sql.ts';
import { type Table, tableRecipe } from './table-recipe.ts';

/** A table of rates: several rows may speak of one thing, and the last one recorded holds. */
type RateTable<Key extends string> = Pick<Table<Key>, 'kind' | 'columns' | 'read'> & {
  table: string;
  rowId: string;
  about: readonly (readonly [column: string, type: string])[];
  says: readonly (readonly [column: string, type: string])[];
  /** Example rates of the supplier's profile give way, even to the same number. */
  hasExamples: boolean;
  /** The column of ours that is named when two lines contradict each other. */
  named: Key;
};

/** Prices and norms are known beforehand, but not for longer than this. */
const YEARS_AHEAD = 5;

const datesAhead = ({ earliest, latest }: DateBounds): DateBounds => ({
  earliest,
  latest: plainDate(yearOf(latest) + YEARS_AHEAD, 12, 31),
  late: 'date_too_late',
});

const tariffs: RateTable<(typeof tariffColumns)[number]['key']> = {
  kind: 'tariffs',
  columns: tariffColumns,
  table: 'tariffs',
  rowId: 'tariff_id',
  about: [
    ['category', 'text'],
    ['valid_from', 'date'],
  ],
  says: [['price_per_m3', 'numeric(12,6)']],
  hasExamples: true,
  named: 'price',
  read: (text, list, past) => [
    list.required('category', parseChoice<string>(text('category'), categoryWords)),
    list.required('validFrom', parseDate(text('validFrom'), datesAhead(past))),
    list.required(
      'price',
      atMost(parseAboveZero(text('price'), { maxDecimals: 6, wholeDigits: 6 }), mostOf('tariff')),
    ),
  ],
};

const norms: RateTable<(typeof normColumns)[number]['key']> = {
  kind: 'norms',
  columns: normColumns,
  table: 'norms',
  rowId: 'norm_id',
  about: [
    ['use', 'text'],
    ['valid_from', 'date'],
  ],
  says: [
    ['volume_m3', 'numeric(10,4)'],
    ['unit', 'text'],
  ],
  hasExamples: true,
  named: 'norm',
  read(text, list, past) {
    const use = list.required('use', parseChoice<string>(text('use'), normUseWords));
    const unit = list.required('unit', parseChoice<string>(text('unit'), unitWords));
    // Heating goes by the area, everything else by the persons (п. 32).
    if (use && unit && (use === 'heating') !== (unit === 'm2')) {
      list.faults.push({ column: 'unit', fault: 'unit_not_of_this_use' });
    }
    return [
      use,
      list.required('validFrom', parseDate(text('validFrom'), datesAhead(past))),
      list.required(
        'norm',
        atMost(
          parsePositiveDecimal(text('norm'), { maxDecimals: 4, wholeDigits: 6 }),
          mostOf('norm'),
        ),
      ),
      unit,
    ];
  },
};

const coefficients: RateTable<(typeof coefficientColumns)[number]['key']> = {
  kind: 'coefficients',
  columns: coefficientColumns,
  table: 'temperature_coefficients',
  rowId: 'coefficient_id',
  about: [
    ['climate_zone', 'smallint'],
    ['month', 'date'],
  ],
  says: [['coefficient', 'numeric(6,4)']],
  hasExamples: true,
  named: 'coefficient',
  read: (text, list, past) => [
    list.required('zone', parseWholeNumber(text('zone'), { least: 1, most: 9 })),
    list.required('month', parseMonth(text('month'), datesAhead(past))),
    list.required(
      'coefficient',
      atMost(
        parseAboveZero(text('coefficient'), { maxDecimals: 4, wholeDigits: 2 }),
        mostOf('coefficient'),
      ),
    ),
  ],
};

const keyRates: RateTable<(typeof keyRateColumns)[number]['key']> = {
  kind: 'key_rates',
  columns: keyRateColumns,
  table: 'key_rates',
  rowId: 'key_rate_id',
  about: [['valid_from', 'date']],
  says: [['percent', 'numeric(6,3)']],
  hasExamples: false,
  named: 'rate',
  read(text, list, past) {
    const percent = text('rate').replace(/\s*%$/, '');
    return [
      list.required('validFrom', parseDate(text('validFrom'), datesAhead(past))),
      list.required(
        'rate',
        atMost(
          parsePositiveDecimal(percent, { maxDecimals: 3, wholeDigits: 3 }),
          mostOf('key_rate'),
        ),
      ),
    ];
  },
};

type ImportFile = (deps: ImportDeps, options: ImportOptions) => Promise<ImportOutcome>;

const importRates =
  <Key extends string>(rates: RateTable<Key>): ImportFile =>
  (deps, options) =>
    runImport(
      deps,
      tableRecipe({
        ...rates,
        staged: [...rates.about, ...rates.says],
        compare: ({ client }) => compareRates(client, rates),
        merge: (context) => mergeRates(context, rates),
      }),
      options,
    );

export const importTariffs = importRates(tariffs);
export const importNorms = importRates(norms);
export const importCoefficients = importRates(coefficients);
export const importKeyRates = importRates(keyRates);

async function compareRates<Key extends string>(
  client: pg.ClientBase,
  { table, rowId, about, says, hasExamples, named }: RateTable<Key>,
): Promise<void> {
  const names = [...about, ...says].map(([column]) => column);
  await run(
    client,
    `create temp table candidates on commit drop as
     select line, ${names.join(', ')}, false as is_known from staged where fault_code is null`,
  );
  await refuseRepeatedLines(client, {
    about: about.map(([column]) => column).join(', '),
    says: says.map(([column]) => column).join(', '),
    column: named,
  });
  const isSame = (columns: typeof about) =>
    columns.map(([column]) => `r.${column} = c.${column}`).join(' and ');
  await run(
    client,
    `update candidates c set is_known = true where (
       select ${isSame(says)} ${hasExamples ? 'and not r.is_example' : ''}
       from ${table} r where ${isSame(about)} order by r.${rowId} desc limit 1)`,
  );
}

/**
 * A row that says what ours does adds nothing; one that differs comes after it, and holds. A close
 * goes by what was recorded before it began: what it did not see stands after it.
 */
async function mergeRates<Key extends string>(
  { client, importId, now }: MergeContext,
  { table, about, says }: RateTable<Key>,
): Promise<Merged> {
  await lockBooks(client);
  const names = [...about, ...says].map(([column]) => column).join(', ');
  const isTold = about.map(([column]) => `r.${column} = c.${column}`).join(' and ');
  const replaced = await client.query(
    `select count(*)::int as count from candidates c
     where not is_known and exists (select from ${table} r where ${isTold})`,
  );
  const added = await run(
    client,
    `insert into ${table} (${names}, source, recorded_at, register_import_id)
     select ${names}, i.file_name, greatest($2::timestamptz, (select max(started_at)
       + interval '1 millisecond' from month_closes where started_at > $2)), $1 from candidates
     join register_imports i on i.register_import_id = $1 where not is_known order by line`,
    [importId, now],
  );
  const known = await client.query('select count(*)::int as count from candidates where is_known');
  return {
    ok: true,
    counts: {
      ...noCounts,
      rowsAdded: added,
      rowsReplaced: replaced.rows[0].count,
      rowsKnown: known.rows[0].count,
    },
    differences: [],
  };
}
