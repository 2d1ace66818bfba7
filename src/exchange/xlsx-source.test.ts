import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterRow,
  type RegisterWorld,
  readErrors,
  registerRow,
} from '#test/register-world.ts';
import { importRegister } from './import-register.ts';
import { registerColumns } from './register-columns.ru.ts';
import { textOf } from './xlsx-source.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const isNumber = /^-?\d+([.,]\d+)?$/;
const asText = new Set(['Лицевой счёт', 'Заводской номер', 'ПИН', 'Долг с']);

/** As a person keeps a register in Excel: dates are dates, numbers are numbers. */
async function workbookOf(
  rows: readonly RegisterRow[],
  change: (sheet: ExcelJS.Worksheet) => void = () => {},
): Promise<string> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Реестр');
  sheet.addRow(registerColumns.map(({ heading }) => heading));
  for (const row of rows) {
    sheet.addRow(registerColumns.map(({ heading }) => cellOf(heading, row[heading] ?? '')));
  }
  change(sheet);
  const file = join(world.folder, 'register.xlsx');
  await workbook.xlsx.writeFile(file);
  return file;
}

function cellOf(heading: string, text: string): ExcelJS.CellValue {
  const [, day, month, year] = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text) ?? [];
  if (year) return new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (asText.has(heading) || !isNumber.test(text)) return text;
  return Number(text.replace(',', '.'));
}

async function importWorkbook(rows: readonly RegisterRow[]) {
  const outcome = await importRegister(world, { file: await workbookOf(rows) });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.summary;
}

test('a workbook with real dates and numbers is the same register as the CSV', async () => {
  const rows = [
    registerRow({ 'Последнее показание': '45311,125' }),
    registerRow({ 'Заводской номер': '7', 'Последнее показание': '12' }),
    meterlessRow({ 'Лицевой счёт': '000000000002', Сальдо: '-52,25', ПИН: '003348' }),
  ];
  expect((await world.importRows(rows)).exitCode).toBe(0);
  const before = await world.snapshot();
  expect(await importWorkbook(rows)).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    lines: { total: 3, accepted: 3 },
  });
  expect(await world.snapshot()).toEqual(before);
});

test('refused rows of a workbook go to a CSV that Excel opens', async () => {
  const summary = await importWorkbook([registerRow(), registerRow({ Разрядность: 'пять' })]);
  expect(summary).toMatchObject({ exitCode: 2, lines: { refused: 1 } });
  expect(await readErrors(summary)).toMatchObject([
    { Строка: '3', Колонка: 'Разрядность', Значение: 'пять' },
  ]);
});

test('cells are read as a person would have typed them', () => {
  expect(textOf(390_000_000_001)).toBe('390000000001');
  expect(textOf(50, '000000000000')).toBe('000000000050');
  expect(textOf(0.1 + 0.2)).toBe('0.3');
  expect(textOf(true)).toBe('1');
  expect(textOf(new Date('2026-07-01T00:00:00Z'))).toBe('2026-07-01');
  expect(textOf({ richText: [{ text: 'Чер' }, { text: 'ных' }] })).toBe('Черных');
  expect(textOf({ formula: 'A1', result: 5 })).toBe('5');
  expect(textOf({ formula: 'A1', result: 0 })).toBe('0');
  expect(textOf({ formula: 'A1*2' } as ExcelJS.CellFormulaValue)).toBe('=A1*2');
  expect(textOf({ error: '#N/A' })).toBe('#N/A');
  expect(textOf(null)).toBe('');
});

const failureOf = async (content: Buffer) => {
  const file = await world.put(content, 'bad.xlsx');
  const outcome = await importRegister(world, { file });
  return outcome.ok ? null : outcome.failure;
};

test('empty cells with a border beyond the headings are nothing', async () => {
  const file = await workbookOf([registerRow()], (sheet) => {
    for (const row of [1, 2]) sheet.getCell(row, 40).border = { left: { style: 'thin' } };
    sheet.getCell(2, 41).value = ' ';
  });
  expect(await importRegister(world, { file })).toMatchObject({
    ok: true,
    summary: { exitCode: 0 },
  });
});

test('a workbook that was cut off or damaged is told in a sentence', async () => {
  const good = await readFile(await workbookOf([registerRow(), registerRow({ Проживает: '9' })]));
  expect(await failureOf(good.subarray(0, good.length / 2))).toEqual({ code: 'file_is_damaged' });
  expect(await failureOf(good.subarray(0, 100))).toEqual({ code: 'file_is_damaged' });
  const scratched = Buffer.from(good);
  const sheetAt = good.indexOf('xl/worksheets/sheet1.xml') + 40;
  scratched.fill(0xff, sheetAt, sheetAt + 200);
  expect(await failureOf(scratched)).toEqual({ code: 'file_is_damaged' });
});

test('a zip that is no workbook, and one too large for memory, are told in a sentence', async () => {
  const good = await readFile(await workbookOf([registerRow()]));
  const other = Buffer.from(
    good.toString('latin1').replaceAll('xl/workbook.xml', 'word/docum1.xml'),
    'latin1',
  );
  expect(await failureOf(other)).toEqual({ code: 'file_is_no_workbook' });
  const large = Buffer.from(good);
  // The unpacked size of the first part, as the directory of the zip tells it.
  large.writeUInt32LE(500_000_000, large.indexOf('PK\u0001\u0002', 'latin1') + 24);
  expect(await failureOf(large)).toEqual({ code: 'workbook_too_large' });
});
