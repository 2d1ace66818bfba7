import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
  registerText,
} from '#test/register-world.ts';
import { registerColumns } from './register-columns.ru.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const countOf = async (table: string) =>
  Number((await world.rows<{ count: number }>(`select count(*) from ${table}`))[0]?.count);

test("the supplier's sample is taken but for exactly the lines known to be bad", async () => {
  const sample = await readFile(fixture('register-sample-cp1251.csv'));
  const expected = JSON.parse(await readFile(fixture('register-sample-expected.json'), 'utf8'));
  const summary = await world.importRows(sample);
  expect(summary.lines).toEqual({
    total: expected.lines,
    accepted: expected.accepted_lines,
    refused: expected.bad.length,
  });
  expect(summary.exitCode).toBe(2);
  const errors = await readErrors(summary, { encoding: 'win1251' });
  const told = errors.map((row) => ({
    line: Number(row.Строка),
    column: row.Колонка,
    value: row.Значение,
  }));
  expect(told).toEqual(expected.bad);
  expect(errors.every((row) => (row['Что сделать'] ?? '').length > 10)).toBe(true);
  expect(await countOf('personal_accounts')).toBe(487);
});

test('leading zeros of numbers, serials and PINs survive', async () => {
  await world.importRows([
    registerRow({ 'Лицевой счёт': '000000000050', 'Заводской номер': '00108712', ПИН: '003348' }),
  ]);
  const rows = await world.rows(
    'select number, serial_number, linking_pin from personal_accounts join meters using (personal_account_id)',
  );
  expect(rows).toEqual([
    { number: '000000000050', serial_number: '00108712', linking_pin: '003348' },
  ]);
});

test('every column arrives where it belongs', async () => {
  await world.importRows([registerRow({ Сальдо: '-52.25', 'Последнее показание': '1 234,5' })]);
  const [personalAccount] = await world.rows('select * from personal_accounts');
  expect(personalAccount).toMatchObject({
    number: '390000000001',
    unified_number: '10ХР379267',
    holder_last_name: 'Черных',
    holder_first_name: 'Любовь',
    holder_middle_name: 'Ивановна',
    residents: 2,
    heated_area_m2: '58.40',
    has_stove: true,
    has_water_heater: false,
    opened_on: '2003-10-31',
    closed_on: null,
    opening_balance_kopecks: -5225,
    opening_penalty_kopecks: 15044,
    opening_debt_since: '2026-08-01',
    opening_balance_on: '2026-11-23',
    last_bill_kopecks: 414398,
    linking_pin: '761111',
    holder_since: '2003-10-31',
  });
  const [meter] = await world.rows('select * from meters');
  expect(meter).toMatchObject({
    model: 'ВК-G4',
    integer_digits: 5,
    decimal_digits: 1,
    is_outdoor: true,
    is_thermocompensated: false,
    climate_zone: 1,
    commissioned_on: '2020-09-07',
    sealed_on: '2020-09-11',
    verified_until: '2028-05-27',
    removed_on: null,
  });
  const [reading] = await world.rows('select * from meter_readings');
  expect(reading).toMatchObject({
    value_m3: '1234.500',
    taken_on: '2026-10-21',
    billing_month: '2026-10-01',
    source: 'register',
    status: 'accepted',
  });
  expect(await world.rows('select month from billing_months')).toEqual([{ month: '2026-10-01' }]);
});

test('the same register reads the same in every encoding, delimiter, line end and order', async () => {
  const rows = [
    registerRow({ Адрес: 'г. Калининград; ул. "Ёлочная", д. 1', 'Модель счётчика': 'СГБМ-1,6' }),
    registerRow({ 'Заводской номер': '7', Адрес: 'г. Калининград; ул. "Ёлочная", д. 1' }),
    meterlessRow({ 'Лицевой счёт': '390000000002', Фамилия: "Д'Артуа", Отчество: '' }),
  ];
  const iso = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([heading, text]) => [
        heading,
        text.replace(/^(\d\d)\.(\d\d)\.(\d{4})$/, '$3-$2-$1'),
      ]),
    ),
  );
  const shuffled = registerColumns.map(({ heading }) => heading).toReversed();
  const variants: (string | Buffer)[] = [
    registerText(rows),
    `\ufeff${registerText(rows)}`,
    iconv.encode(registerText(rows), 'win1251'),
    registerText(rows, { delimiter: ',' }),
    registerText(rows, { eol: '\n' }),
    registerText(iso, { headings: shuffled }),
    registerText(rows, { eol: '\n' }).trimEnd(),
    `\n${registerText(rows)}\n;;;;;;\n`,
  ];
  const [first = '', ...others] = variants;
  expect((await world.importRows(first)).lines).toEqual({ total: 3, accepted: 3, refused: 0 });
  const before = await world.snapshot();
  for (const variant of others) {
    const summary = await world.importRows(variant);
    expect(summary).toMatchObject({ exitCode: 0, hasChanges: false, lines: { accepted: 3 } });
  }
  expect(await world.snapshot()).toEqual(before);
});

test('the same file again changes nothing and says so', async () => {
  const text = registerText([registerRow(), meterlessRow({ 'Лицевой счёт': '390000000002' })]);
  const first = await world.importRows(text);
  const before = await world.snapshot();
  const second = await world.importRows(text);
  expect(second).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    sameFileAs: first.importId,
    counts: { accountsAdded: 0, accountsChanged: 0, metersChanged: 0, readingsAdded: 0 },
  });
  expect(await world.snapshot()).toEqual(before);
});

