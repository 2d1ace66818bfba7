import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { readPdf } from '#test/read-pdf.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import { sendReading } from './on-screen.ts';

let world: BrowserWorld;
/** Settled after those who send readings: closing shuts the months of everybody's. */
let charged: Subscriber;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterAll(() => world.stop());

test('a confirmation on paper holds what was accepted, and nothing to press', async () => {
  const anna = await createSubscriber(world);
  const page = await world.openPageOf(anna, { colorScheme: 'dark' });
  await page.goto(href('account', { number: anna.accountNumber }));
  const { confirmation } = await sendReading(page, '8799');
  const controls = page.locator('nav, button, .ds-button, form, .emergency, .ds-skip-link');
  expect(await controls.filter({ visible: true }).count()).toBeGreaterThan(2);

  // Browsers print in the light scheme, whatever the screen is set to.
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const displayed = await controls.evaluateAll((elements) =>
    elements
      .filter((element) => element.checkVisibility())
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(displayed).toEqual([]);
  for (const text of [confirmation, anna.accountNumber, '8\u00a0799', 'Показание принято']) {
    expect(await page.getByText(text).first().isVisible(), text).toBe(true);
  }
  const colours = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return { color, backgroundColor };
  });
  expect(colours).toEqual({ color: 'rgb(0, 0, 0)', backgroundColor: 'rgb(255, 255, 255)' });
});

test('an account of the desk on paper holds its figures, and nothing to press', async () => {
  const anna = await createSubscriber(world);
  const { visitor, name } = await createStaff(world, 'operator');
  const page = await world.openPageAs(visitor, { colorScheme: 'dark' });
  await page.goto(href('staffAccount', { number: anna.accountNumber }));
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const displayed = await page
    .locator('nav, button, .ds-button, form, .kbd, .ds-skip-link')
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => element.outerHTML.slice(0, 80)),
    );
  expect(displayed).toEqual([]);
  // Who printed it, and what.
  for (const text of [`${name}, оператор`, '8\u00a0642', 'Кто видит счёт в кабинете']) {
    expect(await page.getByText(text).first().isVisible(), text).toBe(true);
  }
});

test('the statement of charges on paper stays a table, with every sum in its column', async () => {
  charged = await settleCharged(world);
  await closeCharged(world, charged);
  const page = await world.openPageOf(charged, { width: 700 });
  await page.goto(href('charges', { number: charged.accountNumber }));
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  expect(await page.locator('thead th').filter({ visible: true }).count()).toBe(7);
  const displays = await page
    .locator('.statement tr, .statement td:not(.is-file)')
    .evaluateAll((cells) => [...new Set(cells.map((cell) => getComputedStyle(cell).display))]);
  expect(displays.sort()).toEqual(['table-cell', 'table-row']);
  expect(await page.locator('.seg').isVisible()).toBe(false);
  const { isWider } = await page.evaluate(() => ({
    isWider: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  }));
  expect(isWider).toBe(false);
});

test('a month of charges on paper is set like our papers: its sums, no button, pages in numbers', async () => {
  const page = await world.openPageOf(charged);
  const { accountNumber: number } = charged;
  await page.goto(href('chargesMonth', { number, month: '2026-05' }));
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const displayed = await page
    .locator('nav, button, .ds-button, form, .file')
    .evaluateAll((elements) => elements.filter((element) => element.checkVisibility()).length);
  expect(displayed).toBe(0);
  const { pages, text } = await readPdf(await page.pdf({ preferCSSPageSize: true }));
  expect(pages).toBe(3);
  // Chromium sets a word in several pieces.
  const whole = text.replaceAll(/\s/g, '');
  for (const said of ['Начисления за май', '1 214,79 ₽', 'Пени', 'стр. 3 из 3']) {
    expect(whole).toContain(said.replaceAll(' ', ''));
  }
  expect(whole).not.toMatch(/Скачать|Историяначислений/);
});
