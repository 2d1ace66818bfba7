import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const nextMonth = () => world.clock.set('2026-12-10T10:00:00+02:00');

test('a changed attribute keeps what had held before, until the day of the register', async () => {
  await world.importRows([registerRow()]);
  nextMonth();
  const summary = await world.importRows([registerRow({ Проживает: '3', 'Поверка до': '' })]);
  expect(summary.exitCode).toBe(1);
  const second = await world.importRows([
    registerRow({ Проживает: '3', 'Поверка до': '01.12.2034' }),
  ]);
  expect(second.counts).toMatchObject({ accountsChanged: 1, metersChanged: 1, holdersChanged: 0 });
  expect(await world.rows('select residents, attributes_since from personal_accounts')).toEqual([
    { residents: 3, attributes_since: '2026-12-10' },
  ]);
  expect(
    await world.rows('select residents, valid_from, valid_to from personal_account_revisions'),
  ).toEqual([{ residents: 2, valid_from: '2003-10-31', valid_to: '2026-12-10' }]);
  expect(await world.rows('select verified_until, valid_to from meter_revisions')).toEqual([
    { verified_until: '2028-05-27', valid_to: '2026-12-10' },
  ]);
});

test("a new holder ends the former residents' access to what comes after", async () => {
  await world.importRows([registerRow()]);
  await world.linkResident('390000000001');
  nextMonth();
  const summary = await world.importRows([
    registerRow({ Фамилия: 'Соловьёв', Имя: 'Пётр', Отчество: 'Ильич' }),
  ]);
  expect(summary.counts).toMatchObject({ holdersChanged: 1, accessEnded: 1 });
  expect(
    await world.rows('select visible_until, visible_until_reason from personal_account_links'),
  ).toEqual([{ visible_until: '2026-12-10', visible_until_reason: 'holder_changed' }]);
  expect(await world.rows('select holder_since from personal_accounts')).toEqual([
    { holder_since: '2026-12-10' },
  ]);
  expect(
    await world.rows('select holder_last_name, holder_since from personal_account_revisions'),
  ).toEqual([{ holder_last_name: 'Черных', holder_since: '2003-10-31' }]);
});

test('a new surname alone is a new holder: marriage is proved again, a stranger never inherits', async () => {
  await world.importRows([registerRow()]);
  await world.linkResident('390000000001');
  expect((await world.importRows([registerRow({ Фамилия: 'Белых' })])).counts).toMatchObject({
    holdersChanged: 1,
    accessEnded: 1,
  });
});

test.each([
  ['capitals', { Фамилия: 'ЧЕРНЫХ' }],
  ['an initial', { Имя: 'Л.', Отчество: 'И.' }],
  ['spaces and hyphens', { Фамилия: 'Чер-ных ' }],
  ['a Latin letter that looks Cyrillic', { Фамилия: 'Чepныx' }],
  ['a patronymic that vanishes', { Отчество: '' }],
])('%s in a name is spelling, not another holder', async (_, changes) => {
  await world.importRows([registerRow()]);
  await world.linkResident('390000000001');
  expect((await world.importRows([registerRow(changes)])).counts).toMatchObject({
    holdersChanged: 0,
    accessEnded: 0,
  });
});

test.each([
  ['initials', { Имя: 'Л.', Отчество: 'И.' }, { Имя: 'Лев', Отчество: 'Игоревич' }],
  ['a patronymic left out', { Отчество: '' }, { Отчество: 'Петровна' }],
])('%s do not let another person in by the next register', async (_, short, other) => {
  await world.importRows([registerRow()]);
  await world.linkResident('390000000001');
  expect((await world.importRows([registerRow(short)])).counts.holdersChanged).toBe(0);
  expect((await world.importRows([registerRow(other)])).counts).toMatchObject({
    holdersChanged: 1,
    accessEnded: 1,
  });
});

test('initials that are written in full again are the same holder', async () => {
  await world.importRows([registerRow()]);
  await world.importRows([registerRow({ Имя: 'Л.', Отчество: 'И.' })]);
  await world.importRows([registerRow({ Имя: 'Л.', Отчество: '' })]);
  expect((await world.importRows([registerRow()])).counts.holdersChanged).toBe(0);
});

test('ё and е are one letter in names', async () => {
  await world.importRows([registerRow({ Фамилия: 'Соловьёва', Имя: 'Алёна' })]);
  const summary = await world.importRows([registerRow({ Фамилия: 'Соловьева', Имя: 'Алена' })]);
  expect(summary.counts).toMatchObject({ accountsChanged: 1, holdersChanged: 0 });
});

test('a new meter is added; the one that is absent stays as it was', async () => {
  await world.importRows([registerRow()]);
  nextMonth();
  const summary = await world.importRows([registerRow({ 'Заводской номер': '555' })]);
  expect(summary.counts).toMatchObject({ metersAdded: 1, metersEnded: 0 });
  expect(await world.rows('select removed_on from meters')).toEqual([
    { removed_on: null },
    { removed_on: null },
  ]);
});

test("the register's reading is kept when it is newer than ours, once", async () => {
  const reading = (value: string, date: string) =>
    registerRow({ 'Последнее показание': value, 'Дата показания': date });
  await world.importRows([reading('100', '21.10.2026')]);
  nextMonth();
  expect((await world.importRows([reading('90', '01.10.2026')])).counts.readingsAdded).toBe(0);
  expect((await world.importRows([reading('150', '08.12.2026')])).counts.readingsAdded).toBe(1);
  expect((await world.importRows([reading('150', '08.12.2026')])).counts.readingsAdded).toBe(0);
  expect(
    await world.rows('select value_m3, billing_month from meter_readings order by taken_on'),
  ).toEqual([
    { value_m3: '100.000', billing_month: '2026-10-01' },
    { value_m3: '150.000', billing_month: '2026-12-01' },
  ]);
});

test('a newer reading that is lower than ours is listed for people, not taken', async () => {
  await world.importRows([registerRow()]);
  const lower = registerRow({ 'Последнее показание': '12', 'Дата показания': '20.11.2026' });
  const summary = await world.importRows([lower]);
  expect(summary.counts).toMatchObject({ readingsAdded: 0, differences: 1 });
  expect(summary.differences[0]).toMatchObject({ field: 'reading 02887570' });
});

test("a register's reading after the end of verification is stored and does not count", async () => {
  await world.importRows([registerRow({ 'Поверка до': '20.10.2026' })]);
  expect(await world.rows('select status, not_counted_reason from meter_readings')).toEqual([
    { status: 'stored', not_counted_reason: 'verification_expired' },
  ]);
});

test('an older reading that is higher than our later one is listed for people', async () => {
  await world.importRows([registerRow()]);
  const higher = registerRow({ 'Последнее показание': '46000', 'Дата показания': '20.09.2026' });
  const summary = await world.importRows([higher]);
  expect(summary.counts).toMatchObject({ readingsAdded: 0, differences: 1 });
  expect(summary.differences[0]).toMatchObject({
    ours: '45311 2026-10-21',
    theirs: '46000 2026-09-20',
  });
});

test('of differences that come each month the latest two are kept', async () => {
  await world.importRows([registerRow()]);
  for (const balance of ['1', '2', '3', '4']) {
    await world.importRows([registerRow({ Сальдо: balance })]);
  }
  expect(
    await world.rows('select theirs from register_differences order by register_import_id'),
  ).toEqual([{ theirs: '300' }, { theirs: '400' }]);
});
