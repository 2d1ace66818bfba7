import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.clearBilling();
  await world.importRows([
    registerRow({ 'Последнее показание': '45311', 'Дата показания': '21.10.2026' }),
    registerRow({ 'Лицевой счёт': '390000000002', 'Поверка до': '31.10.2026' }),
  ]);
});

const ochag = (...args: string[]) => runOchag(world.deps, args);
const out = (name = 'out.csv') => join(world.folder, name);
const written = async (name?: string) => (await readFile(out(name), 'utf8')).split('\n');

async function close(month: string, state = 'closed'): Promise<number> {
  const [row] = await world.rows<{ id: number }>(
    `insert into month_closes (month, state, is_first, started_at, closed_at, actor)
     values ($1, $2, false, now(), case when $2 = 'closed' then now() end, 'test')
     returning close_id as id`,
    [month, state],
  );
  return row?.id ?? 0;
}

const chargeLine = (closeId: number, number: string, values: string) =>
  world.pool.query(
    `insert into charge_lines (close_id, personal_account_id, line_no, kind, charged_month, method,
       starts_on, ends_on, measured_m3, volume_m3, coefficient, tariff_id, price_per_m3,
       amount_kopecks, basis)
     select $1, personal_account_id, ${values}, '{}' from personal_accounts where number = $2`,
    [closeId, number],
  );

test('charges are a line for each line of the close, in plain numbers and days', async () => {
  const closeId = await close('2026-11-01');
  const meter = `'charge', '2026-11-01', 'METER', '2026-11-01', '2026-12-01', 68, 72.080, 1.0600`;
  await chargeLine(closeId, '390000000001', `1, ${meter}, 7, 9.624000, 69370`);
  const reversal = `'recalculation', '2026-10-01', 'AVG_P31', '2026-10-01', '2026-11-01', -68, -68, 1`;
  await chargeLine(closeId, '390000000001', `2, ${reversal}, 7, 9.624, -65443`);
  const privilege = `'charge', '2026-11-01', 'PRIVILEGE', '2026-11-14', '2026-11-19', 0, 0, 1`;
  await chargeLine(closeId, '390000000002', `1, ${privilege}, 7, 9.624, -5`);
  // Another month is not in the file, nor is a close that was not finished.
  await chargeLine(await close('2026-10-01'), '390000000001', `1, ${meter}, 7, 9.624, 1`);
  const said = await ochag('export', 'charges', '--month', '2026-11', '--out', out());
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.out).toContain('Начисления за 11.2026');
  expect(said.out).toContain('строк 3');
  expect(await written()).toEqual([
    '\ufeffЛицевой счёт;Месяц;Метод;Пункт;С;По;Объём;Коэффициент;Цена;Сумма',
    '390000000001;11.2026;METER;п. 26;01.11.2026;30.11.2026;72,08;1,06;9,624;693,70',
    '390000000001;10.2026;RECALC;п. 31;01.10.2026;31.10.2026;-68;1;9,624;-654,43',
    '390000000002;11.2026;PRIVILEGE;льгота;14.11.2026;18.11.2026;0;1;9,624;-0,05',
    '',
  ]);
});

test('balances of several months stand one after another, and each row adds up', async () => {
  const month = (closeId: number, of: string, sums: string) =>
    world.pool.query(
      `insert into account_months (close_id, personal_account_id, month, opening_kopecks,
         charged_kopecks, recalculated_kopecks, penalty_kopecks, paid_kopecks, corrected_kopecks,
         closing_kopecks, closing_penalty_kopecks, volume_m3, is_estimated, due_on, state)
       select $1, personal_account_id, $2, ${sums}, 0, 0, false, $2, '{}'
       from personal_accounts where number = '390000000001'`,
      [closeId, of],
    );
  await month(await close('2026-10-01'), '2026-10-01', '0, 60150, 0, 0, 50000, 0, 10150');
  await month(
    await close('2026-11-01'),
    '2026-11-01',
    '10150, 60150, -15879, 12, 50000, 100, 4533',
  );
  const span = ['--from', '10.2026', '--to', '2026-11'];
  const said = await ochag('export', 'balances', ...span, '--out', out(), '--json');
  expect(JSON.parse(said.out)).toMatchObject({
    kind: 'balances',
    rows: 2,
    months: { from: '2026-10-01', to: '2026-11-01' },
  });
  expect(await written()).toEqual([
    '\ufeffЛицевой счёт;Месяц;Входящее сальдо;Начислено;Перерасчёт;Пени;Оплачено;Исходящее сальдо',
    '390000000001;10.2026;0,00;601,50;0,00;0,00;500,00;101,50',
    '390000000001;11.2026;101,50;601,50;-157,79;0,12;500,00;45,33',
    '',
  ]);
});

test('a month that is not closed is not written out, and nothing is left behind', async () => {
  await close('2026-10-01');
  await close('2026-11-01', 'running');
  const span = ['--from', '2026-10', '--to', '2026-11'];
  const said = await ochag('export', 'charges', ...span, '--out', out('none.csv'));
  expect(said).toMatchObject({
    exitCode: 1,
    said: 'Месяц 11.2026 ещё не закрыт: выгрузить можно только закрытый месяц.\n',
  });
  expect((await readdir(world.folder)).filter((name) => name.startsWith('none'))).toEqual([]);
});

