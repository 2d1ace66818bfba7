import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importedBillingMonthOf } from '#src/meters/billing-month.ts';
import { addMonths, firstDayOfMonth, plainDate } from '#src/plain-date.ts';
import {
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
} from '#test/register-world.ts';
import { billingMonthSql } from './merge-readings.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.importRows([
    registerRow({ 'Последнее показание': '45311', 'Дата показания': '21.10.2026' }),
  ]);
});

const line = (date: string, value: string, source = 'телефон') =>
  `390000000001;02887570;${date};${value};${source}`;

async function refusals(lines: string[]) {
  const errors = await readErrors(await world.importReadings(lines));
  return errors.map((row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`);
}

test('a good reading is kept with its source, in the month of its date', async () => {
  const summary = await world.importReadings([line('2026-11-20', '45 400', 'Контролёр')]);
  expect(summary).toMatchObject({ exitCode: 0, counts: { readingsAdded: 1, readingsStored: 0 } });
  expect(
    await world.rows(`select value_m3, taken_on, billing_month, source, status, register_import_id
      from meter_readings order by taken_on desc limit 1`),
  ).toEqual([
    {
      value_m3: '45400.000',
      taken_on: '2026-11-20',
      billing_month: '2026-11-01',
      source: 'inspector',
      status: 'accepted',
      register_import_id: summary.importId,
    },
  ]);
});

test('the same file of readings again changes nothing', async () => {
  await world.importReadings([line('20.11.2026', '45400')]);
  const before = await world.snapshot();
  expect(await world.importReadings([line('20.11.2026', '45400')])).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    counts: { readingsAdded: 0, readingsKnown: 1 },
  });
  expect(await world.snapshot()).toEqual(before);
});

test.each([
  [
    'an unknown personal account',
    '390000009999;1;20.11.2026;1;банк',
    'Лицевой счёт: Такого лицевого',
  ],
  [
    'an unknown meter',
    '390000000001;1;20.11.2026;1;банк',
    'Заводской номер: У лицевого счёта нет такого счётчика; есть 02887570',
  ],
  [
    'a reading below the previous',
    line('20.11.2026', '45310'),
    'Показание: Показание меньше предыдущего (45311, 21.10.2026)',
  ],
  [
    'a reading above the next',
    line('20.10.2026', '45312'),
    'Показание: Показание больше следующего за ним (45311',
  ],
  [
    'a reading beyond the counter',
    line('20.11.2026', '145400'),
    'Показание: В показании больше цифр',
  ],
  [
    'drums that the meter has not',
    line('20.11.2026', '45400,5'),
    'Показание: Слишком много знаков',
  ],
  ['a day to come', line('24.11.2026', '45400'), 'Дата: Дата позже дня'],
  [
    'another value on a day that has one',
    line('21.10.2026', '45312'),
    'Показание: За этот день уже принято другое показание (45311)',
  ],
  [
    'a day before the meter',
    line('01.09.2020', '0'),
    'Дата: Дата раньше ввода счётчика (07.09.2020)',
  ],
  [
    'more than the meter lets through',
    line('20.11.2026', '99999'),
    'Показание: Столько газа счётчик пропустить не мог',
  ],
  [
    'an unknown source',
    line('20.11.2026', '45400', 'почта'),
    'Источник: Запишите одно из принятых слов',
  ],
])('%s is refused, and what to do is said', async (_, text, told) => {
  const [refusal, ...others] = await refusals([text]);
  expect(refusal?.slice(0, told.length + 2)).toBe(`2 ${told}`);
  expect(others).toEqual([]);
});

test('lines of one file are judged together, in the order of their dates', async () => {
  const lines = [
    line('22.11.2026', '45500'),
    line('10.11.2026', '45400'),
    line('15.11.2026', '45390'),
    line('10.11.2026', '45400'),
  ];
  expect(await refusals(lines)).toEqual([
    expect.stringContaining('4 Показание: Показание меньше предыдущего (45400, 10.11.2026)'),
    expect.stringContaining('5 Показание: Удалите строку: она повторяет то, что в строке 3'),
  ]);
  expect(
    await world.rows(
      'select trim_scale(value_m3)::text as v from meter_readings order by taken_on',
    ),
  ).toEqual([{ v: '45311' }, { v: '45400' }, { v: '45500' }]);
});

test('a line that is refused does not refuse the good ones after it', async () => {
  const lines = [
    line('01.11.2026', '45400'),
    line('02.11.2026', '46000'),
    line('10.11.2026', '45450'),
    line('12.11.2026', '45440'),
  ];
  expect(await refusals(lines)).toEqual([
    expect.stringContaining(
      '3 Показание: Столько газа счётчик пропустить не мог (предыдущее: 45400',
    ),
    expect.stringContaining('5 Показание: Показание меньше предыдущего (45450, 10.11.2026)'),
  ]);
});

test('after the end of verification a reading is stored and said not to count', async () => {
  await world.importRows([registerRow({ 'Поверка до': '31.10.2026' })]);
  const summary = await world.importReadings([line('20.11.2026', '45400')]);
  expect(summary.counts).toMatchObject({ readingsAdded: 1, readingsStored: 1 });
  expect(
    await world.rows(
      "select status, not_counted_reason from meter_readings where taken_on = '2026-11-20'",
    ),
  ).toEqual([{ status: 'stored', not_counted_reason: 'verification_expired' }]);
});

test('dry run and strict hold for readings, too', async () => {
  const lines = [line('20.11.2026', '45400'), line('21.11.2026', '1')];
  const before = await world.snapshot();
  expect(await world.importReadings(lines, { isDryRun: true })).toMatchObject({
    importId: null,
    exitCode: 2,
    counts: { readingsAdded: 1 },
  });
  expect(await world.importReadings(lines, { isStrict: true })).toMatchObject({ exitCode: 1 });
  expect(await world.snapshot()).toEqual(before);
});

test('readings of a file fall into the months that the rule says', async () => {
  const anyDay = fc
    .tuple(fc.integer({ min: 1995, max: 2040 }), fc.nat(11), fc.nat(27))
    .map(([year, month, day]) => plainDate(year, month + 1, day + 1));
  await fc.assert(
    fc.asyncProperty(anyDay, anyDay, fc.nat(40), async (takenOn, other, monthsClosed) => {
      const begunIn = firstDayOfMonth(other);
      const books = { begunIn, openSince: addMonths(begunIn, monthsClosed) };
      const [row] = await world.rows(`select ${billingMonthSql('$1::date', '$2', '$3')} as month`, [
        takenOn,
        books.begunIn,
        books.openSince,
      ]);
      expect(row?.month).toBe(importedBillingMonthOf(takenOn, books));
    }),
    { numRuns: 50 },
  );
});

test('the history of years keeps the months of its dates; a month that we closed is over', async () => {
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    world.clock.now(),
  ]);
  await world.importReadings([
    line('20.12.2025', '44000'),
    line('19.01.2026', '44200'),
    line('20.09.2026', '45000'),
    line('20.11.2026', '45400'),
  ]);
  expect(
    await world.rows('select taken_on::text, billing_month::text from meter_readings order by 1'),
  ).toEqual([
    { taken_on: '2025-12-20', billing_month: '2025-12-01' },
    { taken_on: '2026-01-19', billing_month: '2026-01-01' },
    { taken_on: '2026-09-20', billing_month: '2026-09-01' },
    { taken_on: '2026-10-21', billing_month: '2026-10-01' },
    { taken_on: '2026-11-20', billing_month: '2026-12-01' },
  ]);
});
