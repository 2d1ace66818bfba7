import { openCsv } from './csv-source.ts';
import type { FileFormat } from './file-format.ts';
import type { SourceRecord } from './record-cutter.ts';

/** A file of rows, whatever its kind. It can be read again and again: the errors need that. */
export type TableSource = {
  headings: string[];
  /** Of the file of refused lines, too. */
  delimiter: string;
  /** In batches, since a promise for each line would cost more than reading it. */
  records(onBytes: (bytes: number) => void): AsyncIterable<SourceRecord[]>;
};

export async function openTable(file: string, format: FileFormat): Promise<TableSource> {
  if (format.kind === 'csv') return openCsv(file, format);
  // Loaded only when it is needed: it is heavy.
  const { openXlsx } = await import('./xlsx-source.ts');
  return openXlsx(file);
}
