import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { newPerson, pathIn } from '#test/registration.ts';
import { addMeter, addPersonalAccount, createSubscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import {
  ERROR_SUMMARY,
  fill,
  hasFocus,
  heading,
  mainText,
  press,
  sendReading,
} from './on-screen.ts';

// What residents come for, as they do it: in a browser, by the words on the screen.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  const phone = { hasScripts, width: 360, height: 780 };

  test('a new resident registers, adds the account and sends a reading', async () => {
    const person = newPerson();
    const home = await addPersonalAccount(world, {
      number: person.accountNumber,
      holder_last_name: 'Берёзкин',
    });
    const meter = { readings: [['2026-10-21', '8642']] } as const;
    const { serialNumber } = await addMeter(world, home.personalAccountId, meter);
    const page = await world.openPage(phone);

    await page.goto('/');
    await page.getByRole('link', { name: 'Регистрация' }).click();
    await fill(page, 'Фамилия', person.lastName);
    await fill(page, 'Имя', person.firstName);
    await fill(page, 'Отчество', person.middleName);
    await fill(page, 'Адрес', person.address);
    await fill(page, 'Номер лицевого счёта', person.accountNumber);
    await fill(page, 'Электронная почта', person.email);
    await fill(page, 'Телефон', person.phone);
    await fill(page, 'Пароль', person.password);
    const consent = page.getByLabel('Даю согласие на обработку персональных данных');
    expect(await consent.isChecked()).toBe(false);
    await consent.check();
    await press(page, 'Зарегистрироваться');
    expect(await heading(page)).toBe('Проверьте почту');
    expect(await mainText(page)).toContain(person.email);

    await page.goto(pathIn(await world.waitForLetter(person.email, 'Подтвердите')));
    await press(page, 'Активировать');
    expect(await heading(page)).toBe('Добавить лицевой счёт');
    const form = page.getByRole('region', { name: 'Данные счёта' });
    expect(await form.getByLabel('Номер лицевого счёта').inputValue()).toBe(person.accountNumber);
    await form.getByLabel('Фамилия').fill('Березкин');
    await form.getByLabel('Заводской номер счётчика').fill(serialNumber);
    await press(page, 'Добавить лицевой счёт');

    const { number } = home;
    await page.waitForURL(`**${href('account', { number })}`);
    await sendReading(page, '8799');
  });

  test('a reading takes three screens and two taps', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, phone);
    const screens: string[] = [];
    page.on('framenavigated', (frame) => screens.push(new URL(frame.url()).pathname));
    const number = anna.accountNumber;
    await page.goto(href('account', { number }));
    const { confirmation } = await sendReading(page, '8799');
    expect(screens).toEqual([
      href('account', { number }),
      href('readingCheck', { number }),
      href('readingConfirmation', { number, confirmation }),
    ]);
  });

  test('who mistypes the password is told at once, and goes on with the telephone', async () => {
    const anna = await createSubscriber(world, {
      user: { phone: `+7911452${hasScripts ? 1 : 2}704` },
    });
    const page = await world.openPage(phone);
    await page.goto('/login');
    await fill(page, 'Электронная почта или телефон', `8 (911) 452-${hasScripts ? 1 : 2}7-04`);
    await fill(page, 'Пароль', 'не тот пароль');
    await press(page, 'Войти');
    expect(await page.title()).toMatch(/^Ошибка: Вход/);
    expect(await hasFocus(page, ERROR_SUMMARY)).toBe(true);
    expect(await page.getByLabel('Электронная почта или телефон').inputValue()).toContain('(911)');
    await page.locator(`${ERROR_SUMMARY} a`).click();
    expect(await hasFocus(page, '#login')).toBe(true);
    await fill(page, 'Пароль', anna.password);
    await press(page, 'Войти');
    await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
    expect(await heading(page)).toMatch(/^К оплате/);
  });

  test('who forgot the password gets a link and sets a new one', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPage(phone);
    await page.goto('/login');
    await page.getByRole('link', { name: 'Забыли пароль?' }).click();
    await fill(page, 'Электронная почта или телефон', anna.email);
    await press(page, 'Получить ссылку');
    expect(await heading(page)).toBe('Проверьте почту');
    await page.goto(pathIn(await world.waitForLetter(anna.email, 'Ссылка')));
    await fill(page, 'Новый пароль', '12345678');
    await press(page, 'Сохранить пароль');
    expect(await hasFocus(page, ERROR_SUMMARY)).toBe(true);
    await fill(page, 'Новый пароль', 'четыре жёлтых трамвая');
    await press(page, 'Сохранить пароль');
    expect(await page.getByRole('status').textContent()).toContain('Пароль изменён');
    await fill(page, 'Электронная почта или телефон', anna.email);
    await fill(page, 'Пароль', 'четыре жёлтых трамвая');
    await press(page, 'Войти');
    await page.waitForURL(`**${href('account', { number: anna.accountNumber })}`);
  });

  test('a reading below the previous one asks what happened, and a rollover is taken', async () => {
    const anna = await createSubscriber(world, {
      meters: [{ readings: [['2026-10-21', '99950']] }],
    });
    const page = await world.openPageOf(anna, phone);
    await page.goto(href('account', { number: anna.accountNumber }));
    await fill(page, 'Новое показание', '57');
    await press(page, 'Проверить');
    expect(await page.title()).toMatch(/^Ошибка: Показания/);
    expect(await hasFocus(page, ERROR_SUMMARY)).toBe(true);
    expect(await page.getByLabel('Новое показание', { exact: true }).inputValue()).toBe('57');
    await page.getByLabel('Счётчик перешёл через ноль').check();
    await press(page, 'Продолжить');
    expect(await heading(page)).toBe('Проверьте показание');
    expect(await mainText(page)).toContain('счётчик перешёл через ноль');
    expect(await mainText(page)).toContain('107\u00a0м³');
    await press(page, 'Передать показание');
    expect(await heading(page)).toBe('Показание принято');
  });
});
