import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import {
  ERROR_SUMMARY,
  fill,
  hasFocus,
  heading,
  openCheck,
  press,
  readConfirmation,
  sendReading,
} from './on-screen.ts';

// Impatient fingers, Back, refresh, two tabs: a reading is kept once, and nobody is misled.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

/** All that came by the cabinet, taken back or not. */
async function sentValues({ personalAccountId }: Subscriber): Promise<string[]> {
  const rows = await world.db
    .selectFrom('meter_readings')
    .select('value_m3')
    .where('personal_account_id', '=', personalAccountId)
    .where('source', '=', 'cabinet')
    .orderBy('meter_reading_id')
    .execute();
  return rows.map(({ value_m3: value }) => String(Number(value)));
}

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  test('a double click sends one reading', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts });
    await page.goto(href('account', { number: anna.accountNumber }));
    await openCheck(page, '8799');
    await page.getByRole('button', { name: 'Передать показание' }).dblclick();
    await page.waitForURL(/\/readings\/[^/?]+$/);
    await readConfirmation(page);
    expect(await sentValues(anna)).toEqual(['8799']);
  });

  test('Back and refresh after sending leave one reading', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts });
    await page.goto(href('account', { number: anna.accountNumber }));
    const { confirmation } = await sendReading(page, '8799');
    await page.reload();
    expect(await readConfirmation(page)).toBe(confirmation);
    await page.goBack();
    expect(await heading(page)).toBe('Проверьте показание');
    await press(page, 'Передать показание');
    expect(await readConfirmation(page)).toBe(confirmation);
    expect(await sentValues(anna)).toEqual(['8799']);
  });

  test('of two tabs the first wins, and the other is told and loses nothing typed', async () => {
    const anna = await createSubscriber(world);
    const number = anna.accountNumber;
    const first = await world.openPageOf(anna, { hasScripts });
    const second = await first.context().newPage();
    for (const page of [first, second]) await page.goto(href('account', { number }));
    await openCheck(first, '8799');
    await openCheck(second, '8801');
    await press(first, 'Передать показание');
    await readConfirmation(first);
    await press(second, 'Передать показание');
    expect(await second.title()).toMatch(/^Ошибка: Показания/);
    expect(await hasFocus(second, ERROR_SUMMARY)).toBe(true);
    expect(await second.locator(ERROR_SUMMARY).textContent()).toContain('показания изменились');
    const field = second.getByLabel('Новое показание', { exact: true });
    expect(await field.inputValue()).toBe('8801');
    expect(await sentValues(anna)).toEqual(['8799']);
    await press(second, 'Проверить');
    await press(second, 'Передать показание');
    await readConfirmation(second);
    expect(await sentValues(anna)).toEqual(['8799', '8801']);
  });

  test('who signed out in another tab is asked to sign in, and is back where they were', async () => {
    const anna = await createSubscriber(world);
    const number = anna.accountNumber;
    const first = await world.openPageOf(anna, { hasScripts });
    const second = await first.context().newPage();
    await first.goto(href('profile'));
    await second.goto(href('account', { number }));
    await press(first, 'Выйти');
    await first.waitForURL('**/login?*');
    await fill(second, 'Новое показание', '8799');
    await press(second, 'Проверить');
    expect(await heading(second)).toBe('Вход');
    await fill(second, 'Электронная почта или телефон', anna.email);
    await fill(second, 'Пароль', anna.password);
    await press(second, 'Войти');
    expect(await heading(second)).toBe('Проверьте показание');
    await press(second, 'Передать показание');
    await readConfirmation(second);
  });
});
