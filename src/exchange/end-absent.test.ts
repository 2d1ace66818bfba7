import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterWorld,
  registerRow,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const nextMonth = () => world.clock.set('2026-12-10T10:00:00+02:00');

test('--full ends what is absent: personal accounts are closed, meters are removed', async () => {
  const rows = Array.from({ length: 200 }, (_, index) =>
    registerRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
  );
  rows.push(registerRow({ 'Заводской номер': '777' }));
  await world.importRows(rows);
  nextMonth();
  const fewer = rows.filter(
    (row) => row['Лицевой счёт'] !== '390000000200' && row['Заводской номер'] !== '777',
  );
  expect((await world.importRows(fewer)).counts).toMatchObject({ accountsEnded: 0 });
  const summary = await world.importRows(fewer, { isFull: true, asOf: '2026-12-10' });
  expect(summary.counts).toMatchObject({ accountsEnded: 1, metersEnded: 2 });
  expect(
    await world.rows("select closed_on from personal_accounts where number = '390000000200'"),
  ).toEqual([{ closed_on: '2026-12-10' }]);
  expect(await world.rows("select removed_on from meters where serial_number = '777'")).toEqual([
    { removed_on: '2026-12-10' },
  ]);
  const back = await world.importRows(rows);
  expect(back.counts).toMatchObject({ accountsChanged: 1, metersChanged: 2 });
  expect(
    await world.rows("select closed_on from personal_accounts where number = '390000000200'"),
  ).toEqual([{ closed_on: null }]);
});

test('--full refuses to end more than one per cent without the exact count', async () => {
  const rows = Array.from({ length: 50 }, (_, index) =>
    meterlessRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
  );
  await world.importRows(rows);
  const before = await world.snapshot();
  const fewer = rows.slice(2);
  expect(await world.refuseRows(fewer, { isFull: true })).toMatchObject({
    code: 'too_many_ended',
    accounts: 2,
    accountsLive: 50,
    confirm: 2,
  });
  expect(await world.refuseRows(fewer, { isFull: true, confirmEnded: 3 })).toMatchObject({
    code: 'too_many_ended',
  });
  expect(await world.snapshot()).toEqual(before);
  const summary = await world.importRows(fewer, { isFull: true, confirmEnded: 2 });
  expect(summary.counts.accountsEnded).toBe(2);
});

test('--full never ends what a refused line speaks of', async () => {
  const rows = Array.from({ length: 300 }, (_, index) =>
    registerRow({
      'Лицевой счёт': String(390_000_000_001 + index),
      'Заводской номер': String(1000 + index),
      Адрес: `г. Гусев, ул. Лесная, д. ${index + 1}`,
    }),
  );
  await world.importRows(rows);
  const [first = {}, second = {}, third = {}, ...others] = rows;
  const summary = await world.importRows(
    [
      { ...first, Проживает: 'двое' },
      { ...second, 'Лицевой счёт': '39 ABC' },
      { ...third, 'Последнее показание': '12O45' },
      ...others,
    ],
    { isFull: true },
  );
  expect(summary.lines.refused).toBe(3);
  expect(summary.counts).toMatchObject({ accountsEnded: 0, metersEnded: 0 });
});

test('--full measures the loss by what had been there, not by what the file itself adds', async () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      meterlessRow({ 'Лицевой счёт': String(from + index) }),
    );
  await world.importRows(rows(390_000_000_001, 5));
  expect(await world.refuseRows(rows(390_000_001_000, 600), { isFull: true })).toMatchObject({
    code: 'too_many_ended',
    accounts: 5,
    accountsLive: 5,
    confirm: 5,
  });
});

test('--full asks for the sum when both personal accounts and meters are too many', async () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    registerRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
  );
  rows.push(registerRow({ 'Заводской номер': '7' }), registerRow({ 'Заводской номер': '8' }));
  await world.importRows(rows);
  const fewer = rows.slice(0, 19);
  const both = { code: 'too_many_ended', accounts: 1, meters: 2, confirm: 3 };
  for (const confirmEnded of [1, 2, undefined]) {
    expect(await world.refuseRows(fewer, { isFull: true, confirmEnded })).toMatchObject(both);
  }
  const { counts } = await world.importRows(fewer, { isFull: true, confirmEnded: 3 });
  expect(counts).toMatchObject({ accountsEnded: 1, metersEnded: 3 });
});
