import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { StaffRole } from '#src/actor.ts';
import { staffRoles } from '#src/staff/permissions.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { sendToStaff, type WaitingRequests } from '#test/waiting-requests.ts';
import { type BrowserWorld, type Screen, startBrowserWorld } from './browser-world.ts';
import { expectGoodLooks } from './looks.ts';
import { ERROR_SUMMARY, fill, hasFocus, heading, mainText, press } from './on-screen.ts';
import { staffPages } from './staff-pages.ts';

// The desk: no rule of axe is broken, nothing sticks out, and the keyboard and a bare browser will do.
let world: BrowserWorld;
let sent: WaitingRequests;
let staff: Record<StaffRole, StaffAtDesk>;
beforeAll(async () => {
  world = await startBrowserWorld({ hasWorker: false });
  sent = await sendToStaff(world);
  const all = await Promise.all(staffRoles.map((role) => createStaff(world, role)));
  staff = Object.fromEntries(staffRoles.map((role, index) => [role, all[index]])) as typeof staff;
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

const openAs = (role: StaffRole, screen?: Screen): Promise<Page> =>
  world.openPageAs(staff[role].visitor, screen);

test.each(staffPages)('$name', async (pageCase) => {
  const page = await openAs(pageCase.role);
  await page.goto(pageCase.open(sent));
  expect((await heading(page))?.trim().startsWith(pageCase.heading), await mainText(page)).toBe(
    true,
  );
  await expectGoodLooks(page, pageCase);
});

test.each<[string, Screen]>([
  ['with scripts, on a wide screen', { width: 1280 }],
  ['without scripts, on a phone', { width: 360, hasScripts: false }],
])('from the search to a reading entered by telephone, %s', async (_, screen) => {
  const page = await openAs('operator', screen);
  await page.goto('/staff');
  await page.getByRole('searchbox').fill(sent.asker.accountNumber);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/staff/accounts/${sent.asker.accountNumber}`);

  await page.getByLabel('Значение, м³').fill('57');
  await press(page, 'Проверить');
  await expect.poll(() => hasFocus(page, ERROR_SUMMARY)).toBe(true);
  expect(await page.title()).toMatch(/^Ошибка: /);
  expect(await page.getByLabel('Значение, м³').inputValue()).toBe('57');

  const value = screen.hasScripts === false ? '8710' : '8700';
  await page.getByLabel('Значение, м³').fill(value);
  await page.getByLabel('Источник').selectOption('Офис');
  await press(page, 'Проверить');
  expect(await heading(page)).toBe('Проверьте показание');
  await fill(page, 'Основание, если есть', 'заявление в офисе');
  await press(page, 'Внести показание');
  expect(await mainText(page)).toContain('В офисе, внёс сотрудник');
});

test('the search and the sections have keys of their own, and each is written where it leads', async () => {
  const page = await openAs('administrator');
  await page.goto(`/staff/accounts/${sent.owner.accountNumber}`);
  const keys = await page.locator('[accesskey]').evaluateAll((elements) =>
    elements.map((element) => ({
      key: element.getAttribute('accesskey') ?? '',
      // In the link, beside the field, or in the field's label.
      written: element.parentElement?.querySelector('.kbd')?.textContent ?? '',
    })),
  );
  expect(keys.map(({ key }) => key)).toEqual(['f', '1', '2', '3', '4', '5', '6', '7', 'p']);
  expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  for (const { key, written } of keys) expect(written.toLowerCase()).toMatch(new RegExp(`${key}$`));
});

test('Tab goes through the account page in the order of reading, each stop seen', async () => {
  const page = await openAs('operator');
  await page.goto(`/staff/accounts/${sent.owner.accountNumber}`);
  const stops: { top: number; isSeen: boolean }[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        top: box.top + scrollY,
        isSeen: style.outlineStyle !== 'none' && Number.parseInt(style.outlineWidth, 10) >= 2,
      };
    });
    if (!stop) break;
    stops.push(stop);
  }
  expect(stops.length).toBeGreaterThan(15);
  expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
});
