import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventsFile, HOME, ofHome, ofMeter } from '#test/events-file.ts';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
const { startAnew, ochag, load, refusals, events, readings } = eventsFile(() => world);
beforeEach(startAnew);

test.each([
  ['an unknown account', '390000009999;;проживает;01.11.2026;;3;', 'Лицевой счёт: Такого'],
  [
    'an unknown meter',
    `${HOME};1;поставлен;01.11.2026;;;`,
    'Заводской номер: У лицевого счёта нет',
  ],
  ['an unknown event', ofHome('пожар;01.11.2026;;;'), 'Событие: Запишите одно из принятых слов'],
  [
    'an end before the beginning',
    ofHome('временное отсутствие;11.11.2026;10.11.2026;;'),
    'По: Конец раньше начала',
  ],
  ['an absence without an end', ofHome('временное отсутствие;01.11.2026;;;'), 'По: Заполните поле'],
  [
    'an end of what has none',
    ofHome('подключён;01.11.2026;05.11.2026;;'),
    'По: У этого события нет',
  ],
  [
    'a value of what has none',
    ofMeter('неисправность заявлена;01.11.2026;;5;'),
    'Значение: У этого события значения нет',
  ],
  [
    'a control reading without one',
    ofMeter('контрольное показание;01.11.2026;;;'),
    'Значение: Заполните поле',
  ],
  [
    'a meter that is not named',
    ofHome('поставлен;01.11.2026;;;'),
    'Заводской номер: Заполните поле',
  ],
  [
    'a meter where the household is meant',
    ofMeter('проживает;01.11.2026;;3;'),
    'Заводской номер: Это событие всего лицевого счёта',
  ],
  ['half a person', ofHome('проживает;01.11.2026;;2,5;'), 'Значение: Запишите целое число'],
  [
    'an event after the end of the account',
    '390000000002;;проживает;05.11.2026;;3;',
    'Лицевой счёт: Лицевой счёт закрыт 01.11.2026',
  ],
  ['a day to come', ofHome('отключён;24.11.2026;;;'), 'С: Дата позже дня'],
  [
    'more than the counter has digits',
    ofMeter('контрольное показание;01.11.2026;;145400;'),
    'Значение: В показании больше цифр',
  ],
  [
    'an act above what was read since',
    ofMeter('контрольное показание;01.10.2026;;45312;'),
    'Значение: Показание больше следующего за ним (45311, 21.10.2026)',
  ],
])('%s is refused, and what to do is said', async (_, line, told) => {
  const [refusal, ...others] = await refusals([line]);
  expect(refusal?.slice(0, told.length + 2)).toBe(`2 ${told}`);
  expect(others).toEqual([]);
  expect(await events()).toEqual([]);
});

test('refused events keep their own value, and are taken once they are mended where they were told', async () => {
  const refused = await load([
    `${HOME};99999999;контрольное показание;02.11.2026;;45390;акт 1`,
    ofHome('проживает;01.11.2026;30.02.2027;4;'),
  ]);
  const mended = (await readFile(refused.errorsFile, 'utf8'))
    .replace('99999999;контрольное', '02887570;контрольное')
    .replace('30.02.2027', '');
  expect(mended).toContain(';45390;акт 1;2;Заводской номер;99999999;');
  const outcome = await ochag('import', 'events', await world.put(mended), '--json');
  expect(JSON.parse(outcome.out)).toMatchObject({ exitCode: 0, counts: { rowsAdded: 2 } });
  expect(await readings()).toMatchObject([{ day: '2026-11-02', value: 45390 }]);
});
