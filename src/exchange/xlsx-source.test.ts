import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
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
import { TextStore } from './text-store.ts';
import { textOf } from './xlsx-cells.ts';

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
  const texts = new TextStore();
  texts.add('Чер_x000D_ных');
  const about = { texts, hasDatesSince1904: false };
  const read = (value: string | null, more: { type?: string; format?: string } = {}) =>
    textOf({ type: 'n', format: '', formula: null, value, ...more }, about);
  expect(read('390000000001')).toBe('390000000001');
  expect(read('50', { format: '000000000000' })).toBe('000000000050');
  expect(read('0.30000000000000004')).toBe('0.3');
  expect(read('1', { type: 'b' })).toBe('1');
  expect(read('46204', { format: 'dd.mm.yyyy' })).toBe('2026-07-01');
  expect(read('46204', { format: '"d"0.00' })).toBe('46204');
  expect(read('0', { type: 's' })).toBe('Чер\rных');
  expect(read('#N/A', { type: 'e' })).toBe('#N/A');
  expect(read(null)).toBe('');
  const formula = { type: 'n', format: '', formula: 'A1*2' };
  expect(textOf({ ...formula, value: null }, about)).toBe('=A1*2');
  expect(textOf({ ...formula, value: '0' }, about)).toBe('0');
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
  large.writeUInt32LE(1_500_000_000, large.indexOf('PK\u0001\u0002', 'latin1') + 24);
  expect(await failureOf(large)).toEqual({ code: 'workbook_too_large' });
});

test("a town's register loads from a workbook, beginning to end", async () => {
  const rows = Array.from({ length: 8_000 }, (_, index) =>
    registerRow({
      'Лицевой счёт': String(390_000_000_001 + index),
      Адрес: `г. Гусев, ул. Лесная, д. ${index + 1}`,
    }),
  );
  const { lines, counts } = await importWorkbook(rows);
  expect(lines).toEqual({ total: 8_000, accepted: 8_000, refused: 0 });
  expect(counts.accountsAdded).toBe(8_000);
  const [last] = await world.rows('select number, address from personal_accounts order by 1 desc');
  expect(last).toEqual({ number: '390000008000', address: 'г. Гусев, ул. Лесная, д. 8000' });
});

test.each<[string, (sheet: ExcelJS.Worksheet) => void]>([
  ['one text without an end', (sheet) => (sheet.getCell(2, 6).value = 'я'.repeat(3_000_000))],
  ['a thousand columns and more', (sheet) => (sheet.getCell(2, 1_200).value = 'я')],
])('a workbook made to fill the memory, by %s, is refused', async (_, change) => {
  const file = await workbookOf([registerRow()], change);
  expect(await importRegister(world, { file })).toEqual({
    ok: false,
    failure: { code: 'workbook_too_large' },
  });
});

test('a workbook is read by parts, not by the entities of its own', async () => {
  const { failure } = (await importRegister(world, {
    file: await workbookWith('<!DOCTYPE s [<!ENTITY a "я"><!ENTITY b "&a;&a;&a;">]>', '&b;'),
  })) as { failure?: unknown };
  expect(failure).toEqual({ code: 'file_is_damaged' });
});

/** A workbook with its worksheet stored as it is, between a prologue and a cell of ours. */
async function workbookWith(prologue: string, cell: string): Promise<string> {
  const parts = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>',
    'xl/worksheets/a.xml': `${prologue}<worksheet><sheetData><row><c t="inlineStr"><is><t>${cell}</t></is></c></row></sheetData></worksheet>`,
  };
  return world.put(zipOf(parts), 'entities.xlsx');
}

function zipOf(parts: Record<string, string>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const body = [Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), data];
    bodies.push(...body);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), common, tail, Buffer.from(name));
    offset += Buffer.concat(body).length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end]);
}
