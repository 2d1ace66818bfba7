import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { announceCharges } from '#src/payments/autopay/announce.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { href } from '#src/routes.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';
import { fill, heading, mainText, press } from './on-screen.ts';

// Paying as residents do it: from the sum to «Оплата прошла», with the bank between.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld({ isReachable: true });
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

const order = (next: string) =>
  fetch(`${world.sandbox.url}/control/yookassa`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next }),
  });

async function goToBank(page: Page, anna: Subscriber, method: string): Promise<void> {
  await page.goto(href('account', { number: anna.accountNumber }));
  await page.getByRole('link', { name: 'Оплатить', exact: true }).click();
  expect(await heading(page)).toBe('Оплата');
  expect(await mainText(page)).toContain('Комиссия');
  expect(await page.getByLabel('СБП').isChecked()).toBe(true);
  await page.getByLabel(method).check();
  await press(page, 'Перейти к оплате');
  await page.waitForURL('**/yookassa/checkout**');
}

describe.each([
  { how: 'with scripts', hasScripts: true },
  { how: 'without scripts', hasScripts: false },
])('$how', ({ hasScripts }) => {
  test.each([
    { method: 'СБП', width: 360 },
    { method: 'Банковская карта', width: 1280 },
  ])('$method: three screens, two taps and the bank', async ({ method, width }) => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts, width, height: 800 });
    await goToBank(page, anna, method);
    await press(page, 'Оплатить');
    await page.waitForURL(`${world.url}/payments/**`);
    expect(await heading(page)).toBe('Оплата прошла');
    expect(await mainText(page)).toContain('Попадёт в квитанцию');
    await page.getByRole('link', { name: 'Главная' }).click();
    expect(await heading(page)).toBe('Вы ничего не должны');
  });

  test('refused by the bank, tried again, and Back from the bank repeats nothing', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts, width: 360, height: 800 });
    await order('cancel:insufficient_funds');
    await goToBank(page, anna, 'Банковская карта');
    await press(page, 'Оплатить');
    await page.waitForURL(`${world.url}/payments/**`);
    expect(await heading(page)).toBe('Оплата не прошла');
    expect(await mainText(page)).toContain('не хватило денег');
    await page.getByRole('link', { name: 'Попробовать ещё раз' }).click();
    await page.getByLabel('СБП').check();
    await press(page, 'Перейти к оплате');
    await page.waitForURL('**/yookassa/checkout**');
    await page.goBack();
    expect(await heading(page)).toBe('Оплата');
    await press(page, 'Перейти к оплате');
    await page.waitForURL('**/yookassa/checkout**');
    await press(page, 'Оплатить');
    await page.waitForURL(`${world.url}/payments/**`);
    expect(await heading(page)).toBe('Оплата прошла');
    await page.reload();
    expect(await heading(page)).toBe('Оплата прошла');
  });

  test('autopay on, told of, and off, on a phone', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts, width: 360, height: 800 });
    const { accountNumber: number } = anna;
    await page.goto(href('payment', { number }));
    await page.getByRole('link', { name: 'Как включить автоплатёж' }).click();
    expect(await heading(page)).toBe('Автоплатёж');
    expect(await mainText(page)).toContain('Сначала заплатите один раз сами');
    await page.getByRole('link', { name: 'Перейти к оплате' }).click();
    await fill(page, 'Сумма, ₽', '100');
    await page.getByLabel('Банковская карта').check();
    const box = page.getByLabel('Сохранить этот способ оплаты');
    expect(await box.isChecked()).toBe(false);
    await box.check();
    await press(page, 'Перейти к оплате');
    await page.waitForURL('**/yookassa/checkout**');
    await press(page, 'Оплатить');
    await page.waitForURL(`${world.url}/payments/**`);
    await page.getByRole('link', { name: 'Включить автоплатёж' }).click();
    await page.getByLabel('В один и тот же день месяца').check();
    await fill(page, 'День месяца', '26');
    await fill(page, 'Не больше в месяц, ₽', '5 000');
    await press(page, 'Включить автоплатёж');
    expect(await mainText(page)).toContain('Автоплатёж включён');
    expect(await mainText(page)).toContain('Карта ••••\u00a04444');
    const gateways = createGateways(world.deps);
    await announceCharges({ ...world.deps, gateways });
    await page.getByRole('link', { name: 'Главная' }).click();
    expect(await mainText(page)).toMatch(/26\sноября спишем 1\s140,50\s₽ с\sкарты\s••••\s4444/);
    await page.getByRole('link', { name: 'Автоплатёж', exact: true }).click();
    await press(page, 'Выключить автоплатёж');
    expect(await mainText(page)).toContain('Больше ничего не спишем');
    await page.getByRole('link', { name: 'Главная' }).click();
    expect(await mainText(page)).not.toContain('спишем');
  });

  test('a card bound without a payment, on a phone', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts, width: 360, height: 800 });
    await page.goto(href('autopay', { number: anna.accountNumber }));
    await page.getByText('Если платить сейчас нечего').click();
    await page.getByLabel('Банковскую карту').check();
    await page.getByLabel('Сохранить этот способ оплаты').check();
    await press(page, 'Привязать без оплаты');
    await page.waitForURL('**/yookassa/binding**');
    await press(page, 'Привязать');
    await page.waitForURL(`${world.url}/accounts/**`);
    expect(await mainText(page)).toContain('Осталось выбрать день и предел');
    await press(page, 'Включить автоплатёж');
    expect(await mainText(page)).toContain('Через три дня после новой квитанции');
    await page.reload();
    await press(page, 'Выключить автоплатёж');
    expect(await mainText(page)).toContain('Больше ничего не спишем');
  });

  test('a payment that nobody answers for is refreshed until the truth comes', async () => {
    const anna = await createSubscriber(world);
    const page = await world.openPageOf(anna, { hasScripts });
    await order('error_before_commit');
    await order('error_before_commit');
    await page.goto(href('payment', { number: anna.accountNumber }));
    await fill(page, 'Сумма, ₽', '100');
    await press(page, 'Перейти к оплате');
    await page.waitForURL(`${world.url}/payments/**`);
    expect(await heading(page)).toBe('Узнаём в банке, прошла ли оплата');
    world.clock.advance({ minutes: 1 });
    if (!hasScripts) await press(page, 'Обновить');
    await page.getByRole('heading', { name: 'Ждём вашу оплату' }).waitFor();
    const bank = await page.getByRole('link', { name: 'Перейти к оплате' }).getAttribute('href');
    const other = await world.openPage({ hasScripts });
    await other.goto(bank ?? '');
    await press(other, 'Оплатить');
    world.clock.advance({ minutes: 1 });
    if (!hasScripts) await press(page, 'Обновить');
    await page.getByRole('heading', { name: 'Оплата прошла' }).waitFor();
    expect(await page.title()).toContain('Оплата прошла');
  });
});
