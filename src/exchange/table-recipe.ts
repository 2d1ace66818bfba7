import { EARLIEST_DATE } from '#src/meters/billing-month.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { copyRow } from './copy-rows.ts';
import type { DateBounds } from './field-parsers.ts';
import type { ImportRecipe, Positions } from './import-recipe.ts';
import { type Fault, FaultList } from './line-faults.ts';
import type { SourceRecord } from './record-cutter.ts';
import type { StagedValue } from './staged-columns.ts';

/** The text of a column in this line, without spaces around it. */
export type TextOf<Key extends string> = (column: Key) => string;

/** A kind of file of which each line is one thing, and what is staged of it. */
export type Table<Key extends string> = Pick<
  ImportRecipe<Key>,
  'kind' | 'columns' | 'compare' | 'merge'
> & {
  staged: readonly (readonly [column: string, type: string])[];
  /** The values in the order of `staged`; `list` takes the faults. Pure. */
  read(text: TextOf<Key>, list: FaultList<Key>, past: DateBounds): readonly StagedValue[];
};

/** The recipe of a table. */
export function tableRecipe<Key extends string>(table: Table<Key>): ImportRecipe<Key> {
  const { kind, columns, compare, merge, staged } = table;
  const definitions = staged.map(([column, type]) => `${column} ${type}`);
  return {
    kind,
    columns,
    compare,
    merge,
    stagedColumns: ['line', 'fault_code', 'fault_column', ...staged.map(([column]) => column)],
    createStaged: `create temp table staged (line integer not null, fault_code text,
      fault_column text, other_line integer, ours text, ${definitions.join(', ')}) on commit drop`,
    reader(about) {
      return {
        faultsOf: (record) => readLine(table, record, about).faults,
        row: (record) => {
          const { values, faults } = readLine(table, record, about);
          return faults.length === 0
            ? copyRow([record.line, null, null, ...values])
            : copyRow([
                record.line,
                'parsed',
                faults[0]?.column ?? null,
                ...staged.map(() => null),
              ]);
        },
      };
    },
  };
}

type About<Key extends string> = {
  positions: Positions<Key>;
  fieldCount: number;
  asOf: PlainDate;
};

function readLine<Key extends string>(
  { read }: Table<Key>,
  record: SourceRecord,
  { positions, fieldCount, asOf }: About<Key>,
): { values: readonly StagedValue[]; faults: readonly Fault<Key>[] } {
  if (record.isBroken) return { values: [], faults: [{ column: null, fault: 'broken_quotes' }] };
  const list = new FaultList<Key>();
  if (record.fields.length !== fieldCount) {
    list.faults.push({ column: null, fault: 'column_count' });
  }
  const text = (column: Key): string => record.fields[positions[column]]?.trim() ?? '';
  const values = read(text, list, { earliest: EARLIEST_DATE, latest: asOf });
  return { values, faults: list.faults };
}
