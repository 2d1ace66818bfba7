import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold, sendReading, textOf } from '#test/household.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

test('two meters: an error stands at the form of its meter, and each is sent by itself', async () => {
  const { visitor, check, kept, meters } = await newHousehold(world, {
    meters: [
      { serial_number: '00030001', readings: [['2026-10-21', '100']] },
      { serial_number: '00030002', readings: [['2026-10-21', '500']] },
    ],
  });
  const [one, two] = meters;
  const wrong = await check({ meter: String(two?.meterId), value: 'много' });
  expect(wrong.$('.ds-error-summary a').attr('href')).toBe(`#value-${two?.meterId}`);
  expect(wrong.$(`#value-${one?.meterId}`).attr('aria-invalid')).toBeUndefined();
  for (const [meter, value] of [
    [one, '150'],
    [two, '560'],
  ] as const) {
    const page = await check({ meter: String(meter?.meterId), value });
    expect((await sendReading(visitor, page)).status).toBe(303);
  }
  expect(await kept()).toHaveLength(2);
  expect((await check({ value: '200' })).text).toContain('Выберите счётчик');
});

test('two meters: what is typed for one is kept while the other is checked, and leads on', async () => {
  const { visitor, home, kept, meters } = await newHousehold(world, {
    meters: [
      { serial_number: '00040001', readings: [['2026-10-21', '100']] },
      { serial_number: '00040002', readings: [['2026-10-21', '500']] },
    ],
  });
  const [one, two] = meters.map(({ meterId }) => String(meterId));
  for (const address of [home, `${home}/readings`]) {
    const page = await visitor.get(address);
    const buttons = page.$('main button').filter((_, it) => page.$(it).text() === 'Проверить');
    expect(buttons).toHaveLength(1);
    for (const serial of ['00040001', '00040002']) {
      const label = page.$('label').filter((_, it) => page.$(it).text().includes(serial));
      expect(label.text()).toBe(`Новое показание, счётчик № ${serial}`);
      const field = page.$(`#${label.attr('for')}`);
      expect(field.attr('form')).toBe(buttons.closest('form').attr('id'));
    }
  }
  const address = `${home}/readings/check?value-${one}=много&value-${two}=560`;
  const wrong = await visitor.get(address);
  expect(wrong.status).toBe(422);
  expect(wrong.$(`#value-${one}`).val()).toBe('много');
  expect(wrong.$(`#value-${two}`).val()).toBe('560');
  const first = await visitor.get(`${home}/readings/check?value-${one}=150&value-${two}=560`);
  expect(textOf(first)).toContain('50 м³');
  const back = first.$('a').filter((_, it) => first.$(it).text() === 'Изменить');
  const changed = await visitor.get(String(back.attr('href')));
  expect([changed.$(`#value-${one}`).val(), changed.$(`#value-${two}`).val()]).toEqual([
    '150',
    '560',
  ]);
  const done = await visitor.follow(await sendReading(visitor, first));
  expect(done.$('h1').text()).toBe('Показание принято');
  const next = done.$('a').filter((_, it) => done.$(it).text() === 'Проверить следующее показание');
  const second = await visitor.get(String(next.attr('href')));
  expect(textOf(second)).toContain('60 м³');
  const last = await visitor.follow(await sendReading(visitor, second));
  expect(last.$('h1').text()).toBe('Показание принято');
  expect(last.text).not.toContain('Проверить следующее');
  expect((await kept()).map(({ value_m3 }) => value_m3)).toEqual(['150.000', '560.000']);
});

test('two meters: with one field filled that one is checked, with none the first is asked for', async () => {
  const { visitor, home, meters } = await newHousehold(world, {
    meters: [
      { serial_number: '00050001', readings: [['2026-10-21', '100']] },
      { serial_number: '00050002', readings: [['2026-10-21', '500']] },
    ],
  });
  const [one, two] = meters.map(({ meterId }) => String(meterId));
  const second = await visitor.get(`${home}/readings/check?value-${one}=&value-${two}=560`);
  expect(second.$('h1').text()).toBe('Проверьте показание');
  expect(textOf(second)).toContain('00050002');
  const none = await visitor.get(`${home}/readings/check?value-${one}=&value-${two}=`);
  expect(none.status).toBe(422);
  expect(none.$('.ds-error-summary a').attr('href')).toBe(`#value-${one}`);
});
