import type pg from 'pg';
import { compareLines } from './compare-lines.ts';
import { copyRow } from './copy-rows.ts';
import { confirmationNeeded, endAbsent, findAbsent } from './end-absent.ts';
import { findNewerRegister } from './import-entry.ts';
import type { ImportRecipe, Merged } from './import-recipe.ts';
import type {
  ImportCounts,
  ImportDeps,
  ImportFailure,
  ImportOptions,
  ImportOutcome,
} from './import-types.ts';
import { noCounts } from './import-types.ts';
import { findLateChanges, noteLateChanges } from './late-changes.ts';
import { addMeters, changeMeters, findChangedMeters, matchMeters } from './merge-meters.ts';
import {
  addPersonalAccounts,
  changePersonalAccounts,
  findChangedAccounts,
  listBalanceDifferences,
  matchPersonalAccounts,
} from './merge-personal-accounts.ts';
import {
  addFirstReadings,
  addNewerReadings,
  findNewerReadings,
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
import { runImport } from './run-import.ts';
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
    afterwards: tellPlanner,
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

/**
 * First all that needs no locks: only imports change personal accounts and meters, and imports stand
 * in one queue. What residents wait for comes last and is short, their meters at the very end.
 */
async function mergeRegister(context: MergeContext, options: ImportOptions): Promise<Merged> {
  const books = await openBooks(context);
  await matchPersonalAccounts(context);
  await matchMeters(context);
  const accountsAdded = await addPersonalAccounts(context);
  const metersAdded = await addMeters(context);
  await findChangedAccounts(context);
  await findChangedMeters(context);
  await listBalanceDifferences(context);
  await listReadingDifferences(context, 'staged_meters');
  const newer = await findNewerReadings(context);
  const firstReadings = await addFirstReadings(context, books);
  const absent = options.isFull ? await findWhatIsAbsent(context, options) : nothingAbsent;
  if (!absent.ok) return absent;
  await findLateChanges(context, options);
  const told = await findDifferences(context);
  if (told.count > 0) await forgetOldDifferences(context);

  const changes = await changePersonalAccounts(context);
  await lockMetersToRead(context);
  const metersChanged = await changeMeters(context);
  const newerReadings = await addNewerReadings(context, books);
  const isLate = newerReadings < newer;
  if (isLate) await listReadingDifferences(context, 'newer_readings');
  const ended = options.isFull ? await endAbsent(context) : nothingEnded;
  const accountsRecalculated = await noteLateChanges(context);

  const found = isLate ? await findDifferences(context) : told;
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
    accountsRecalculated,
    readingsAdded: firstReadings + newerReadings,
    differences: found.count,
  };
  return { ok: true, counts, differences: found.shown };
}

const nothingEnded = { accountsEnded: 0, metersEnded: 0 };
const nothingAbsent = { ok: true as const };

/** Refuses before anything is locked. */
async function findWhatIsAbsent(
  context: MergeContext,
  { confirmEnded, report }: ImportOptions,
): Promise<{ ok: true } | { ok: false; failure: ImportFailure }> {
  report?.step('ending');
  const absent = await findAbsent(context);
  const confirm = confirmationNeeded(absent);
  if (confirm === null || confirm === confirmEnded) return nothingAbsent;
  return { ok: false, failure: { code: 'too_many_ended', ...absent, confirm } };
}

/** From here on the planner is told at once; below, autovacuum is early enough. */
const MANY_ROWS = 10_000;

async function tellPlanner(client: pg.ClientBase, counts: ImportCounts): Promise<void> {
  if (counts.accountsAdded + counts.readingsAdded <= MANY_ROWS) return;
  await client.query('analyze personal_account_numbers, personal_accounts, meters, meter_readings');
}
