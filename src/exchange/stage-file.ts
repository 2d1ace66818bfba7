import type pg from 'pg';
import { copyInto } from '#src/db/copy-into.ts';
import { type FileFormat, hasChanged } from './file-format.ts';
import type { ImportRecipe } from './import-recipe.ts';
import { Rollback } from './import-transaction.ts';
import type { ImportOptions, ImportReport } from './import-types.ts';
import type { SourceRecord } from './record-cutter.ts';
import type { TableSource } from './table-source.ts';

type Staging = {
  options: Pick<ImportOptions, 'file'>;
  format: FileFormat;
  source: TableSource;
  report: ImportReport;
  row(record: SourceRecord): string;
};

/** All lines by COPY into the temporary table `staged`, refused ones with their fault. */
export async function stageFile<Key extends string>(
  client: pg.PoolClient,
  { createStaged, stagedColumns }: ImportRecipe<Key>,
  { options, format, source, report, row }: Staging,
): Promise<void> {
  await client.query(createStaged);
  let lines = 0;
  let bytes = 0;
  async function* rows() {
    const batches = source.records((read) => {
      bytes = read;
    });
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) text += row(record);
      lines += batch.length;
      report.read({ bytes, totalBytes: format.kind === 'csv' ? format.bytes : null, lines });
      yield text;
    }
  }
  await copyInto(client, 'staged', stagedColumns, rows());
  await refuseChanged(options.file, format);
  await client.query('analyze staged');
}

/** What is kept under a fingerprint is what was read under it, the refused lines included. */
export async function refuseChanged(file: string, format: FileFormat): Promise<void> {
  if (!(await hasChanged(file, format))) return;
  throw new Rollback({ ok: false, failure: { code: 'file_changed_meanwhile' } });
}

export async function countStaged(client: pg.PoolClient) {
  const { rows } = await client.query(
    `select count(*)::int as total, count(fault_code)::int as refused from staged`,
  );
  const { total, refused } = rows[0];
  return { total, accepted: total - refused, refused };
}
