import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { href } from '#src/routes.ts';
import { addStaffMember } from '#src/staff/manage-staff.ts';
import { codeOf } from '#test/authenticator.ts';
import { pathIn } from '#test/registration.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import { fill, heading, mainText, press } from './on-screen.ts';

// A second factor, as people set it up and use it: in a browser, by the words on the screen.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

/** The telephone beside the screen. */
async function readSecret(page: Page): Promise<string> {
  return ((await page.locator('code.token').textContent()) ?? '').replaceAll(' ', '');
}

const codeNow = (secret: string): string => codeOf(secret, world.clock.now());

async function signIn(page: Page, { email, password }: Subscriber): Promise<void> {
  await page.goto(href('login'));
  await fill(page, 'Электронная почта или телефон', email);
  await fill(page, 'Пароль', password);
  await press(page, 'Войти');
}

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  const phone = { hasScripts, width: 360, height: 780 };

  test('a resident turns it on, signs in by a code, then by a recovery code', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPage(phone);
    await signIn(page, anna);
    await page.goto(href('profile'));
    await page.getByRole('link', { name: 'Вход с подтверждением' }).click();
    await page.getByRole('link', { name: 'Настроить приложение' }).click();
    const secret = await readSecret(page);
    await fill(page, 'Код из приложения', codeNow(secret));
    await fill(page, 'Пароль', anna.password);
    await press(page, 'Включить');
    expect(await heading(page)).toBe('Сохраните коды восстановления');
    const [recoveryCode = ''] = await page.locator('.codes code').allTextContents();
    await page.getByRole('link', { name: 'Коды сохранены' }).click();
    expect(await mainText(page)).toContain('включён');

    await page.context().clearCookies({ name: 'session' });
    world.clock.advance({ minutes: 1 });
    await signIn(page, anna);
    await fill(page, 'Код из приложения', codeNow(secret));
    await press(page, 'Подтвердить');
    await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);

    await page.context().clearCookies({ name: 'session' });
    await signIn(page, anna);
    await page.getByText('Нет телефона или ключа под рукой').click();
    await fill(page, 'Код восстановления', recoveryCode);
    await press(page, 'Войти по коду восстановления');
    await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
  });

  test('a new member of staff goes from the letter to the first sign-in', async () => {
    const email = `${hasScripts ? 'with' : 'without'}@supplier.example`;
    const member = { email, name: 'Кузнецова М.', role: 'operator' } as const;
    await addStaffMember(world, system('test'), member);
    const page = await world.openPage({ hasScripts });
    await page.goto(pathIn(await world.waitForLetter(email, 'Вход на рабочее место')));
    await fill(page, 'Новый пароль', 'медленный зелёный трамвай');
    await press(page, 'Сохранить пароль');
    await fill(page, 'Рабочая электронная почта', email);
    await fill(page, 'Пароль', 'медленный зелёный трамвай');
    await press(page, 'Войти');
    expect(await heading(page)).toBe('Настройте подтверждение входа');
    await fill(page, 'Код из приложения', codeNow(await readSecret(page)));
    await press(page, 'Подтвердить и войти');
    expect(await heading(page)).toBe('Сохраните коды восстановления');
    await page.goto(href('staffProfile'));
    expect(await mainText(page)).toContain('Кузнецова М., оператор');
    await press(page, 'Выйти');
    expect(await mainText(page)).toContain('Вы вышли.');
  });
});