const reading = (values: string) =>
  world.pool.query(
    `insert into meter_readings (personal_account_id, meter_id, taken_on, value_m3, source, status,
       not_counted_reason, is_rollover, billing_month, received_at)
     select personal_account_id, meter_id, ${values}, '2026-11-01', now()
     from meters join personal_accounts using (personal_account_id) where number = $1`,
    ['390000000001'],
  );

test('readings that were written out come back without a difference', async () => {
  await reading(`'2026-11-05', 45400.5, 'cabinet', 'corrected', null, false`);
  await reading(`'2026-11-05', 45400, 'api', 'accepted', null, false`);
  await reading(`'2026-11-12', 45500, 'cabinet', 'accepted', null, false`);
  await reading(`'2026-11-12', 45420, 'inspector', 'accepted', null, false`);
  await reading(`'2026-11-13', 3, 'phone', 'accepted', null, true`);
  await reading(`'2026-11-14', 45430, 'office', 'stored', 'verification_expired', false`);
  await reading(`'2026-11-20', 20, 'inspector', 'accepted', null, false`);
  await world.pool.query(`update meters set removed_on = '2026-11-20', decimal_digits = 0`);
  await world.pool.query(`update personal_accounts set closed_on = '2026-11-19'`);
  const said = await ochag('export', 'readings', '--month', '2026-11', '--out', out());
  expect(said).toMatchObject({ exitCode: 0 });
  expect(await written()).toEqual([
    '\ufeffЛицевой счёт;Заводской номер;Дата;Показание;Источник',
    '390000000001;02887570;05.11.2026;45400;приложение',
    '390000000001;02887570;12.11.2026;45420;контролёр',
    '390000000001;02887570;13.11.2026;3;телефон',
    '390000000001;02887570;14.11.2026;45430;офис',
    '390000000001;02887570;20.11.2026;20;контролёр',
    '',
  ]);
  const before = await world.snapshot();
  const back = await ochag('import', 'readings', out(), '--json');
  expect(JSON.parse(back.out)).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    lines: { total: 5, refused: 0 },
    counts: { readingsAdded: 0, readingsKnown: 5 },
  });
  expect(await world.snapshot()).toEqual(before);
});

test('a file in windows-1251 has no BOM, and serial numbers with a delimiter stand in quotes', async () => {
  await world.pool.query(`update meters set serial_number = 'Ж;1"' where serial_number = '02887570'
    and personal_account_id = (select min(personal_account_id) from personal_accounts)`);
  const options = ['--month', '2026-10', '--out', out(), '--encoding', 'windows-1251'];
  expect(await ochag('export', 'readings', ...options)).toMatchObject({ exitCode: 0 });
  expect(iconv.decode(await readFile(out()), 'win1251').split('\n')).toEqual([
    'Лицевой счёт;Заводской номер;Дата;Показание;Источник',
    '390000000001;"Ж;1""";21.10.2026;45311;реестр',
    '390000000002;02887570;21.10.2026;45311;реестр',
    '',
  ]);
  const back = await ochag('import', 'readings', out(), '--json');
  expect(JSON.parse(back.out)).toMatchObject({ exitCode: 0, hasChanges: false });
});

test('a path that cannot be written is told before anything is read', async () => {
  const month = ['--month', '2026-10', '--out'];
  const nowhere = await ochag('export', 'readings', ...month, out('absent/out.csv'));
  expect(nowhere).toMatchObject({ exitCode: 1 });
  expect(nowhere.said).toMatch(/^Папки \S+absent нет/);
  await mkdir(out('folder'), { recursive: true });
  const folder = await ochag('export', 'readings', ...month, out('folder'));
  expect(folder.said).toContain('это папка');
});

test('what is wrong with the months is said with an example', async () => {
  const said = async (...args: string[]) =>
    (await ochag('export', 'charges', '--out', out(), ...args)).said;
  expect(await said()).toContain('--month 2026-11');
  expect(await said('--month', 'ноябрь')).toContain('--month ноябрь: нужен месяц');
  expect(await said('--from', '2026-11')).toContain('--from 2026-01 --to 2026-11');
  expect(await said('--from', '2026-11', '--to', '2026-10')).toContain('--from позже');
  expect(await said('--month', '2026-11', '--encoding', 'koi8')).toContain('windows-1251');
});

test('each file stands in the order of the numbers of accounts, not of their coming', async () => {
  const last = registerRow({ 'Лицевой счёт': '380000000009', 'Заводской номер': '00000009' });
  await world.importRows([last]);
  const closeId = await close('2026-09-01');
  const meter = `'charge', '2026-09-01', 'METER', '2026-09-01', '2026-10-01', 1, 1, 1, 7, 9.624, 962`;
  for (const number of ['390000000002', '390000000001', '380000000009']) {
    await chargeLine(closeId, number, `1, ${meter}`);
    await world.pool.query(
      `insert into account_months select $1, personal_account_id, '2026-09-01', 0, 0, 0, 0, 0, 0, 0, 0,
         0, false, '2026-10-15', '{}' from personal_accounts where number = $2`,
      [closeId, number],
    );
  }
  for (const [kind, month] of [
    ['charges', '2026-09'],
    ['balances', '2026-09'],
    ['readings', '2026-10'],
  ] as const) {
    const said = await ochag('export', kind, '--month', month, '--out', out());
    expect(said, kind).toMatchObject({ exitCode: 0 });
    const numbers = (await written()).slice(1, -1).map((line) => line.split(';')[0]);
    expect(numbers, kind).toEqual(['380000000009', '390000000001', '390000000002']);
  }
});
