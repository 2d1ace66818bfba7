import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { verifyLedger } from '#src/billing/verify-ledger.ts';
import { runOchag } from '#test/ochag.ts';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterWorld,
  registerText,
} from '#test/register-world.ts';

// A register of a day that our books have closed already, or with such days in it. A stove and
// central hot water, two persons: 2 × 11.5 m³ × 13.52 ₽ = 310.96 ₽ a month.
let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.clearBilling();
  world.clock.set('2026-08-05T10:00:00+03:00');
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  await world.importRows([home(ANNA), home(BORIS)]);
  for (const month of ['2026-08-01', '2026-09-01', '2026-10-01']) await shut(month);
  world.clock.set('2026-11-10T10:00:00+02:00');
});

const ANNA = '390000000001';
const BORIS = '390000000002';
const VERA = '390000000003';

const home = (number: string, changes: Record<string, string> = {}) =>
  meterlessRow({
    ...{ 'Лицевой счёт': number, ЕЛС: '', Сальдо: '0', Пени: '0', 'Долг с': '' },
    ...{ Отопление: '0', ЦГВС: '1', 'Сумма последней квитанции': '' },
    ...changes,
  });

const meter = {
  ...{ 'Модель счётчика': 'ВК-G4', 'Заводской номер': '02887570', Разрядность: '5' },
  ...{ 'Место установки': 'внутри', Термокоррекция: 'нет', Зона: '1' },
  ...{ 'Дата ввода': '07.09.2020', 'Дата пломбы': '11.09.2020', 'Поверка до': '27.05.2028' },
  ...{ 'Последнее показание': '100', 'Дата показания': '21.07.2026' },
};

async function shut(month: string) {
  const [year = 0, of = 0] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, of, 2, 8));
  if (world.clock.now() < next) world.clock.set(next.toISOString());
  const closed = await closeMonth(world.deps, { month, actor: system('test'), connections: 1 });
  expect(closed).toMatchObject({ ok: true });
}

const monthOf = async (number: string, month: string) =>
  (
    await world.rows(
      `select charged_kopecks as charged, recalculated_kopecks as recalculated
       from account_months m join month_closes c using (close_id)
         join personal_accounts p using (personal_account_id)
       where p.number = $1 and m.month = $2 and c.state = 'closed'`,
      [number, month],
    )
  )[0];

const recalculatedBy = (number: string) =>
  world.rows(
    `select to_char(charged_month, 'MM') as of, sum(amount_kopecks)::int as kopecks
     from charge_lines l join personal_accounts p using (personal_account_id)
     where p.number = $1 and l.kind = 'recalculation' group by 1 order by 1`,
    [number],
  );

async function expectProved() {
  const client = await world.pool.connect();
  try {
    const { db, supplier } = world;
    const { difference } = await verifyLedger(client, { db, rules: supplier.billing });
    expect(difference).toBeNull();
  } finally {
    client.release();
  }
}

test('one resident more from a day of a closed month is charged for that month’s days, later', async () => {
  const rows = [home(ANNA, { Проживает: '3' }), home(BORIS)];
  const { counts } = await world.importRows(rows, { asOf: '2026-10-15' });
  expect(counts).toMatchObject({ accountsChanged: 1, accountsRecalculated: 1 });
  await shut('2026-11-01');
  // 34.5 m³ × 17 ÷ 31 = 18.919 and 23 × 14 ÷ 31 = 10.387 instead of 23: 255.78 + 140.43 − 310.96.
  expect(await recalculatedBy(ANNA)).toEqual([{ of: '10', kopecks: 8525 }]);
  expect(await monthOf(ANNA, '2026-11-01')).toEqual({ charged: 46_644, recalculated: 8525 });
  expect(await monthOf(BORIS, '2026-11-01')).toEqual({ charged: 31_096, recalculated: 0 });
  await expectProved();
});

