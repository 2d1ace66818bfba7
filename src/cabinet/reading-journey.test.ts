import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { startWorld, type World } from '#test/harness.ts';
import { fieldsOf, newHousehold, sendReading, textOf } from '#test/household.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('home, check page, numbered confirmation: the reading is kept and a letter follows', async () => {
  const { visitor, home, check, kept, email } = await newHousehold(world);
  const page = await visitor.get(home);
  const form = 'form[action$="/readings/check"]';
  const checked = await check(fieldsOf(page, form, { value: ' 8 799 ' }));
  expect(checked.status).toBe(200);
  expect(checked.$('h1').text()).toBe('Проверьте показание');
  expect(textOf(checked)).toContain('157 м³');
  expect(textOf(checked)).toContain('за ноябрь 2026');
  expect(await kept()).toEqual([]);

  const sent = await sendReading(visitor, checked);
  expect(sent.status).toBe(303);
  const done = await visitor.follow(sent);
  expect(done.$('h1').text()).toBe('Показание принято');
  expect(textOf(done)).toMatch(/Номер П-26-\d{4}-\d{4}/);
  expect(textOf(done)).toContain(email);
  expect(await kept()).toMatchObject([{ value_m3: '8799.000', taken_on: '2026-11-23' }]);
  const letter = await world.waitForLetter(email, 'Показание');
  expect(letter.text.replace(/\s+/g, ' ')).toContain('8 799');
  const again = await visitor.get(home);
  expect(textOf(again)).toContain('За ноябрь приняли 8 799');
  // What is done is not asked for again.
  expect(again.$('#act').text()).toBe('Показание за ноябрь принято');
});

test('a day that has passed is promised to nobody', async () => {
  const before = await newHousehold(world);
  expect(textOf(await before.check({ value: '8700' }))).toContain('До 25 ноября');
  try {
    world.clock.set('2026-11-26T10:00:00+02:00');
    const late = await newHousehold(world);
    const afterCutOff = textOf(await late.check({ value: '8700' }));
    expect(afterCutOff).not.toContain('До 25 ноября');
    expect(afterCutOff).toMatch(/Пока месяц открыт.*До 5 декабря/s);
    world.clock.set('2026-12-20T10:00:00+02:00');
    const { visitor, check } = await newHousehold(world);
    const checked = await check({ value: '8700', on: '30.11.2026' });
    const done = textOf(await visitor.follow(await sendReading(visitor, checked)));
    expect(done).not.toMatch(/До (25 ноября|5 декабря|15 декабря)/);
    expect(done).toContain('Когда месяц закроется');
  } finally {
    world.clock.set('2026-11-23T10:00:00+02:00');
  }
});

test('a double click, a refresh and Back send nothing twice', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const page = await check({ value: '8700' });
  const [one, two] = await Promise.all([sendReading(visitor, page), sendReading(visitor, page)]);
  const three = await sendReading(visitor, page);
  expect([one.status, two.status, three.status]).toEqual([303, 303, 303]);
  expect(new Set([one.location, two.location, three.location]).size).toBe(1);
  expect(await kept()).toHaveLength(1);
  const fresh = await check({ value: '8700' });
  expect((await sendReading(visitor, fresh)).location).toBe(one.location);
  expect(await kept()).toHaveLength(1);
});

test('two tabs: one wins, the other sees the truth and may go on from it', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const [first, second] = [await check({ value: '8700' }), await check({ value: '8720' })];
  expect((await sendReading(visitor, first)).status).toBe(303);
  const stale = await sendReading(visitor, second);
  expect(stale.status).toBe(409);
  expect(stale.$('title').text()).toMatch(/^Ошибка: /);
  expect(textOf(stale)).toContain('показания изменились');
  expect(stale.$('table').text()).toMatch(/8\s700/);
  expect(stale.$('input[name=value]').first().val()).toBe('8720');
  expect(await kept()).toHaveLength(1);
  const form = 'form[action$="/readings/check"]';
  const checked = await check(fieldsOf(stale, form, {}));
  expect((await sendReading(visitor, checked)).status).toBe(303);
  expect(await kept()).toMatchObject([{ value_m3: '8700.000' }, { value_m3: '8720.000' }]);
});

test.each([
  ['', /Впишите показание/],
  ['12.3.4', /одним числом/],
  ['восемь', /одним числом/],
  ['-5', /Уберите минус/],
  ['1234567', /чёрные цифры/],
  ['8700,5', /без красных/],
])('«%s» is refused at its field, kept in it, and told what to do', async (value, message) => {
  const { check } = await newHousehold(world);
  const page = await check({ value });
  expect(page.status).toBe(422);
  expect(page.$('title').text()).toMatch(/^Ошибка: /);
  const link = page.$('.ds-error-summary a');
  expect(link.text()).toMatch(message);
  const field = page.$(String(link.attr('href')));
  expect(field.attr('name')).toBe('value');
  expect(field.val() ?? '').toBe(value);
  expect(field.attr('aria-invalid')).toBe('true');
});

test.each([
  ['31.02.2026', /Такого дня нет/],
  ['24.11.2026', /ещё не наступил/],
  ['20.11.2026', /Уже есть показание/],
  ['вчера', /Напишите дату/],
])('the day «%s» is refused at the field of the day', async (on, message) => {
  const { check } = await newHousehold(world);
  const page = await check({ value: '8700', on });
  expect(page.status).toBe(422);
  const link = page.$('.ds-error-summary a');
  expect(link.text()).toMatch(message);
  const field = page.$(String(link.attr('href')));
  expect([field.attr('name'), field.val()]).toEqual(['on', on]);
});

