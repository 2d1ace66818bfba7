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
  await world.importRows([registerRow(), registerRow({ 'Лицевой счёт': '390000000002' })]);
});

const ochag = (...args: string[]) => runOchag(world.deps, args);
const headings = {
  charges: 'Лицевой счёт;Месяц;Объём;Начислено;Перерасчёт;Пени;Оплачено;Исходящее сальдо',
  privileges: 'Лицевой счёт;Действует с;По;Доля',
};

async function load(kind: 'charges' | 'privileges', lines: string[]) {
  const text = `${[headings[kind], ...lines].join('\r\n')}\r\n`;
  const file = await world.put(iconv.encode(text, 'win1251'));
  return JSON.parse((await ochag('import', kind, file, '--json')).out);
}

async function refusals(kind: 'charges' | 'privileges', lines: string[]) {
  const errors = await readErrors(await load(kind, lines), { encoding: 'win1251' });
  return errors.map((row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`);
}

test('months of the old system are shown as it told them', async () => {
  const lines = [
    '390000000001;08.2026;62,5;601,50;0;0;500;101,50',
    '390000000001;2026-09;68;654,43;-158,79;1,05;597,14;1,05',
    '390000000001;01.10.2026;68;654,43;0;0;0;655,48',
  ];
  expect(await load('charges', lines)).toMatchObject({
    exitCode: 0,
    counts: { rowsAdded: 3, differences: 0 },
  });
  expect(
    await world.rows(
      `select month, volume_m3::float as volume, charged_kopecks as charged,
         recalculated_kopecks as recalculated, penalty_kopecks as penalty, paid_kopecks as paid,
         closing_kopecks as closing from imported_charges order by month limit 2`,
    ),
  ).toEqual([
    {
      month: '2026-08-01',
      volume: 62.5,
      charged: 60150,
      recalculated: 0,
      penalty: 0,
      paid: 50000,
      closing: 10150,
    },
    {
      month: '2026-09-01',
      volume: 68,
      charged: 65443,
      recalculated: -15879,
      penalty: 105,
      paid: 59714,
      closing: 105,
    },
  ]);
  expect(await load('charges', lines)).toMatchObject({
    hasChanges: false,
    counts: { rowsAdded: 0, rowsKnown: 3 },
  });
});

test('a month that does not follow from the one before is taken, and told', async () => {
  const file = await world.put(
    `${headings.charges}\n390000000001;08.2026;0;0;0;0;0;100\n390000000001;09.2026;0;50;0;0;30;125\n`,
  );
  const { out, exitCode } = await ochag('import', 'charges', file);
  expect(exitCode).toBe(0);
  expect(out).toContain('Месяцы, которые не сходятся с предыдущим (взяты как есть): 1');
  expect(out).toContain('390000000001 09.2026: по суммам строки сальдо 120,00, в файле 125,00');
  const between = await load('charges', ['390000000001;07.2026;0;0;0;0;0;40']);
  expect(between).toMatchObject({
    differences: [{ number: '390000000001', field: 'closing 2026-08-01', ours: '4000' }],
  });
});

test('our own months, other sums of a known month and repeated lines are refused', async () => {
  await load('charges', ['390000000001;08.2026;62,5;601,50;0;0;500;101,50']);
  expect(
    await refusals('charges', [
      '390000000001;11.2026;1;1;0;0;0;1',
      '390000000001;08.2026;62,5;601,51;0;0;500;101,50',
      '390000000001;09.2026;1;1;0;0;0;1',
      '390000000001;09.2026;1;2;0;0;0;1',
      '390000000001;сентябрь;1;2;0;0;0;1',
      '390000000002;09.2026;1;2,005;0;0;0;1',
    ]),
  ).toEqual([
    '2 Месяц: С 11.2026 начисляет портал: загрузите только более ранние месяцы.',
    '3 Месяц: За этот месяц уже загружены другие суммы (импорт № 2): оставьте их или сначала отмените тот импорт.',
    '4 Месяц: О том же другие сведения в строке 5: оставьте одну, верную строку.',
    '5 Месяц: О том же другие сведения в строке 4: оставьте одну, верную строку.',
    '6 Месяц: Запишите месяц как мм.гггг, например 08.2026.',
    '7 Начислено: Слишком много знаков после запятой: уберите лишние, например 601,50.',
  ]);
});

test('old months are taken back whenever, since nothing is computed of them', async () => {
  const { importId } = await load('charges', ['390000000001;08.2026;0;0;0;0;0;100']);
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    new Date(world.clock.now().getTime() + 1),
  ]);
  expect(await ochag('import', 'undo', String(importId))).toMatchObject({ exitCode: 0 });
  expect(await world.rows('select 1 from imported_charges')).toEqual([]);
});

const privileges = () =>
  world.rows(
    `select valid_from as from, valid_to as to, share::float, recorded_month as recorded,
       cancelled_month as cancelled from privileges order by privilege_id`,
  );

test('a privilege holds from its day through its last, as a part or in per cent', async () => {
  const lines = ['390000000001;01.11.2026;;0,5', '390000000002;01.11.2026;31.12.2026;30%'];
  expect(await load('privileges', lines)).toMatchObject({ counts: { rowsAdded: 2 } });
  const plain = { from: '2026-11-01', recorded: '2026-11-01', cancelled: null };
  expect(await privileges()).toEqual([
    { ...plain, to: null, share: 0.5 },
    { ...plain, to: '2027-01-01', share: 0.3 },
  ]);
  expect(await load('privileges', lines)).toMatchObject({ hasChanges: false });
});

test('a changed privilege takes the place of the former, and undoing brings that back', async () => {
  await load('privileges', ['390000000001;01.11.2026;;0,5']);
  const before = await privileges();
  const { importId } = await load('privileges', [
    '390000000001;01.11.2026;30.11.2026;0,5',
    '390000000001;01.12.2026;;0,3',
  ]);
  expect((await privileges()).map(({ to, share, cancelled }) => [to, share, cancelled])).toEqual([
    [null, 0.5, '2026-11-01'],
    ['2026-12-01', 0.5, null],
    [null, 0.3, null],
  ]);
  const undone = await ochag('import', 'undo', String(importId));
  expect(undone.out).toContain('Льготы: убрано 2, возвращено 1');
  expect(await privileges()).toEqual(before);
});

test('two privileges at once, a whole above one and an end before the beginning are refused', async () => {
  await load('privileges', ['390000000001;01.11.2026;;0,5']);
  expect(
    await refusals('privileges', [
      '390000000001;01.12.2026;;0,3',
      '390000000002;01.11.2026;;150%',
      '390000000002;01.11.2026;31.10.2026;0,5',
      '390000000002;01.11.2026;;0',
    ]),
  ).toEqual([
    '2 Действует с: В эти дни уже действует другая льгота (01.11.2026): исправьте дни.',
    '3 Доля: Число слишком велико: проверьте его, например 0,5 или 50%.',
    '4 По: Конец раньше начала: проверьте обе даты.',
    '5 Доля: Число слишком мало: проверьте его, например 0,5 или 50%.',
  ]);
});
