import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { fieldsOf, newHousehold, sendReading, textOf } from '#test/household.ts';
import type { Answer } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

const reasonsOf = ({ $ }: Answer) =>
  $('input[name=reason]')
    .toArray()
    .map((input) => input.attribs.value);

test('below the previous: reasons to choose; a turn through zero that is possible is counted', async () => {
  const { visitor, check, kept } = await newHousehold(world, {
    meters: [{ readings: [['2026-10-20', '99900']] }],
  });
  const page = await check({ value: '50', on: '' });
  expect(page.status).toBe(422);
  expect(reasonsOf(page)).toEqual(['rollover', 'meter_replaced']);
  const form = 'form:has(input[name=reason])';
  expect(page.$(`${form} input:checked`).length).toBe(0);
  const unanswered = await check(fieldsOf(page, form, {}));
  expect(unanswered.status).toBe(422);
  const target = String(unanswered.$('.ds-error-summary a').attr('href'));
  expect(unanswered.$('.ds-error-summary').text()).toContain('Выберите, что случилось');
  expect(unanswered.$(target).attr('name')).toBe('reason');
  expect(unanswered.$(target).attr('aria-invalid')).toBe('true');
  const checked = await check(fieldsOf(page, form, { reason: 'rollover' }));
  expect(checked.status).toBe(200);
  expect(textOf(checked)).toContain('150 м³');
  expect(textOf(checked)).toContain('перешёл через ноль');
  const done = await visitor.follow(await sendReading(visitor, checked));
  expect(done.$('h1').text()).toBe('Показание принято');
  expect(await kept()).toMatchObject([{ value_m3: '50.000', is_rollover: true }]);
});

test('a turn through zero that is impossible goes to staff, and its state is in sight', async () => {
  const { visitor, check, kept, readings } = await newHousehold(world);
  const page = await check({ value: '50' });
  const form = 'form:has(input[name=reason])';
  const asked = await check(fieldsOf(page, form, { reason: 'rollover' }));
  expect(asked.status).toBe(200);
  expect(asked.$('h1').text()).toBe('Отправим показание на проверку');
  expect(asked.$('#value').val()).toBe('50');
  const comment = 'Ездили в отпуск';
  const sent = await visitor.submit(asked, { comment }, 'Отправить на проверку');
  expect(sent.location).toContain(`${readings}#case-`);
  for (const path of [readings, '/support']) {
    expect(textOf(await visitor.get(path))).toMatch(/Счётчик перешёл через ноль.*Проверяем/);
  }
  expect(await kept()).toEqual([]);
});

test('a replaced meter goes to staff; wrong fields come back with what was typed', async () => {
  const { visitor, check, readings } = await newHousehold(world);
  const page = await check({ value: '12' });
  const form = 'form:has(input[name=reason])';
  const asked = await check(fieldsOf(page, form, { reason: 'meter_replaced' }));
  expect(asked.$('h1').text()).toBe('Сообщите о замене счётчика');
  const typed = { value: 'нет', comment: 'Новый № 555' };
  const refused = await visitor.submit(asked, typed, 'Отправить на проверку');
  expect(refused.status).toBe(422);
  expect(refused.$('#value').val()).toBe('нет');
  expect(refused.$('textarea').text()).toBe('Новый № 555');
  expect(refused.$('.ds-error-summary a').attr('href')).toBe('#value');
  const sent = await visitor.submit(refused, { value: '12' }, 'Отправить на проверку');
  expect((await visitor.follow(sent)).status).toBe(200);
  expect(textOf(await visitor.get(readings))).toMatch(/Счётчик заменили.*Проверяем/);
  const more = { value: '1234567,5', comment: 'Пломба от 1 ноября' };
  const joined = await visitor.submit(refused, more, 'Отправить на проверку');
  const page2 = await visitor.get(joined.location);
  expect(page2.$('[id^=case-]').length).toBe(1);
  for (const said of ['Новый № 555', '1234567.5', 'Пломба от 1 ноября', 'добавили к обращению']) {
    expect(textOf(page2)).toContain(said);
  }
});

test('a mistake in the own reading before is corrected from there; every version stays', async () => {
  const { visitor, check, kept, readings } = await newHousehold(world);
  const first = await sendReading(visitor, await check({ value: '8990', confirmed: '1' }));
  const page = await check({ value: '8700' });
  expect(reasonsOf(page)).toContain('correction');
  const form = 'form:has(input[name=reason])';
  const checked = await check(fieldsOf(page, form, { reason: 'correction' }));
  expect(checked.status).toBe(200);
  expect((await sendReading(visitor, checked)).status).toBe(303);
  expect(await kept()).toMatchObject([
    { value_m3: '8990.000', status: 'corrected' },
    { value_m3: '8700.000', status: 'accepted' },
  ]);
  expect((await visitor.get(first.location)).$('h1').text()).toContain('исправлено');
  const history = textOf(await visitor.get(readings));
  expect(history).toContain('8 990');
  expect(history).toContain('Исправлено');
});
