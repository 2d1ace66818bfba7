import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import { openRegisterWorld, type RegisterWorld, readErrors } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.clearBilling();
});

const ochag = (...args: string[]) => runOchag(world.deps, args);

/** Loads the lines; what is told of the refused ones is there, too. */
async function load(kind: string, lines: string[], ...options: string[]) {
  const file = await world.put(`${lines.join('\n')}\n`);
  const { out } = await ochag('import', kind, file, '--json', ...options);
  return JSON.parse(out);
}

const headings = {
  tariffs: 'Категория;Действует с;Цена за м³',
  norms: 'Назначение;Действует с;Норматив;Единица',
  coefficients: 'Зона;Месяц;Коэффициент',
  'key-rates': 'Действует с;Ставка',
};

test('prices come with their days, one for each category, and the same file again adds nothing', async () => {
  const lines = [
    headings.tariffs,
    'плита;01.07.2026;13,52',
    'Плита и  водонагреватель;2026-07-01;12.42',
    'отопление;01.07.2027;9,624',
  ];
  expect(await load('tariffs', lines)).toMatchObject({
    exitCode: 0,
    kind: 'tariffs',
    counts: { rowsAdded: 3, rowsReplaced: 0, rowsKnown: 0 },
  });
  expect(await load('tariffs', lines)).toMatchObject({
    exitCode: 0,
    hasChanges: false,
    sameFileAs: 1,
    counts: { rowsAdded: 0, rowsKnown: 3 },
  });
  expect(
    await world.rows(
      'select category, valid_from, price_per_m3::text, is_example from tariffs order by tariff_id',
    ),
  ).toEqual([
    { category: 'stove', valid_from: '2026-07-01', price_per_m3: '13.520000', is_example: false },
    {
      category: 'stove_and_heater',
      valid_from: '2026-07-01',
      price_per_m3: '12.420000',
      is_example: false,
    },
    { category: 'heating', valid_from: '2027-07-01', price_per_m3: '9.624000', is_example: false },
  ]);
});

test('a changed price comes after the former one, which stays for the lines that name it', async () => {
  await load('tariffs', [headings.tariffs, 'плита;01.07.2026;13,52']);
  expect(await load('tariffs', [headings.tariffs, 'плита;01.07.2026;13,60'])).toMatchObject({
    counts: { rowsAdded: 1, rowsReplaced: 1 },
  });
  expect(await load('tariffs', [headings.tariffs, 'плита;01.07.2026;13,52'])).toMatchObject({
    counts: { rowsAdded: 1, rowsReplaced: 1 },
  });
  expect(
    await world.rows('select price_per_m3::float as price from tariffs order by tariff_id'),
  ).toEqual([{ price: 13.52 }, { price: 13.6 }, { price: 13.52 }]);
});

test('the true number takes the place of an example, even when it is the same', async () => {
  await world.pool.query(
    `insert into norms (use, valid_from, volume_m3, unit, is_example, recorded_at)
     values ('heater', '2026-01-01', 21.5, 'person', true, now())`,
  );
  expect(
    await load('norms', [headings.norms, 'водонагреватель;01.01.2026;21,5;чел']),
  ).toMatchObject({ counts: { rowsAdded: 1, rowsReplaced: 1 } });
});

test('norms, coefficients and key rates are read as people write them, in windows-1251 too', async () => {
  const norms = [
    headings.norms,
    'плита с ЦГВС;01.01.2026;11,5;чел',
    'Плита без ЦГВС;01.01.2026;18;чел.',
    'отопление;01.01.2026;8,5;м2',
  ].join('\r\n');
  const file = await world.put(iconv.encode(norms, 'win1251'));
  expect(await ochag('import', 'norms', file)).toMatchObject({ exitCode: 0 });
  const coefficients = ['1;08.2026;0,95', '1;2026-09;0.98', '2;01.10.2026;1,06'];
  await load('coefficients', ['зона;МЕСЯЦ;Коэффициент', ...coefficients]);
  await load('key-rates', ['Ставка;Действует с', '14,25;27.07.2026', '14 %;14.09.2026']);
  expect(
    await world.rows('select use, volume_m3::float as norm, unit from norms order by norm_id'),
  ).toEqual([
    { use: 'stove_with_central_hot_water', norm: 11.5, unit: 'person' },
    { use: 'stove_without_hot_water', norm: 18, unit: 'person' },
    { use: 'heating', norm: 8.5, unit: 'm2' },
  ]);
  expect(
    await world.rows(
      `select climate_zone as zone, month, coefficient::float as k from temperature_coefficients
       order by coefficient_id`,
    ),
  ).toEqual([
    { zone: 1, month: '2026-08-01', k: 0.95 },
    { zone: 1, month: '2026-09-01', k: 0.98 },
    { zone: 2, month: '2026-10-01', k: 1.06 },
  ]);
  expect(
    await world.rows('select valid_from, percent::float as p from key_rates order by key_rate_id'),
  ).toEqual([
    { valid_from: '2026-07-27', p: 14.25 },
    { valid_from: '2026-09-14', p: 14 },
  ]);
});

