import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { type AutumnWorld, pageOf, startAutumnWorld } from '#test/autumn-world.ts';
import { textOf } from '#test/household.ts';
import type { Subscriber } from '#test/subscriber.ts';

const names = ['opened', 'compared'] as const;
type Name = (typeof names)[number];

let world: AutumnWorld<Name>;
beforeAll(async () => {
  world = await startAutumnWorld(names);
});
afterAll(() => world.stop());

const homeOf = (name: Name) => world.homeOf(name);
const closeAutumn = (resident: Subscriber) => world.closeAutumn(resident);

test('a month opens to its readings, coefficient, tariff and the rule that each rests on', async () => {
  const { anna, visitor } = homeOf('opened');
  await closeAutumn(anna);
  const page = await pageOf(visitor, anna.accountNumber, '2026-11');
  const text = textOf(page);
  expect(text).toContain('Как получилось 1 804,12 ₽ за ноябрь');
  expect(page.$('[aria-label="Новое показание 8\u00a0642"]').length).toBe(1);
  expect(text).toMatch(/Показания182 м³.*21 ноября 2026 \(из базы поставщика\)/);
  expect(text).toMatch(/Коэффициент × 1,03187,46 м³/);
  expect(text).toMatch(
    /Тариф × 9,624 ₽ за м³1 804,12 ₽.*Отопление, с 1 января 2026\. Приказ № 1\./,
  );
  expect(page.$('a[href="/help/rules#p26"]').text()).toBe('пункт 26');
  expect(text).toMatch(/12 ноября 2026СБП300,00 ₽/);
  // 182 against 108 m³ a month of 30 and 31 days, k 1.03 against 1.
  expect(text).toMatch(/На 764,73 ₽ больше, чем месяц назад/);
  const rules = await world.visitor().get('/help/rules');
  expect(rules.$('#p26').text()).toContain('Пункт 26');
});

test('why it changed is told in parts that add up to the difference, in HTML and in the file', async () => {
  const { anna, visitor } = homeOf('compared');
  await closeAutumn(anna);
  const { $ } = await pageOf(visitor, anna.accountNumber, '2026-11');
  const parts = $('section[aria-labelledby="against-2026-10-01"] dd')
    .toArray()
    .map((cell) =>
      Number(
        $(cell)
          .text()
          .replace('−', '-')
          .replace(',', '')
          .replace(/[^\d-]/g, ''),
      ),
    );
  const total = parts.pop();
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
  expect(total).toBe(180_412);
  const csv = await visitor.get(
    href('chargesMonthCsv', { number: anna.accountNumber, month: '2026-11' }),
  );
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.text).toContain(';182;1,03;187,46;Отопление;9,624;1804,12');
  const all = await visitor.get(href('chargesCsv', { number: anna.accountNumber }));
  expect(all.text).toContain('2026-11;236,38;187,46;1804,12;0,00;0,00;0,00;-300,00;1740,50;');
});
