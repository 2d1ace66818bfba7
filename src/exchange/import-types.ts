import type { Clock } from '#src/clock.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { ColumnsFailure } from './columns-file.ts';
import type { FormatFailure } from './file-format.ts';
import type { HeadingFailure } from './match-headings.ts';

export type ImportDeps = {
  pool: import('pg').Pool;
  clock: Clock;
  supplier: SupplierProfile;
};

export type ImportOptions = {
  file: string;
  columnsFile?: string | undefined;
  errorsFile?: string | undefined;
  asOf?: PlainDate | undefined;
  isFull?: boolean | undefined;
  confirmEnded?: number | undefined;
  isDryRun?: boolean | undefined;
  isStrict?: boolean | undefined;
  report?: ImportReport | undefined;
  /** Takes everything back as soon as it comes. */
  signal?: AbortSignal | undefined;
};

export type ImportStep =
  | 'waiting'
  | 'reading'
  | 'comparing'
  | 'merging'
  | 'ending'
  | 'errors'
  | 'exporting';

/** What somebody who waits is told. */
export type ImportReport = {
  step(step: ImportStep): void;
  /** `totalBytes` is null where nobody knows how far the reading is. */
  read(progress: { bytes: number; totalBytes: number | null; lines: number }): void;
};

export const importKinds = [
  'register',
  'readings',
  'charges',
  'payments',
  'events',
  'tariffs',
  'norms',
  'coefficients',
  'key_rates',
  'privileges',
  'sbp_links',
] as const;
export type ImportKind = (typeof importKinds)[number];

export type Difference = { number: string; field: string; ours: string; theirs: string };

/** Counts of what an import has changed; those of the other kind stay zero. */
export type ImportCounts = {
  accountsAdded: number;
  accountsChanged: number;
  accountsEnded: number;
  holdersChanged: number;
  accessEnded: number;
  metersAdded: number;
  metersChanged: number;
  metersEnded: number;
  /** Whose closed months the next close charges again. */
  accountsRecalculated: number;
  readingsAdded: number;
  readingsStored: number;
  readingsKnown: number;
  /** Of a kind other than register and readings: its own rows. */
  rowsAdded: number;
  /** Of them those that took the place of an earlier one. */
  rowsReplaced: number;
  rowsKnown: number;
  /** Payments of before the register's balance: kept to be shown, since they are in it. */
  rowsInBalance: number;
  differences: number;
};

export const noCounts: ImportCounts = {
  accountsAdded: 0,
  accountsChanged: 0,
  accountsEnded: 0,
  holdersChanged: 0,
  accessEnded: 0,
  metersAdded: 0,
  metersChanged: 0,
  metersEnded: 0,
  accountsRecalculated: 0,
  readingsAdded: 0,
  readingsStored: 0,
  readingsKnown: 0,
  rowsAdded: 0,
  rowsReplaced: 0,
  rowsKnown: 0,
  rowsInBalance: 0,
  differences: 0,
};

export type ImportSummary = {
  kind: ImportKind;
  /** null: nothing was kept (a dry run, a strict refusal, no good line). */
  importId: number | null;
  file: string;
  sha256: string;
  asOf: PlainDate;
  isFull: boolean;
  isDryRun: boolean;
  isStrict: boolean;
  lines: { total: number; accepted: number; refused: number };
  counts: ImportCounts;
  /** The first of them; all are in register_differences. */
  differences: Difference[];
  ignoredColumns: string[];
  /** The import that brought the very same file before. */
  sameFileAs: number | null;
  hasChanges: boolean;
  errorsFile: string | null;
  seconds: number;
  exitCode: 0 | 1 | 2;
};

export type ImportFailure =
  | FormatFailure
  | HeadingFailure
  | ColumnsFailure
  | { code: 'errors_file_unwritable'; file: string; reason: string }
  | { code: 'errors_file_is_input'; file: string }
  | { code: 'file_is_damaged' }
  | { code: 'file_is_no_workbook' }
  | { code: 'workbook_too_large' }
  | { code: 'file_changed_meanwhile' }
  | { code: 'month_shut_meanwhile' }
  | { code: 'interrupted' }
  | { code: 'as_of_in_future'; asOf: PlainDate; today: PlainDate }
  | { code: 'older_than_last'; asOf: PlainDate; lastAsOf: PlainDate; importId: number }
  | {
      code: 'too_many_ended';
      accounts: number;
      accountsLive: number;
      meters: number;
      metersLive: number;
      confirm: number;
    }
  | { code: 'no_lines' };

export type ImportOutcome =
  | { ok: true; summary: ImportSummary }
  | { ok: false; failure: ImportFailure };
