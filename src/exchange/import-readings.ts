import { EARLIEST_DATE } from '#src/meters/billing-month.ts';
import {
  compareReadings,
  createStagedReadings,
  stagedReadingsColumns,
} from './compare-readings.ts';
import { copyRow } from './copy-rows.ts';
import type { ImportRecipe, Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import { billingMonthSql, expired, lockBooks, readBooks } from './merge-readings.ts';
import { parseReadingsLine, type ReadingsLine, type ReadingsRules } from './readings-line.ts';
import type { SourceRecord } from './record-cutter.ts';
import { type ReadingsColumn, readingsColumns } from './register-columns.ru.ts';
import { runImport } from './run-import.ts';
import { type MergeContext, run } from './sql.ts';

/** Readings that reached the supplier elsewhere: by telephone, at the office, from banks. */
export async function importReadings(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const { readings: flowRules, accountNumberPattern } = deps.supplier;
  const numberPattern = new RegExp(accountNumberPattern);
  const recipe: ImportRecipe<ReadingsColumn> = {
    kind: 'readings',
    columns: readingsColumns,
    stagedColumns: stagedReadingsColumns,
    createStaged: createStagedReadings,
    reader({ positions, fieldCount, asOf }) {
      const past = { earliest: EARLIEST_DATE, latest: asOf };
      const rules = { numberPattern, positions, fieldCount, past };
      return {
        faultsOf: (record) => readLine(record, rules).faults,
        row: (record) => stagedRow(record.line, readLine(record, rules)),
      };
    },
    compare: ({ client }) => compareReadings(client, flowRules),
    merge: mergeReadings,
  };
  return runImport(deps, recipe, options);
}

function readLine(record: SourceRecord, rules: ReadingsRules): ReadingsLine {
  const line = parseReadingsLine(record.fields, rules);
  return record.isBroken ? { ...line, faults: [{ column: null, fault: 'broken_quotes' }] } : line;
}

function stagedRow(lineNumber: number, line: ReadingsLine): string {
  const { number, serialNumber, takenOn, valueM3, source, faults } = line;
  if (faults.length === 0) {
    return copyRow([lineNumber, null, null, number, serialNumber, takenOn, valueM3, source]);
  }
  const column = faults[0]?.column ?? null;
  return copyRow([lineNumber, 'parsed', column, number, null, null, null, null]);
}

async function mergeReadings({ client, importId, now }: MergeContext): Promise<Merged> {
  await lockBooks(client);
  const books = await readBooks(client);
  const insert = (isExpired: boolean) =>
    run(
      client,
      `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on,
         billing_month, source, status, not_counted_reason, received_at, register_import_id)
       select c.personal_account_id, c.meter_id, c.value_m3, c.taken_on,
         ${billingMonthSql('c.taken_on', '$6', '$3')}, s.source,
         ${isExpired ? "'stored'" : "'accepted'"}, $4, $2, $1
       from candidates c join staged s using (line)
       where not c.is_known and c.is_expired = $5
       order by c.personal_account_id, c.meter_id, c.taken_on`,
      [importId, now, books.openSince, isExpired ? expired : null, isExpired, books.begunIn],
    );
  const readingsAdded = await insert(false);
  const readingsStored = await insert(true);
  const known = await client.query('select count(*)::int as count from candidates where is_known');
  return {
    ok: true,
    counts: {
      ...noCounts,
      readingsAdded: readingsAdded + readingsStored,
      readingsStored,
      readingsKnown: known.rows[0].count,
    },
    differences: [],
  };
}
