import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import { fill, heading, mainText, press } from './on-screen.ts';

// Passkeys by a real browser, with an authenticator that it plays by itself.
let world: BrowserWorld;
let site: string;
beforeAll(async () => {
  world = await startBrowserWorld();
  // Browsers give passkeys to names, never to bare addresses.
  site = world.url.replace('127.0.0.1', 'localhost');
});
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

/** As the sensor of a telephone, which its owner touches at once. */
async function openWithAuthenticator(): Promise<Page> {
  const page = await world.openPage({ width: 360, height: 780 });
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return page;
}

async function signIn(page: Page, { email, password }: Subscriber): Promise<void> {
  await page.goto(site + href('login'));
  await fill(page, 'Электронная почта или телефон', email);
  await fill(page, 'Пароль', password);
  await press(page, 'Войти');
}

async function addPasskey(page: Page, { password }: { password: string }): Promise<void> {
  await fill(page, 'Название ключа', 'Телефон');
  if (await page.getByLabel('Пароль', { exact: true }).count()) {
    await fill(page, 'Пароль', password);
  }
  await press(page, 'Создать ключ доступа');
  await page.getByRole('heading', { name: 'Сохраните коды восстановления' }).waitFor();
}

test('a resident adds a passkey, signs in by it, and removes it', async () => {
  const anna = await createSubscriber(world);
  const page = await openWithAuthenticator();
  await signIn(page, anna);
  await page.goto(site + href('secondFactorPasskey'));
  // What is missing is said before an authenticator makes a key for nothing.
  await press(page, 'Создать ключ доступа');
  await page.getByText('Назовите ключ').first().waitFor();
  await addPasskey(page, anna);
  await page.getByRole('link', { name: 'Коды сохранены' }).click();
  expect(await mainText(page)).toContain('Телефон');

  await page.context().clearCookies({ name: 'session' });
  await signIn(page, anna);
  expect(await heading(page)).toBe('Код подтверждения');
  await press(page, 'Войти по ключу доступа');
  await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
  await page.goto(site + href('secondFactor'));
  expect(await mainText(page)).toContain('последний вход');

  await page.getByRole('link', { name: 'Удалить' }).click();
  expect(await mainText(page)).toContain('Ключ «Телефон»');
  await fill(page, 'Пароль', anna.password);
  await press(page, 'Удалить ключ');
  await page.getByText('выключен').waitFor();
  await page.context().clearCookies({ name: 'session' });
  await signIn(page, anna);
  await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
});

test('an answer that was seen once opens nothing a second time', async () => {
  const anna = await createSubscriber(world);
  const page = await openWithAuthenticator();
  await signIn(page, anna);
  await page.goto(site + href('secondFactorPasskey'));
  await addPasskey(page, anna);
  await page.context().clearCookies({ name: 'session' });
  await signIn(page, anna);
  let seen = '';
  page.on('request', (request) => {
    const fields = new URLSearchParams(request.postData() ?? '');
    seen = fields.get('passkey') || seen;
  });
  await press(page, 'Войти по ключу доступа');
  await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
  expect(JSON.parse(seen)).toMatchObject({ type: 'public-key' });

  const thief = createVisitor(site);
  const login = await thief.get(href('login'));
  await thief.submit(login, { login: anna.email, password: anna.password });
  const codePage = await thief.get(href('loginCode'));
  const replayed = await thief.submit(codePage, { passkey: seen });
  expect(replayed.status).toBe(422);
  expect(replayed.$('.ds-error-summary').text()).toContain('Ключ доступа не подошёл');
  expect((await thief.get(href('profile'))).status).toBe(303);
});

test('a copy of a passkey is refused: its counter lags behind', async () => {
  const anna = await createSubscriber(world);
  const page = await openWithAuthenticator();
  await signIn(page, anna);
  await page.goto(site + href('secondFactorPasskey'));
  await addPasskey(page, anna);
  // The true one has signed many times since it was copied.
  await world.db.updateTable('passkeys').set({ counter: 1_000_000 }).execute();
  await page.context().clearCookies({ name: 'session' });
  await signIn(page, anna);
  await press(page, 'Войти по ключу доступа');
  await page.getByText('Ключ доступа не подошёл').waitFor();
  expect(await page.context().cookies()).not.toContainEqual(
    expect.objectContaining({ name: 'session' }),
  );
});

test('a member of staff sets up a passkey at the first sign-in and signs in by it', async () => {
  const member = await createStaff(world);
  const page = await openWithAuthenticator();
  const password = async () => {
    await page.goto(site + href('staffLogin'));
    await fill(page, 'Рабочая электронная почта', member.email);
    await fill(page, 'Пароль', member.password);
    await press(page, 'Войти');
  };
  await password();
  expect(await heading(page)).toBe('Настройте подтверждение входа');
  await fill(page, 'Название ключа', 'Рабочий компьютер');
  await press(page, 'Создать ключ доступа и войти');
  await page.getByRole('heading', { name: 'Сохраните коды восстановления' }).waitFor();
  await page.goto(site + href('staffProfile'));
  await press(page, 'Выйти');
  await password();
  expect(await heading(page)).toBe('Код подтверждения');
  await press(page, 'Войти по ключу доступа');
  await page.waitForURL(`**${href('staff')}`);
  await page.goto(site + href('staffProfile'));
  expect(await heading(page)).toBe('Мой вход');
});

test('who refuses the browser’s question is told what to do, and nothing is sent', async () => {
  const anna = await createSubscriber(world);
  const page = await world.openPage();
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await signIn(page, anna);
  await page.goto(site + href('secondFactorPasskey'));
  await page.evaluate(() => {
    navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await fill(page, 'Название ключа', 'Телефон');
  await fill(page, 'Пароль', anna.password);
  await press(page, 'Создать ключ доступа');
  await page.getByText('Не получилось.').waitFor();
  expect(page.url()).toContain(href('secondFactorPasskey'));
  expect(await page.getByLabel('Название ключа').inputValue()).toBe('Телефон');
});

test('without scripts a sentence stands where the button would be, and the code works', async () => {
  const anna = await createSubscriber(world);
  const page = await world.openPage({ hasScripts: false });
  await signIn(page, anna);
  await page.goto(site + href('secondFactorPasskey'));
  expect(await page.getByRole('button', { name: 'Создать ключ доступа' }).isVisible()).toBe(false);
  expect(await page.getByText('только если в браузере включены скрипты').isVisible()).toBe(true);
});
