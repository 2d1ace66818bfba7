import { type ColumnsFailure, readColumnsFile } from './columns-file.ts';
import { detectFormat, type FileFormat } from './file-format.ts';
import type { ImportRecipe, Positions } from './import-recipe.ts';
import { asFailure } from './import-transaction.ts';
import type { ImportFailure, ImportOptions } from './import-types.ts';
import { untilInterrupted } from './interruption.ts';
import { matchHeadings } from './match-headings.ts';
import { openTable, type TableSource } from './table-source.ts';

export type OpenedFile<Key extends string> = {
  format: FileFormat;
  source: TableSource;
  positions: Positions<Key>;
  ignored: string[];
};

/** What the file is, its records to be read, and where each column stands. */
export async function openFile<Key extends string>(
  recipe: ImportRecipe<Key>,
  { file, columnsFile, signal }: ImportOptions,
): Promise<
  ({ ok: true } & OpenedFile<Key>) | { ok: false; failure: ImportFailure | ColumnsFailure }
> {
  const detected = await detectFormat(file);
  if (!detected.ok) return detected;
  const columns = columnsFile
    ? await readColumnsFile(columnsFile, recipe.columns)
    : { ok: true as const, mapping: {} };
  if (!columns.ok) return columns;
  const opened = await openTable(file, detected.format).catch(asFailure);
  if ('code' in opened) return { ok: false, failure: opened };
  const source: TableSource = {
    ...opened,
    records: (onBytes) => untilInterrupted(opened.records(onBytes), signal),
  };
  const match = matchHeadings(source.headings, recipe.columns, columns.mapping);
  if (!match.ok) return match;
  const { positions, ignored } = match;
  return { ok: true, format: detected.format, source, positions, ignored };
}
