import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import {
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());

beforeEach(async () => {
  await world.clear();
  await world.clearBilling();
  const rows = [registerRow(), registerRow({ 'Лицевой счёт': '390000000002' })];
  await world.importRows(rows, { asOf: '2026-11-01' });
});

const ochag = (...args: string[]) => runOchag(world.deps, args);
const heading = 'Лицевой счёт;Дата;Сумма;Источник;Номер операции';

async function load(lines: string[], ...options: string[]) {
  const file = await world.put(`${[heading, ...lines].join('\n')}\n`);
  return JSON.parse((await ochag('import', 'payments', file, '--json', ...options)).out);
}

async function refusals(lines: string[]) {
  const errors = await readErrors(await load(lines));
  return errors.map((row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`);
}

const entries = () =>
  world.rows(
    `select l.billing_month as month, l.idempotency_key as key, l.amount_kopecks as amount,
       l.value_date as day, l.channel, l.cause, l.reverses_key as reverses
     from ledger_entries l join personal_accounts p using (personal_account_id)
     where l.kind = 'payment' order by l.ledger_entry_id`,
  );

test('payments go to the ledger in the first open month, and those of older months beside it', async () => {
  const lines = [
    `390000000001;05.11.2026;1 240,50;Банк;op-1`,
    `390000000002;2026-10-30;300;касса;op-2`,
  ];
  const summary = await load(lines);
  expect(summary).toMatchObject({
    exitCode: 0,
    counts: { rowsAdded: 1, rowsInBalance: 1, rowsKnown: 0 },
  });
  expect(await entries()).toEqual([
    {
      month: '2026-11-01',
      key: `payment bank op-1`,
      amount: -124050,
      day: '2026-11-05',
      channel: 'bank',
      cause: `import ${summary.importId}`,
      reverses: null,
    },
  ]);
  expect(
    await world.rows(
      'select operation_key as key, paid_on, amount_kopecks as amount from imported_payments',
    ),
  ).toEqual([{ key: `payment cash_desk op-2`, paid_on: '2026-10-30', amount: 30000 }]);
  expect(await load(lines)).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    counts: { rowsAdded: 0, rowsKnown: 2 },
  });
  expect(await entries()).toHaveLength(1);
});

test('a payment of before the register’s month is in its balance already, and that is said', async () => {
  await world.clear();
  await world.clearBilling();
  await world.importRows([registerRow()], { asOf: '2026-11-12' });
  const file = await world.put(
    `${heading}\n390000000001;31.10.2026;100;банк;op-1\n390000000001;01.11.2026;200;банк;op-2\n`,
  );
  const { out } = await ochag('import', 'payments', file);
  expect(out).toContain('Уплачены до месяца реестра и уже в его сальдо, сохранены для истории: 1');
  expect(await entries()).toMatchObject([{ day: '2026-11-01', amount: -20000 }]);
});

test('a payment of a month that was closed falls into the first open one, with its own day', async () => {
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    world.clock.now(),
  ]);
  await load([`390000000001;05.11.2026;100;сбп;op-1`]);
  expect(await entries()).toMatchObject([{ month: '2026-12-01', day: '2026-11-05' }]);
});

test('an operation is one payment: with another sum, day or account it is refused', async () => {
  await load([`390000000001;05.11.2026;100;банк;op-1`, `390000000001;05.10.2026;7;банк;op-2`]);
  const told = (known: string) =>
    `2 Номер операции: Платёж с этим номером уже принят, но другой (${known}): проверьте номер операции, сумму, дату и счёт.`;
  const known = told('05.11.2026, 100,00, 390000000001');
  expect(await refusals(['390000000001;05.11.2026;101;банк;op-1'])).toEqual([known]);
  expect(await refusals(['390000000001;06.11.2026;100;банк;op-1'])).toEqual([known]);
  expect(await refusals(['390000000002;05.11.2026;100;банк; op-1 '])).toEqual([known]);
  expect(await refusals(['390000000001;05.10.2026;8;банк;op-2'])).toEqual([
    told('05.10.2026, 7,00, 390000000001'),
  ]);
  expect(await refusals(['390000000001;05.11.2026;101;касса;op-1'])).toEqual([]);
});

test('an operation that comes twice in one file is taken once, or not at all if it differs', async () => {
  expect(
    await refusals([
      '390000000001;05.11.2026;100;банк;op-1',
      '390000000001;05.11.2026;100;банк;op-1',
      '390000000001;05.11.2026;100;банк;op-2',
      '390000000002;05.11.2026;100;банк;op-2',
    ]),
  ).toEqual([
    '3 Номер операции: Удалите строку: она повторяет то, что в строке 2.',
    '4 Номер операции: О том же другие сведения в строке 5: оставьте одну, верную строку.',
    '5 Номер операции: О том же другие сведения в строке 4: оставьте одну, верную строку.',
  ]);
  expect(await entries()).toHaveLength(1);
});

test.each([
  ['a returned payment', '390000000001;05.11.2026;-100;банк;', 'Сумма: Возврат не загружают'],
  ['nothing', '390000000001;05.11.2026;0;банк;', 'Сумма: Число слишком мало'],
  ['a day to come', '390000000001;24.11.2026;100;банк;', 'Дата: Дата позже дня'],
  ['an unknown source', '390000000001;05.11.2026;100;друг;', 'Источник: Запишите одно из'],
  ['an unknown account', '390000009999;05.11.2026;100;банк;', 'Лицевой счёт: Такого лицевого'],
])('%s is refused, and what to do is said', async (_, line, told) => {
  const [refusal, ...others] = await refusals([`${line}op-1`]);
  expect(refusal?.slice(0, told.length + 2)).toBe(`2 ${told}`);
  expect(others).toEqual([]);
  expect(await entries()).toEqual([]);
});

test('undoing posts opposite entries, and the same file may come again', async () => {
  const lines = [`390000000001;05.11.2026;100;банк;op-1`, `390000000001;05.10.2026;7;банк;op-2`];
  const { importId } = await load(lines);
  const undone = await ochag('import', 'undo', String(importId));
  expect(undone).toMatchObject({ exitCode: 0 });
  expect(undone.out).toContain('сторнировано обратными записями 1');
  expect(await world.rows('select 1 from imported_payments')).toEqual([]);
  expect(await load(lines)).toMatchObject({ counts: { rowsAdded: 1, rowsInBalance: 1 } });
  expect(await load(lines)).toMatchObject({ counts: { rowsAdded: 0, rowsKnown: 2 } });
  expect((await entries()).map(({ key, amount, reverses }) => [key, amount, reverses])).toEqual([
    [`payment bank op-1`, -10000, null],
    [`reversal of payment bank op-1`, 10000, `payment bank op-1`],
    [`payment bank op-1  again 1`, -10000, null],
  ]);
});

test('payments are kept once the month they stand in was closed', async () => {
  const { importId } = await load([`390000000001;05.11.2026;100;банк;op-1`]);
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    new Date(world.clock.now().getTime() + 1),
  ]);
  const refused = await ochag('import', 'undo', String(importId));
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.said).toContain('закрыты или закрываются месяцы: 11.2026');
  expect(await entries()).toHaveLength(1);
});

test('the register is kept while there are payments on what it brought', async () => {
  await load([`390000000001;05.11.2026;100;банк;op-1`]);
  const refused = await ochag('import', 'undo', '1');
  expect(refused.said).toContain('события, льготы, начисления или платежи: 390000000001');
});

test('a file in windows-1251 with its columns in another order is read the same', async () => {
  const text = `НОМЕР ОПЕРАЦИИ,источник,сумма,дата,лицевой счет\nop-1,почта,"1\u00a0000,5",05.11.2026,390000000001\n`;
  const file = await world.put(iconv.encode(text, 'win1251'));
  expect(await ochag('import', 'payments', file)).toMatchObject({ exitCode: 0 });
  expect(await entries()).toMatchObject([{ amount: -100050, channel: 'post' }]);
});
