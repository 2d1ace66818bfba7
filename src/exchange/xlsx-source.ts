import type { SourceRecord } from './record-cutter.ts';
import type { TableSource } from './table-source.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { textOf } from './xlsx-cells.ts';
import { readWorkbook, type Workbook } from './xlsx-parts.ts';
import { readXml, type XmlHandler } from './xlsx-xml.ts';
import { isZipWhole, readZipDirectory, type ZipEntry } from './zip-directory.ts';

const BATCH = 500;
/** Unpacked: two hundred thousand rows of a register, twice. What is above is no register. */
const MOST_BYTES = 800_000_000;
/** A register has some thirty. */
const MOST_COLUMNS = 1_000;

/** The first worksheet of a workbook, row by row. */
export async function openXlsx(file: string): Promise<TableSource> {
  const workbook = await orDamaged(readWorkbook(file, await checkWorkbook(file)));
  let headings: string[] = [];
  for await (const record of rowsOf(workbook)) {
    headings = cutEmptyEnd(record.fields, 0);
    break;
  }
  async function* records(): AsyncGenerator<SourceRecord[]> {
    let batch: SourceRecord[] = [];
    let isHead = true;
    for await (const record of rowsOf(workbook)) {
      if (isHead) {
        isHead = false;
        continue;
      }
      // A row is as long as its last cell: a short one is no fault in a workbook, nor is a border
      // drawn around empty cells.
      cutEmptyEnd(record.fields, headings.length);
      while (record.fields.length < headings.length) record.fields.push('');
      batch.push(record);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }
  return { headings, delimiter: ';', records };
}

function cutEmptyEnd(fields: string[], least: number): string[] {
  while (fields.length > least && fields.at(-1)?.trim() === '') fields.pop();
  return fields;
}

/** @throws UnreadableFile what can be told by the zip alone. */
async function checkWorkbook(file: string): Promise<ZipEntry[]> {
  const entries = await readZipDirectory(file);
  if (!entries) throw new UnreadableFile({ code: 'file_is_damaged' });
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) {
    throw new UnreadableFile({ code: 'file_is_no_workbook' });
  }
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > MOST_BYTES) throw new UnreadableFile({ code: 'workbook_too_large' });
  if (!(await isZipWhole(file, entries))) throw new UnreadableFile({ code: 'file_is_damaged' });
  return entries;
}

/** Whatever goes wrong in a part is damage, unless it is said to be something else. */
async function orDamaged<T>(work: Promise<T>): Promise<T> {
  return work.catch((error) => {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile({ code: 'file_is_damaged' }, { cause: error });
  });
}

async function* rowsOf(workbook: Workbook): AsyncGenerator<SourceRecord> {
  let rows: SourceRecord[] = [];
  const handler = rowReader(workbook, (row) => rows.push(row));
  const pieces = readXml(workbook.file, workbook.sheet, handler);
  for (;;) {
    const { done } = await orDamaged(pieces.next());
    yield* rows;
    rows = [];
    if (done) return;
  }
}

/** Puts the tags of a worksheet together to rows; empty ones are nobody's. */
function rowReader(workbook: Workbook, take: (row: SourceRecord) => void): XmlHandler {
  const cell = {
    type: 'n',
    format: '',
    value: null as string | null,
    formula: null as string | null,
  };
  let line = 0;
  let column = 0;
  let fields: string[] = [];
  let held = 0;
  let at: 'value' | 'formula' | null = null;
  return {
    open(name, attributes) {
      at = name === 'v' || name === 't' ? 'value' : name === 'f' ? 'formula' : null;
      if (at) cell[at] ??= '';
      if (name === 'row') {
        line = Number(attributes.r ?? line + 1);
        column = 0;
        fields = [];
      }
      if (name !== 'c') return;
      column = attributes.r ? columnOf(attributes.r) : column + 1;
      if (!(column <= MOST_COLUMNS)) throw new UnreadableFile({ code: 'workbook_too_large' });
      cell.type = attributes.t ?? 'n';
      cell.format = workbook.formats[Number(attributes.s ?? -1)] ?? '';
      cell.value = null;
      cell.formula = null;
    },
    text(part) {
      if (at) cell[at] += part;
    },
    close(name) {
      at = null;
      if (name === 'c') {
        while (fields.length < column) fields.push('');
        const text = textOf(cell, workbook);
        fields[column - 1] = text;
        held += text.length;
        // One long text that stands in every cell is no register either.
        if (held > MOST_BYTES) throw new UnreadableFile({ code: 'workbook_too_large' });
      }
      if (name === 'row' && fields.some((field) => field.trim() !== '')) take({ line, fields });
    },
  };
}

/** `AB12` is in column 28. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place) {
    if (letter < 'A' || letter > 'Z') break;
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column || Number.NaN;
}
