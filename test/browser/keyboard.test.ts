import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import { heading, readConfirmation } from './on-screen.ts';

// No mouse: everything is reached by Tab, in the order of reading, and one sees where one is.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

type Stop = { name: string; tag: string; isSeen: boolean };

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  test('signs in and sends a reading', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPage({ hasScripts, width: 360, height: 780 });
    await page.goto('/login');
    const [first] = await tabUntil(page, /^Перейти к содержанию$/);
    expect(first?.name).toBe('Перейти к содержанию');
    await page.keyboard.press('Enter');
    const toLogin = await tabUntil(page, /^Электронная почта или телефон$/);
    expect(toLogin).toHaveLength(1);
    await page.keyboard.type(anna.email);
    await tabUntil(page, /^Пароль$/);
    await page.keyboard.type(anna.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
    await tabUntil(page, /^Новое показание$/);
    await page.keyboard.type('8799');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/readings/check?*');
    expect(await heading(page)).toBe('Проверьте показание');
    await tabUntil(page, /^Передать показание$/);
    await page.keyboard.press('Space');
    await page.waitForURL(/\/readings\/[^/?]+$/);
    await readConfirmation(page);
  });

  test('every stop is seen, and the bar at the bottom covers none', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts, width: 360, height: 780 });
    const home = href('account', { number: anna.accountNumber });
    for (const path of [home, href('readings', { number: anna.accountNumber }), href('help')]) {
      await page.goto(path);
      const stops = await allStops(page);
      expect(stops.length).toBeGreaterThan(10);
      expect(stops[0]?.name).toBe('Перейти к содержанию');
      expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
    }
  });
});

test('the account menu opens and closes by keys, and gives the focus back', async () => {
  const { anna, other } = await createTwoHomes();
  const page = await world.openPageOf(anna);
  await page.goto(href('account', { number: anna.accountNumber }));
  const menu = page.locator('details.acct');
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  expect(await menu.getAttribute('open')).not.toBeNull();
  await page.keyboard.press('Escape');
  expect(await menu.getAttribute('open')).toBeNull();
  expect(await focused(page)).toMatchObject({ tag: 'SUMMARY', isSeen: true });
  await page.keyboard.press('Enter');
  await tabUntil(page, new RegExp(other));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${href('account', { number: other })}`);
});

async function createTwoHomes() {
  const { addPersonalAccount, linkPersonalAccount } = await import('#test/subscriber.ts');
  const anna = await createSubscriber(world);
  const number = `39077${anna.accountNumber.slice(-7)}`;
  const address = `г. Калининград, ул. Другая, д. ${number}`;
  const { personalAccountId } = await addPersonalAccount(world, { number, address });
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  return { anna, other: number };
}

/** Presses Tab until the focus is on what is named so; what it came by. */
async function tabUntil(page: Page, name: RegExp): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    stops.push(stop);
    expect(stop).toEqual({ ...stop, isSeen: true });
    if (name.test(stop.name)) return stops;
  }
  throw new Error(`Tab never came to ${name}: ${stops.map((stop) => stop.name).join(' → ')}`);
}

/** From the top of the page until the focus leaves it. */
async function allStops(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.tag === 'BODY') return stops;
    stops.push(stop);
  }
  throw new Error('Tab never left the page');
}

/** What has the focus, and whether one sees it: a ring of two pixels or more, covered by nothing. */
function focused(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) {
      return { name: '', tag: 'BODY', isSeen: false };
    }
    const labels = 'labels' in element ? (element.labels as NodeList | null) : null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const hasRing = style.outlineStyle !== 'none' && Number.parseInt(style.outlineWidth, 10) >= 2;
    const isInside = box.top >= 0 && box.bottom <= innerHeight && box.width > 0 && box.height > 0;
    // The bar at the bottom of a telephone must not lie upon it.
    const [line = box] = element.getClientRects();
    const seen = document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2);
    const isOnTop = seen !== null && (element.contains(seen) || seen.contains(element));
    return {
      name: (labels?.[0] ?? element).textContent?.trim() ?? '',
      tag: element.tagName,
      isSeen: hasRing && isInside && isOnTop,
    };
  });
}