test('a household that left in September is charged for nothing since, though it is told in November', async () => {
  const rows = [home(ANNA, { Закрыт: '11.09.2026' }), home(BORIS)];
  const { counts } = await world.importRows(rows);
  expect(counts).toMatchObject({ accountsRecalculated: 1 });
  await shut('2026-11-01');
  // Of September ten days remain: 23 × 10 ÷ 30 = 7.667 m³, 103.66 ₽.
  expect(await recalculatedBy(ANNA)).toEqual([
    { of: '09', kopecks: 10_366 - 31_096 },
    { of: '10', kopecks: -31_096 },
  ]);
  expect(await monthOf(ANNA, '2026-11-01')).toMatchObject({ charged: 0 });
  await expectProved();
});

test('what a register tells of its own open day changes no closed month', async () => {
  const rows = [home(ANNA, { Проживает: '3', ПИН: '111111' }), home(BORIS, { ПИН: '222222' })];
  const { counts } = await world.importRows(rows);
  expect(counts).toMatchObject({ accountsChanged: 2, accountsRecalculated: 0 });
  await shut('2026-11-01');
  expect(await recalculatedBy(ANNA)).toEqual([]);
});

test('the result of the import says it plainly, and undoing takes it back', async () => {
  const file = await world.put(
    registerText([home(ANNA, { Отопление: '1', 'Отапливаемая площадь': '50' }), home(BORIS)]),
  );
  const loaded = await runOchag(world.deps, ['import', 'register', file, '--as-of', '2026-09-01']);
  expect(loaded.out).toContain('Меняет закрытые месяцы: счетов 1, пересчитаем при закрытии');
  const undone = await runOchag(world.deps, ['import', 'undo', '2']);
  expect(undone).toMatchObject({ exitCode: 0 });
  await shut('2026-11-01');
  expect(await recalculatedBy(ANNA)).toEqual([]);
  expect(await monthOf(ANNA, '2026-11-01')).toEqual({ charged: 31_096, recalculated: 0 });
});

test('a meter that was taken away in a closed month leaves its household to the norm from that day', async () => {
  await world.clear();
  await world.clearBilling();
  world.clock.set('2026-08-05T10:00:00+03:00');
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  await world.importRows([home(ANNA, meter)]);
  for (const [month, shown] of [
    ['2026-08', '110'],
    ['2026-09', '120'],
    ['2026-10', '130'],
  ] as const) {
    world.clock.set(`${month}-22T10:00:00+02:00`);
    await world.importReadings([`${ANNA};02887570;21.${month.slice(5)}.2026;${shown};кабинет`]);
    await shut(`${month}-01`);
  }
  world.clock.set('2026-11-10T10:00:00+02:00');
  const full = { asOf: '2026-10-25', isFull: true, confirmEnded: 1 };
  const { counts } = await world.importRows([home(ANNA)], full);
  expect(counts).toMatchObject({ metersEnded: 1, accountsRecalculated: 1 });
  await shut('2026-11-01');
  // October's 10 m³ stay; seven days without a meter are 23 × 7 ÷ 31 = 5.194 m³, 70.22 ₽.
  expect(await recalculatedBy(ANNA)).toEqual([{ of: '10', kopecks: 7022 }]);
  expect(await monthOf(ANNA, '2026-11-01')).toEqual({ charged: 31_096, recalculated: 7022 });
  await expectProved();
});

test('a new account of a closed month’s day is charged for the months between at the next close', async () => {
  const rows = [home(ANNA), home(BORIS), home(VERA, { Открыт: '11.09.2026' })];
  await world.importRows(rows, { asOf: '2026-09-20' });
  await shut('2026-11-01');
  expect(await recalculatedBy(VERA)).toEqual([
    { of: '09', kopecks: 20_730 },
    { of: '10', kopecks: 31_096 },
  ]);
  expect(await monthOf(VERA, '2026-11-01')).toEqual({ charged: 31_096, recalculated: 51_826 });
  expect(await monthOf(ANNA, '2026-11-01')).toEqual({ charged: 31_096, recalculated: 0 });
  await expectProved();
  await shut('2026-12-01');
  expect(await monthOf(VERA, '2026-12-01')).toEqual({ charged: 31_096, recalculated: 0 });
  await expectProved();
});
