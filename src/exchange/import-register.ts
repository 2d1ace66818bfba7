import { compareLines } from './compare-lines.ts';
import { copyRow } from './copy-rows.ts';
import { confirmationNeeded, endAbsent, findAbsent } from './end-absent.ts';
import { findNewerRegister } from './import-entry.ts';
import type { ImportDeps, ImportFailure, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import { addMeters, changeMeters, matchMeters } from './merge-meters.ts';
import {
  addPersonalAccounts,
  changePersonalAccounts,
  listBalanceDifferences,
  matchPersonalAccounts,
} from './merge-personal-accounts.ts';
import {
  addRegisterReadings,
  listReadingDifferences,
  lockMetersToRead,
  openBooks,
} from './merge-readings.ts';
import type { SourceRecord } from './record-cutter.ts';
import { type RegisterColumn, registerColumns } from './register-columns.ru.ts';
import { findDifferences, forgetOldDifferences } from './register-differences.ts';
import {
  parseRegisterLine,
  type RegisterLine,
  type RegisterRules,
  registerDates,
} from './register-line.ts';
import { type ImportRecipe, type Merged, runImport } from './run-import.ts';
import type { MergeContext } from './sql.ts';
import { createStaged, stagedColumnNames, stagedValues } from './staged-columns.ts';

/** The supplier's register into the personal accounts. Only adds and updates, unless it is full. */
export async function importRegister(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe: ImportRecipe<RegisterColumn> = {
    kind: 'register',
    columns: registerColumns,
    stagedColumns: stagedColumnNames,
    createStaged,
    reader({ positions, fieldCount, asOf }) {
      const rules = { numberPattern, positions, fieldCount, dates: registerDates(asOf) };
      return {
        faultsOf: (record) => readLine(record, rules).faults,
        row: (record) => copyRow(stagedValues(record.line, readLine(record, rules))),
      };
    },
    refuse: refuseOlder,
    compare: ({ client }) => compareLines(client),
    merge: (context) => mergeRegister(context, options),
  };
  return runImport(deps, recipe, options);
}

function readLine(record: SourceRecord, rules: RegisterRules): RegisterLine {
  const line = parseRegisterLine(record.fields, rules);
  return record.isBroken ? { ...line, faults: [{ column: null, fault: 'broken_quotes' }] } : line;
}

async function refuseOlder({ client, asOf }: MergeContext): Promise<ImportFailure | null> {
  const newer = await findNewerRegister(client, asOf);
  if (!newer) return null;
  const { importId, asOf: lastAsOf } = newer;
  return { code: 'older_than_last', asOf, lastAsOf, importId };
}

/** From here on the planner is told at once; below, autovacuum is early enough. */
const MANY_ROWS = 10_000;

async function mergeRegister(context: MergeContext, options: ImportOptions): Promise<Merged> {
  const { client } = context;
  const books = await openBooks(context);
  await matchPersonalAccounts(context);
  const accountsAdded = await addPersonalAccounts(context);
  const changes = await changePersonalAccounts(context);
  await listBalanceDifferences(context);
  await matchMeters(context);
  await lockMetersToRead(context);
  const metersAdded = await addMeters(context);
  const metersChanged = await changeMeters(context);
  await listReadingDifferences(context);
  const readingsAdded = await addRegisterReadings(context, books);
  const ended = options.isFull ? await endWhatIsAbsent(context, options) : nothingEnded;
  if (!ended.ok) return ended;
  if (accountsAdded + readingsAdded > MANY_ROWS) {
    await client.query(
      'analyze personal_account_numbers, personal_accounts, meters, meter_readings',
    );
  }
  const found = await findDifferences(context);
  if (found.count > 0) await forgetOldDifferences(context);
  const counts = {
    ...noCounts,
    accountsAdded,
    accountsChanged: changes.changed,
    holdersChanged: changes.holdersChanged,
    accessEnded: changes.accessEnded,
    accountsEnded: ended.accountsEnded,
    metersAdded,
    metersChanged,
    metersEnded: ended.metersEnded,
    readingsAdded,
    differences: found.count,
  };
  return { ok: true, counts, differences: found.shown };
}

const nothingEnded = { ok: true as const, accountsEnded: 0, metersEnded: 0 };

type Ended =
  | { ok: true; accountsEnded: number; metersEnded: number }
  | { ok: false; failure: ImportFailure };

async function endWhatIsAbsent(
  context: MergeContext,
  { confirmEnded, report }: ImportOptions,
): Promise<Ended> {
  report?.step('ending');
  const absent = await findAbsent(context);
  const confirm = confirmationNeeded(absent);
  if (confirm !== null && confirm !== confirmEnded) {
    return { ok: false, failure: { code: 'too_many_ended', ...absent, confirm } };
  }
  return { ok: true, ...(await endAbsent(context)) };
}
