import type pg from 'pg';
import type { PlainDate } from '#src/plain-date.ts';
import type { Difference, ImportCounts, ImportFailure, ImportKind } from './import-types.ts';
import type { Fault } from './line-faults.ts';
import type { SourceRecord } from './record-cutter.ts';
import type { MergeContext } from './sql.ts';

export type Positions<Key extends string> = Readonly<Record<Key, number>>;

/** What differs between the kinds of files. */
export type ImportRecipe<Key extends string> = {
  kind: ImportKind;
  columns: readonly { key: Key; heading: string }[];
  stagedColumns: readonly string[];
  createStaged: string;
  /** Made once per file. Its `row` is in COPY's format. */
  reader(about: { positions: Positions<Key>; fieldCount: number; asOf: PlainDate }): {
    faultsOf(record: SourceRecord): readonly Fault<Key>[];
    row(record: SourceRecord): string;
  };
  /** Refuses the whole file, before any of it is read. */
  refuse?(context: MergeContext): Promise<ImportFailure | null>;
  /** Refuses what only the database can see. */
  compare(context: MergeContext): Promise<void>;
  merge(context: MergeContext): Promise<Merged>;
  /** After the commit, when nobody waits any longer. */
  afterwards?(client: pg.ClientBase, counts: ImportCounts): Promise<void>;
};

export type Merged =
  | { ok: true; counts: ImportCounts; differences: Difference[] }
  | { ok: false; failure: ImportFailure };
