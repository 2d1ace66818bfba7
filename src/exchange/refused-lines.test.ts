import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterRow,
  type RegisterWorld,
  readErrors,
  registerRow,
  registerText,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

async function refusals(given: RegisterRow[] | string) {
  const summary = await world.importRows(given);
  const errors = await readErrors(summary);
  return errors.map((row) => `${row.Строка} ${row.Колонка}: ${row.Значение}`);
}

test.each<[string, RegisterRow, string]>([
  ['a letter O among digits', { 'Последнее показание': '12O45' }, 'Последнее показание: 12O45'],
  ['a minus where none can be', { 'Последнее показание': '-7' }, 'Последнее показание: -7'],
  ['a number of two points', { Сальдо: '1.234.5' }, 'Сальдо: 1.234.5'],
  ['a word for a number', { Разрядность: 'пять' }, 'Разрядность: пять'],
  ['a thirteenth month', { 'Дата показания': '05.13.2026' }, 'Дата показания: 05.13.2026'],
  ['a day that does not exist', { Открыт: '30.02.2003' }, 'Открыт: 30.02.2003'],
  ['a reading from the future', { 'Дата показания': '24.11.2026' }, 'Дата показания: 24.11.2026'],
  ['closed before opened', { Закрыт: '30.10.2003' }, 'Закрыт: 30.10.2003'],
  [
    'a reading beyond the counter',
    { 'Последнее показание': '100000' },
    'Последнее показание: 100000',
  ],
  ['a number of another pattern', { 'Лицевой счёт': '39 0000' }, 'Лицевой счёт: 39 0000'],
  [
    'a reading before the meter was commissioned',
    { 'Дата показания': '06.09.2020' },
    'Дата показания: 06.09.2020',
  ],
  ['one empty meter column', { Зона: '' }, 'Зона: '],
  ['a reading without a date', { 'Дата показания': '' }, 'Дата показания: '],
  ['digits in a name', { Фамилия: 'Черн1х' }, 'Фамилия: Черн1х'],
  ['an address too long', { Адрес: 'д'.repeat(301) }, `Адрес: ${'д'.repeat(301)}`],
  ['an unknown word', { Плита: 'есть' }, 'Плита: есть'],
  ['a negative penalty', { Пени: '-1' }, 'Пени: -1'],
  ['a verification in a hundred years', { 'Поверка до': '01.01.2126' }, 'Поверка до: 01.01.2126'],
])('%s is refused, and its column is named', async (_, changes, told) => {
  expect(await refusals([registerRow(changes)])).toEqual([`2 ${told}`]);
});

test('lines of one personal account that disagree are all refused, wherever they stand', async () => {
  const rows = [
    registerRow(),
    meterlessRow({ 'Лицевой счёт': '390000000002' }),
    registerRow({ 'Заводской номер': '2', Проживает: '3', Сальдо: '1' }),
    registerRow({ 'Заводской номер': '3' }),
  ];
  expect(await refusals(rows)).toEqual(['2 Проживает: 2', '4 Проживает: 3', '5 Проживает: 2']);
  expect(await world.rows('select number from personal_accounts')).toEqual([
    { number: '390000000002' },
  ]);
});

test('an unreadable value that lines share refuses all of them', async () => {
  const rows = [registerRow(), registerRow({ 'Заводской номер': '2', Сальдо: '1.234.5' })];
  expect(await refusals(rows)).toEqual(['2 Сальдо: 7521,89', '3 Сальдо: 1.234.5']);
});

test('a bad meter does not keep its neighbour out', async () => {
  const rows = [registerRow(), registerRow({ 'Заводской номер': '2', Разрядность: 'пять' })];
  expect(await refusals(rows)).toEqual(['3 Разрядность: пять']);
  expect(await world.rows('select serial_number from meters')).toEqual([
    { serial_number: '02887570' },
  ]);
});

test('of equal lines one is taken; of contradicting lines about one meter none', async () => {
  expect(await refusals([registerRow(), registerRow()])).toEqual(['3 Заводской номер: 02887570']);
  const contradicting = [registerRow(), registerRow({ 'Последнее показание': '45312' })];
  expect(await refusals(contradicting)).toEqual([
    '2 Заводской номер: 02887570',
    '3 Заводской номер: 02887570',
  ]);
});

test('a line without a meter among lines with meters is refused', async () => {
  expect(await refusals([registerRow(), meterlessRow()])).toEqual(['3 Заводской номер: ']);
});

test('a stray quote costs its own line only', async () => {
  const lines = registerText([
    meterlessRow(),
    meterlessRow({ 'Лицевой счёт': '390000000002' }),
    meterlessRow({ 'Лицевой счёт': '390000000003' }),
  ]).replace(';Черных;', ';"Черных;');
  expect(await refusals(lines)).toEqual(['2 : ']);
  expect(await world.rows('select number from personal_accounts order by 1')).toEqual([
    { number: '390000000002' },
    { number: '390000000003' },
  ]);
});

test('a line with a field too many is refused as a whole', async () => {
  const text = registerText([meterlessRow()]).replace(';Черных;', ';Чер;ных;');
  expect(await refusals(text)).toEqual(['2 : ']);
});

test('thousands of refused lines are written out, each with its own advice', async () => {
  const rows = Array.from({ length: 5_000 }, (_, index) =>
    registerRow({
      'Лицевой счёт': String(390_000_000_001 + (index >> 1)),
      Проживает: `${index % 2}`,
    }),
  );
  const summary = await world.importRows(rows);
  expect(summary).toMatchObject({ exitCode: 1, lines: { accepted: 0, refused: 5_000 } });
  const errors = await readErrors(summary);
  expect(errors).toHaveLength(5_000);
  expect(errors[1]?.['Что сделать']).toContain('в строке 2');
});

test('whatever stands in a file, each of its lines is taken or refused, and nothing breaks', async () => {
  const field = fc.oneof(
    fc.constantFrom('', '-1', '99999999999999', '0', '1e9', '31.12.9999', '\\N', '\\.', "'", 'да'),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const good = registerRow();
  const row = fc
    .record({ number: fc.integer({ min: 1, max: 60 }), at: fc.nat(30), text: field })
    .map(({ number, at, text }) => ({
      ...good,
      'Лицевой счёт': String(390_000_000_000 + number),
      [Object.keys(good)[at] ?? '']: text,
    }));
  const rows = fc.sample(row, { numRuns: 1_500, seed: 1 });
  const summary = await world.importRows(rows);
  expect(summary.lines.accepted + summary.lines.refused).toBe(summary.lines.total);
  expect(await readErrors(summary)).toHaveLength(summary.lines.refused);
  expect(summary.lines.refused).toBeGreaterThan(0);
});