test('other headings are read through --columns; unknown and missing ones are named', async () => {
  const text = registerText([registerRow()])
    .replace('Лицевой счёт', 'Л/С')
    .replace('ПИН\r\n', 'ПИН;Примечание\r\n')
    .replace('761111\r\n', '761111;живут летом\r\n');
  expect(await world.refuseRows(text)).toEqual({
    code: 'headings_differ',
    missing: ['Лицевой счёт'],
    unknown: ['Л/С', 'Примечание'],
    repeated: [],
  });
  const columnsFile = await world.put('{"л/с": "Лицевой счёт"}', 'columns.json');
  const summary = await world.importRows(text, { columnsFile });
  expect(summary).toMatchObject({ exitCode: 0, ignoredColumns: ['Примечание'] });
  const wrong = await world.put('{"Л/С": "Счёт"}', 'wrong.json');
  expect(await world.refuseRows(text, { columnsFile: wrong })).toMatchObject({
    code: 'columns_file_unknown',
    names: ['Счёт'],
  });
});

test('a dry run tells everything and changes nothing', async () => {
  const summary = await world.importRows([registerRow(), registerRow({ Сальдо: '1.234.5' })], {
    isDryRun: true,
  });
  expect(summary).toMatchObject({ importId: null, isDryRun: true });
  expect(await countOf('personal_accounts')).toBe(0);
  expect(await countOf('register_imports')).toBe(0);
  expect(await countOf('billing_months')).toBe(0);
});

test('with --strict one bad line keeps all others out; exit 1', async () => {
  const rows = [registerRow(), meterlessRow({ 'Лицевой счёт': '390000000002', Проживает: '-2' })];
  const summary = await world.importRows(rows, { isStrict: true });
  expect(summary).toMatchObject({
    exitCode: 1,
    importId: null,
    lines: { accepted: 1, refused: 1 },
  });
  expect(await readErrors(summary)).toHaveLength(1);
  expect(await countOf('personal_accounts')).toBe(0);
});

test('a file without one good line imports nothing; exit 1', async () => {
  const summary = await world.importRows([registerRow({ Открыт: '30.02.2003' })]);
  expect(summary).toMatchObject({ exitCode: 1, importId: null });
  expect(await countOf('register_imports')).toBe(0);
  expect(await world.refuseRows([])).toEqual({ code: 'no_lines' });
});

test('a file of refused lines, mended, can be imported as it is', async () => {
  const bad = registerRow({ Разрядность: 'пять', Проживает: '' });
  const summary = await world.importRows([meterlessRow({ 'Лицевой счёт': '390000000002' }), bad]);
  const [error] = await readErrors(summary);
  expect(error).toMatchObject({ Строка: '3', Колонка: 'Проживает', Значение: '' });
  expect(error?.['Что сделать']).toContain('«Разрядность»');
  const text = await readFile(summary.errorsFile ?? '', 'utf8');
  const mended = text.replace(';пять;', ';5;').replace('ee;;58', 'ee;2;58');
  expect(await world.importRows(mended)).toMatchObject({
    exitCode: 0,
    ignoredColumns: [],
    counts: { accountsAdded: 1 },
  });
});

test('balances are taken once; later ones are listed, not taken', async () => {
  await world.importRows([registerRow()]);
  world.clock.set('2026-12-02T10:00:00+02:00');
  const later = registerRow({ Сальдо: '9000', Пени: '0', 'Долг с': '' });
  const summary = await world.importRows([later]);
  expect(summary.counts.differences).toBe(3);
  expect(summary.differences).toEqual([
    { number: '390000000001', field: 'balance', ours: '752189', theirs: '900000' },
    { number: '390000000001', field: 'debtSince', ours: '2026-08-01', theirs: '' },
    { number: '390000000001', field: 'penalty', ours: '15044', theirs: '0' },
  ]);
  const [kept] = await world.rows('select opening_balance_kopecks from personal_accounts');
  expect(kept).toEqual({ opening_balance_kopecks: 752189 });
  expect((await world.importRows([later])).hasChanges).toBe(false);
});

test('an older register does not overwrite a newer one', async () => {
  await world.importRows([registerRow()]);
  expect(await world.refuseRows([registerRow()], { asOf: '2026-11-01' })).toMatchObject({
    code: 'older_than_last',
    lastAsOf: '2026-11-23',
  });
  // Before any line is read: of an empty one nothing else is said.
  expect(await world.refuseRows([], { asOf: '2026-11-01' })).toMatchObject({
    code: 'older_than_last',
  });
  expect(await world.refuseRows([registerRow()], { asOf: '2027-01-01' })).toMatchObject({
    code: 'as_of_in_future',
  });
});

test('two imports at once do not mix: the second waits and finds nothing new', async () => {
  const text = registerText(
    Array.from({ length: 200 }, (_, index) =>
      registerRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
    ),
  );
  const summaries = await Promise.all([world.importRows(text), world.importRows(text)]);
  expect(summaries.map(({ counts }) => counts.accountsAdded).sort()).toEqual([0, 200]);
  expect(await countOf('personal_accounts')).toBe(200);
});