test('what is wrong with a rate is said in its line, and the good ones are in', async () => {
  const summary = await load('norms', [
    headings.norms,
    'баня;01.01.2026;11,5;чел',
    'отопление;01.01.2026;8,5;чел',
    'водонагреватель;01.01.2026;21,5;чел',
    'водонагреватель;01.01.2026;21,5;чел',
    'плита с ЦГВС;01.02.2026;11;чел',
    'плита с ЦГВС;01.02.2026;12;чел',
  ]);
  expect(summary).toMatchObject({ exitCode: 2, lines: { accepted: 1, refused: 5 } });
  const told = (await readErrors(summary)).map(
    (row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`,
  );
  expect(told).toEqual([
    expect.stringMatching(/^2 Назначение: Запишите одно из принятых слов, например плита с ЦГВС/),
    '3 Единица: Норматив на отопление считают на м2, остальные на чел: исправьте единицу.',
    '5 Норматив: Удалите строку: она повторяет то, что в строке 4.',
    '6 Норматив: О том же другие сведения в строке 7: оставьте одну, верную строку.',
    '7 Норматив: О том же другие сведения в строке 6: оставьте одну, верную строку.',
  ]);
});

test.each([
  ['tariffs', 'плита;01.07.2026;1352', 'Цена за м³'],
  ['norms', 'отопление;01.07.2026;85000;м2', 'Норматив'],
  ['coefficients', '1;08.2026;9,5', 'Коэффициент'],
  ['key-rates', '27.07.2026;140', 'Ставка'],
] as const)(
  'a comma forgotten in %s is told before anybody is charged',
  async (kind, line, column) => {
    const [refusal] = await readErrors(await load(kind, [headings[kind], line]));
    expect(refusal).toMatchObject({ Колонка: column });
    expect(refusal?.['Что сделать']).toMatch(/^Число слишком велико: проверьте его/);
  },
);

test('rates can be taken back until a month was closed with them', async () => {
  await load('tariffs', [headings.tariffs, 'плита;01.07.2026;13,52']);
  const undone = await ochag('import', 'undo', '1');
  expect(undone.out).toContain('Тарифы: убрано 1, возвращено 0');
  expect(await world.rows('select * from tariffs')).toEqual([]);
  await load('tariffs', [headings.tariffs, 'плита;01.07.2026;13,52']);
  world.clock.advance({ hours: 1 });
  await world.pool.query(
    `insert into month_closes (month, state, is_first, started_at, closed_at, actor, reversed_at,
       reversed_by, reversal_reason)
     values ('2026-11-01', 'reversed', true, $1, $1, 'test', $1, 'test', 'wrong')`,
    [world.clock.now()],
  );
  const refused = await ochag('import', 'undo', '2');
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.said).toContain('закрыты или закрываются месяцы: 11.2026');
  expect(await world.rows('select 1 from tariffs')).toHaveLength(1);
});

test('a dry run and --strict change nothing, and the list shows what was loaded', async () => {
  const lines = [headings.tariffs, 'плита;01.07.2026;13,52', 'плита;вчера;1'];
  expect(await load('tariffs', lines, '--dry-run')).toMatchObject({ importId: null, exitCode: 2 });
  expect(await load('tariffs', lines, '--strict')).toMatchObject({ importId: null, exitCode: 1 });
  expect(await world.rows('select * from tariffs')).toEqual([]);
  await load('tariffs', lines);
  expect((await ochag('import', 'list')).out).toContain('тарифы');
  expect((await ochag('import', 'show', '3')).out).toContain('Тарифы: добавлено 1');
});

test('a price that waited while a month was being shut stands after that close', async () => {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(books_lock())');
    const waiting = load('tariffs', [headings.tariffs, 'отопление;01.11.2026;20']);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const startedAt = new Date(world.clock.now().getTime() + 60_000);
    await client.query(
      `insert into month_closes (month, state, is_first, started_at, actor)
       values ('2026-11-01', 'running', true, $1, 'test')`,
      [startedAt],
    );
    await client.query('commit');
    expect(await waiting).toMatchObject({ exitCode: 0, counts: { rowsAdded: 1 } });
    const [row] = await world.rows('select recorded_at as at from tariffs');
    expect(row?.at).toEqual(new Date(startedAt.getTime() + 1));
  } finally {
    client.release(true);
    await world.clearBilling();
  }
});
