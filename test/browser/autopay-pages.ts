import type { Page } from 'playwright-core';
import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import { href } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';
import { fill, press } from './on-screen.ts';
import { order } from './payment-pages.ts';

const placeOf = (who: NeighbourName, { neighbours }: Stage) => ({
  number: neighbours[who].accountNumber,
});

/** Pays ten roubles with the box ticked. */
async function keepCard(page: Page, who: NeighbourName, stage: Stage): Promise<void> {
  await order(stage, 'succeed');
  await page.goto(`${href('payment', placeOf(who, stage))}?save=1`);
  await fill(page, 'Сумма, ₽', '10');
  await page.getByLabel('Банковская карта').check();
  await page.getByLabel('Сохранить этот способ оплаты').check();
  await press(page, 'Перейти к оплате');
  await press(page, 'Оплатить');
  await page.waitForURL('**/payments/**');
}

const withCard = (
  who: NeighbourName,
  steps: (page: Page) => Promise<unknown> = async () => {},
) => ({
  who,
  route: 'autopay' as const,
  open: (stage: Stage) => async (page: Page) => {
    await keepCard(page, who, stage);
    await page.goto(href('autopay', placeOf(who, stage)));
    await steps(page);
  },
});

export const autopayPages: readonly PageCase[] = [
  {
    name: 'payment, come to keep a card',
    heading: 'Оплата',
    who: 'usual',
    route: 'payment',
    open: (stage) => `${href('payment', placeOf('usual', stage))}?save=1`,
  },
  {
    name: 'autopay, nothing is kept yet',
    heading: 'Автоплатёж',
    who: 'charged',
    route: 'autopay',
    open: (stage) => href('autopay', placeOf('charged', stage)),
  },
  {
    name: 'autopay of a closed account',
    heading: 'Автоплатёж',
    who: 'closed',
    route: 'autopay',
    open: (stage) => href('autopay', placeOf('closed', stage)),
  },
  {
    name: 'autopay, a binding refused by the form',
    heading: 'Автоплатёж',
    who: 'charged',
    route: 'autopay',
    open: (stage) => async (page) => {
      await page.goto(href('autopay', placeOf('charged', stage)));
      await page.getByText('Если платить сейчас нечего').click();
      await press(page, 'Привязать без оплаты');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'autopay, come back from the bank too early',
    heading: 'Автоплатёж',
    who: 'charged',
    route: 'autopay',
    open: (stage) => async (page) => {
      await order(stage, 'succeed');
      await order(stage, 'error_after_commit');
      await page.goto(href('autopay', placeOf('charged', stage)));
      await page.getByText('Если платить сейчас нечего').click();
      await page.getByLabel('Сохранить этот способ оплаты').check();
      await press(page, 'Привязать без оплаты');
      await page.waitForURL('**/autopay?binding=**');
      await page.reload();
    },
  },
  { name: 'autopay, off', heading: 'Автоплатёж', ...withCard('settled') },
  {
    name: 'autopay, refused',
    heading: 'Автоплатёж',
    ...withCard('settled', async (page) => {
      await page.getByLabel('В один и тот же день месяца').check();
      await fill(page, 'День месяца', '31');
      await fill(page, 'Не больше в месяц, ₽', 'сто');
      await press(page, 'Включить автоплатёж');
      await page.getByRole('alert').waitFor();
    }),
  },
  {
    name: 'autopay, on',
    heading: 'Автоплатёж',
    ...withCard('twoMeters', async (page) => {
      const isOff = await page.getByRole('button', { name: 'Включить автоплатёж' }).count();
      if (isOff > 0) await press(page, 'Включить автоплатёж');
      await page.getByRole('button', { name: 'Выключить автоплатёж' }).waitFor();
    }),
  },
  {
    name: 'ways to pay that are kept',
    heading: 'Сохранённые способы оплаты',
    who: 'settled',
    route: 'paymentMethods',
    open: (stage) => async (page) => {
      await keepCard(page, 'settled', stage);
      await page.goto(href('paymentMethods'));
    },
  },
  {
    name: 'a way to pay, asked before it is removed',
    heading: 'Удалить способ оплаты «Карта ••••',
    who: 'settled',
    route: 'paymentMethodRemoval',
    open: (stage) => async (page) => {
      await keepCard(page, 'settled', stage);
      await page.goto(href('paymentMethods'));
      await page.getByRole('link', { name: 'Удалить' }).first().click();
    },
  },
  {
    name: 'autopay ended by a letter',
    heading: 'Выключить автоплатёж?',
    route: 'autopayEnding',
    open:
      ({ world }) =>
      async (page) => {
        const now = world.clock.now();
        const expiresAt = new Date(now.getTime() + 3_600_000);
        const purpose = 'autopay_ending' as const;
        const wish = { purpose, subjectId: 999_999, now, expiresAt };
        const token = await createOneTimeToken(world.db, wish);
        await page.goto(href('autopayEnding', { token }));
      },
  },
  {
    name: 'autopay ended by a letter before',
    heading: 'Ссылка больше не действует',
    route: 'autopayEnding',
    open: () => href('autopayEnding', { token: 'A'.repeat(43) }),
  },
];
