import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
  await world.clearBilling();
  const earlier = { 'Дата показания': '21.10.2026', 'Последнее показание': '45311' };
  await world.importRows([
    registerRow(earlier),
    registerRow({ ...earlier, 'Лицевой счёт': '390000000002' }),
  ]);
});
afterAll(() => world.stop());

const examples = 'docs/examples/exchange';

test('every example of docs/exchange-formats.md loads as it stands, and again changes nothing', async () => {
  const files = await readdir(examples);
  expect(files.length).toBe(10);
  // What an inspector saw stands on the readings before it.
  files.sort((one, other) => Number(one === 'events.csv') - Number(other === 'events.csv'));
  for (const name of files) {
    const file = join(world.folder, name);
    await copyFile(join(examples, name), file);
    const kind = name.replace('.csv', '');
    for (const hasChanges of [true, false]) {
      const { out } = await runOchag(world.deps, ['import', kind, file, '--json']);
      expect([kind, JSON.parse(out)]).toMatchObject([
        kind,
        { exitCode: 0, hasChanges, lines: { refused: 0 }, counts: { differences: 0 } },
      ]);
    }
  }
});

test('a workbook with real dates, sums and per cent is read like the text', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Лист1');
  sheet.addRow(['Лицевой счёт', 'Действует с', 'По', 'Доля']);
  sheet.addRow(['390000000001', new Date('2027-02-01T00:00:00Z'), null, 0.5]).getCell(4).numFmt =
    '0%';
  const file = join(world.folder, 'privileges.xlsx');
  await book.xlsx.writeFile(file);
  const loaded = await runOchag(world.deps, ['import', 'privileges', file]);
  expect(loaded).toMatchObject({ exitCode: 0 });
  expect(
    await world.rows(
      "select valid_from, share::float from privileges where valid_from > '2027-01-01'",
    ),
  ).toEqual([{ valid_from: '2027-02-01', share: 0.5 }]);
});