test('a reading may be dated: «снял показание вчера»', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  await sendReading(visitor, await check({ value: '8650', on: '22.11.2026' }));
  expect(await kept()).toMatchObject([{ taken_on: '2026-11-22' }]);
});

test('the same value and zero use are a reading like any other', async () => {
  const { visitor, check } = await newHousehold(world);
  const page = await check({ value: '8642' });
  expect(page.status).toBe(200);
  expect(textOf(page)).toContain('0 м³');
  expect((await visitor.follow(await sendReading(visitor, page))).$('h1').text()).toBe(
    'Показание принято',
  );
});

test('«Исправить» on the confirmation leads through the same check', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const done = await visitor.follow(await sendReading(visitor, await check({ value: '8700' })));
  const link = done.$('a:contains("Исправить")').attr('href');
  const page = await visitor.get(String(link));
  expect(page.$('input[name=value]').val()).toBe('8700');
  const form = 'form[action$="/readings/check"]';
  const lower = await check(fieldsOf(page, form, { value: '8690' }));
  expect(lower.status).toBe(200);
  const back = lower.$('a:contains("Изменить")').attr('href');
  expect((await visitor.get(String(back))).$('h2').text()).toContain('Исправьте показание');
  expect((await sendReading(visitor, lower)).status).toBe(303);
  expect(await kept()).toMatchObject([{ status: 'corrected' }, { value_m3: '8690.000' }]);
});

test('a reading is taken back while its month is open, once and for all tabs', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const done = await visitor.follow(await sendReading(visitor, await check({ value: '8700' })));
  const path = String(done.$('a:contains("Отозвать показание")').attr('href'));
  const asked = await visitor.get(path);
  expect(asked.$('h1').text()).toBe('Отозвать показание?');
  expect(textOf(asked)).toContain('8 700');
  expect(await kept()).toMatchObject([{ status: 'accepted' }]);
  const gone = await visitor.submit(asked, {}, 'Отозвать показание');
  expect(gone.status).toBe(303);
  const page = await visitor.follow(gone);
  expect(page.$('h1').text()).toBe('Показание отозвано');
  expect(page.$('a:contains("Отозвать")').length).toBe(0);
  expect((await visitor.submit(asked, {}, 'Отозвать показание')).status).toBe(303);
  expect((await visitor.get(path)).location).toBe(path.replace('/withdrawal', ''));
  expect(await kept()).toMatchObject([{ status: 'withdrawn' }]);
});

test('once the month is closed nothing of it changes, and the page says what to do', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const done = await visitor.follow(await sendReading(visitor, await check({ value: '8700' })));
  const month = { month: '2026-11-01', closed_at: world.clock.now() };
  const asked = await visitor.get(String(done.$('a:contains("Отозвать показание")').attr('href')));
  await world.db.insertInto('billing_months').values(month).execute();
  const refused = await visitor.submit(asked, {}, 'Отозвать показание');
  await world.db.deleteFrom('billing_months').execute();
  expect(refused.status).toBe(409);
  expect(refused.$('[role=alert]').text()).toMatch(/За ноябрь.*счёт уже выставлен/);
  expect(refused.$('h1').text()).toBe('Показание принято');
  expect(refused.$('[aria-invalid=true]').length).toBe(0);
  expect(await kept()).toMatchObject([{ status: 'accepted' }]);
});

test('an improbable volume is one question on the check page, never a second', async () => {
  const { visitor, check, kept } = await newHousehold(world);
  const page = await check({ value: '9900' });
  expect(page.status).toBe(200);
  expect(textOf(page)).toContain('Расход необычно большой');
  const done = await visitor.follow(await sendReading(visitor, page));
  expect(done.$('h1').text()).toBe('Показание принято');
  expect(await kept()).toMatchObject([{ value_m3: '9900.000', is_confirmed_improbable: true }]);
});

test('an expired verification: kept, and said not to count, before and after', async () => {
  const { visitor, check, kept } = await newHousehold(world, {
    meters: [{ verified_until: '2026-11-01', readings: [['2026-10-21', '100']] }],
  });
  const page = await check({ value: '150' });
  expect(textOf(page)).toContain('В счёт не войдёт');
  expect(textOf(page)).not.toContain('Войдёт в счётза');
  const done = await visitor.follow(await sendReading(visitor, page));
  expect(done.$('h1').text()).toBe('Показание сохранено, но в счёт не войдёт');
  expect(done.text).not.toContain('Показание принято');
  expect(await kept()).toMatchObject([{ status: 'stored' }]);
});

test('who has sent too many within an hour keeps what was typed, and is told when to go on', async () => {
  const { visitor, check, userId } = await newHousehold(world);
  const page = await check({ value: '8700' });
  const limits = createRateLimits(world.pool, world.deps.secret);
  const limit = { name: 'readings', points: 60, perSeconds: 3600 };
  for (let turn = 0; turn < 60; turn += 1) await limits.consume(limit, String(userId));
  const refused = await sendReading(visitor, page);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.$('input[name=value]').val()).toBe('8700');
  expect(refused.$('.ds-error-summary').text()).toContain('осталось в форме');
});
