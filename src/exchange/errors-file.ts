import { type FileHandle, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import iconv from 'iconv-lite';
import type pg from 'pg';
import { joinFields } from './csv-fields.ts';
import { adviceOf } from './exchange.ru.ts';
import type { FileFormat } from './file-format.ts';
import type { ImportFailure } from './import-types.ts';
import type { Fault } from './line-faults.ts';
import type { SourceRecord } from './record-cutter.ts';
import { errorsColumnsBeside } from './register-columns.ru.ts';
import type { TableSource } from './table-source.ts';

export type RefusedTable<Key extends string> = {
  source: TableSource;
  format: FileFormat;
  columns: readonly { key: Key; heading: string }[];
  positions: Readonly<Record<Key, number>>;
  /** What the reader of lines finds; nothing for a line that only the database refused. */
  faultsOf(record: SourceRecord): readonly Fault<Key>[];
};

/** Tried before the import, so that a long one does not fail at its last step. */
export async function checkErrorsFile(file: string, input: string): Promise<ImportFailure | null> {
  if (resolve(file) === resolve(input)) return { code: 'errors_file_is_input', file };
  try {
    await (await open(`${file}.part`, 'w')).close();
    await rm(`${file}.part`);
    return null;
  } catch (error) {
    return unwritable(file, error);
  }
}

const unwritable = (file: string, error: unknown): ImportFailure => ({
  code: 'errors_file_unwritable',
  file,
  reason: (error as Error).message,
});

/**
 * Writes a draft beside `file`; keepErrorsFile() gives it the name once the import is in. Reads the
 * input a second time: what only the database could see is known by line number, and nothing of
 * the lines had to be kept in memory for it.
 */
export async function writeErrorsDraft<Key extends string>(
  client: pg.ClientBase,
  draft: string,
  table: RefusedTable<Key>,
): Promise<ImportFailure | null> {
  let output: FileHandle | undefined;
  try {
    output = await open(draft, 'w');
    for await (const chunk of encodedLines(client, table)) await output.appendFile(chunk);
    await output.close();
    return null;
  } catch (error) {
    await output?.close().catch(() => {});
    await rm(draft, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return unwritable(draft, error);
  }
}

async function* encodedLines<Key extends string>(
  client: pg.ClientBase,
  table: RefusedTable<Key>,
): AsyncGenerator<Buffer> {
  const { source, format } = table;
  const encoding = format.encoding === 'utf-8' ? 'utf8' : 'win1251';
  const encoded = (lines: readonly string[]) =>
    iconv.encode(lines.map((line) => `${line}\r\n`).join(''), encoding);
  if (format.hasBom || format.kind === 'xlsx') yield Buffer.from('\ufeff');
  const about = errorsColumnsBeside(table.columns);
  const own = new Set(about);
  const kept = source.headings.flatMap((heading, index) => (own.has(heading) ? [] : [index]));
  const original = (fields: readonly string[]) => kept.map((index) => fields[index] ?? '');
  yield encoded([joinFields([...original(source.headings), ...about], source.delimiter)]);
  const refusals = comparedRefusals<Key>(client);
  let next = await refusals.next();
  for await (const batch of source.records(() => {})) {
    const lines: string[] = [];
    for (const record of batch) {
      while (!next.done && next.value.line < record.line) next = await refusals.next();
      const compared = !next.done && next.value.line === record.line ? [next.value] : [];
      const faults = [...table.faultsOf(record), ...compared];
      if (faults.length === 0) continue;
      // A line that cannot be divided is kept whole in the first column: nothing is shifted.
      const isWhole = faults[0]?.column === null;
      const fields = isWhole ? [record.fields.join(source.delimiter)] : record.fields;
      const told = describe(record, faults, table);
      lines.push(joinFields([...original(fields), ...told], source.delimiter));
    }
    if (lines.length > 0) yield encoded(lines);
  }
  await refusals.return();
}

function describe<Key extends string>(
  record: SourceRecord,
  faults: readonly Fault<Key>[],
  { columns, positions }: RefusedTable<Key>,
): string[] {
  const headingOf = (key: Key | null) =>
    columns.find((column) => column.key === key)?.heading ?? '';
  const textOf = (key: Key | null) => (key === null ? '' : (record.fields[positions[key]] ?? ''));
  const [first, ...others] = faults;
  if (!first) return [];
  const advice = [
    adviceOf(first),
    ...others.map((fault) => `«${headingOf(fault.column)}»: ${adviceOf(fault)}`),
  ];
  const heading = headingOf(first.column);
  return [String(record.line), heading, textOf(first.column), advice.join(' ')];
}

const FETCH = 2_000;

type Compared<Key extends string> = Fault<Key> & { line: number };

async function* comparedRefusals<Key extends string>(
  client: pg.ClientBase,
): AsyncGenerator<Compared<Key>, void> {
  await client.query(
    `declare compared_refusals no scroll cursor for
     select line, fault_column as "column", fault_code as fault, other_line as "otherLine", ours
     from staged where fault_code <> 'parsed' order by line`,
  );
  try {
    for (;;) {
      const { rows } = await client.query(`fetch ${FETCH} from compared_refusals`);
      if (rows.length === 0) return;
      yield* rows as Compared<Key>[];
    }
  } finally {
    await client.query('close compared_refusals');
  }
}
