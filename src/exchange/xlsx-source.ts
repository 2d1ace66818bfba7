import { createReadStream } from 'node:fs';
import ExcelJS from 'exceljs';
import type { SourceRecord } from './record-cutter.ts';
import type { TableSource } from './table-source.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { isZipWhole, readZipDirectory } from './zip-directory.ts';

const BATCH = 500;
/** Unpacked it is twenty times as much, and all of it is parsed before anybody takes a row. */
const CHUNK = 1 << 12;
/**
 * ExcelJS keeps all texts of a workbook in memory, and much else while it unpacks: this much XML,
 * some five thousand rows of a register, is what 300 MB hold.
 */
const MOST_BYTES = 7_000_000;

/** The first worksheet of a workbook, row by row. */
export async function openXlsx(file: string): Promise<TableSource> {
  await checkWorkbook(file);
  let headings: string[] = [];
  for await (const record of rowsOf(file)) {
    headings = cutEmptyEnd(record.fields, 0);
    break;
  }
  async function* records(): AsyncGenerator<SourceRecord[]> {
    let batch: SourceRecord[] = [];
    let isHead = true;
    for await (const record of rowsOf(file)) {
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
async function checkWorkbook(file: string): Promise<void> {
  const entries = await readZipDirectory(file);
  if (!entries) throw new UnreadableFile({ code: 'file_is_damaged' });
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) {
    throw new UnreadableFile({ code: 'file_is_no_workbook' });
  }
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > MOST_BYTES) throw new UnreadableFile({ code: 'workbook_too_large' });
  if (!(await isZipWhole(file, entries))) throw new UnreadableFile({ code: 'file_is_damaged' });
}

async function* rowsOf(file: string): AsyncGenerator<SourceRecord> {
  try {
    yield* readRows(file);
  } catch (error) {
    throw new UnreadableFile({ code: 'file_is_damaged' }, { cause: error });
  }
}

async function* readRows(file: string): AsyncGenerator<SourceRecord> {
  const input = createReadStream(file, { highWaterMark: CHUNK });
  const workbook = new ExcelJS.stream.xlsx.WorkbookReader(input, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  for await (const worksheet of workbook) {
    for await (const row of worksheet) {
      const fields: string[] = [];
      row.eachCell({ includeEmpty: true }, (cell, column) => {
        fields[column - 1] = textOf(cell.value, cell.numFmt);
      });
      const record = { line: row.number, fields: Array.from(fields, (field) => field ?? '') };
      if (record.fields.some((field) => field.trim() !== '')) yield record;
    }
    return;
  }
}

/** A cell as a person would have typed it into a CSV. */
export function textOf(value: ExcelJS.CellValue, format = ''): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return dateText(value);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('error' in value) return value.error;
  if ('formula' in value || 'sharedFormula' in value) return formulaText(value, format);
  if ('text' in value) return textOf(value.text as ExcelJS.CellValue, format);
  return '';
}

/** A formula that was never calculated is shown as it stands: no column takes it for a value. */
function formulaText(
  value: ExcelJS.CellFormulaValue | ExcelJS.CellSharedFormulaValue,
  format: string,
): string {
  if (value.result !== undefined) return textOf(value.result as ExcelJS.CellValue, format);
  return `=${'formula' in value ? value.formula : value.sharedFormula}`;
}

/** Excel itself keeps fifteen digits; the format `000000000000` shows leading zeros. */
function numberText(value: number, format: string): string {
  const rounded = Number(value.toPrecision(15));
  const text = Number.isInteger(rounded) ? rounded.toFixed(0) : String(rounded);
  return /^0+$/.test(format) && !text.startsWith('-') ? text.padStart(format.length, '0') : text;
}

function dateText(value: Date): string {
  return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace('T00:00:00.000Z', '');
}
