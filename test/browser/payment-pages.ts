import type { Page } from 'playwright-core';
import { href } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';
import { fill, press } from './on-screen.ts';

const numberOf = (who: NeighbourName, { neighbours }: Stage) => neighbours[who].accountNumber;

export async function order({ world }: Stage, next: string): Promise<void> {
  await fetch(`${world.sandbox.url}/control/yookassa`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next }),
  });
}

/** Fills in «Оплата» and goes where its button leads. */
async function begin(page: Page, who: NeighbourName, stage: Stage): Promise<void> {
  await page.goto(href('payment', { number: numberOf(who, stage) }));
  await fill(page, 'Сумма, ₽', '10');
  await press(page, 'Перейти к оплате');
}

const paying = (who: NeighbourName, steps: (page: Page, stage: Stage) => Promise<void>) => ({
  who,
  route: 'paymentState' as const,
  open: (stage: Stage) => (page: Page) => steps(page, stage),
});

async function openNewest(page: Page, who: NeighbourName, stage: Stage): Promise<void> {
  await page.goto(href('payments', { number: numberOf(who, stage) }));
  await page.getByRole('table').getByRole('link').first().click();
  await page.waitForURL('**/payments/**');
}

export const paymentPages: readonly PageCase[] = [
  {
    name: 'payment, a former resident',
    heading: 'Оплата',
    who: 'former',
    route: 'payment',
    open: (stage) => href('payment', { number: numberOf('former', stage) }),
  },
  {
    name: 'payment, several accounts, refused',
    heading: 'Оплата',
    who: 'twoHomes',
    route: 'payment',
    open: (stage) => async (page) => {
      await page.goto(href('payment', { number: numberOf('twoHomes', stage) }));
      await page.getByText('Заплатить сразу и за другие счета').click();
      await page.getByLabel(/^За счёт/).fill('сто');
      await fill(page, 'Сумма, ₽', '0');
      await press(page, 'Перейти к оплате');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'payment that waits for its payer',
    heading: 'Ждём вашу оплату',
    ...paying('noMeter', async (page, stage) => {
      await begin(page, 'noMeter', stage);
      await page.waitForURL('**/checkout**');
      await openNewest(page, 'noMeter', stage);
    }),
  },
  {
    name: 'payment of which nothing is known',
    heading: 'Узнаём в банке, прошла ли оплата',
    ...paying('noMeter', async (page, stage) => {
      await order(stage, 'error_before_commit');
      await order(stage, 'error_before_commit');
      await begin(page, 'noMeter', stage);
      await page.waitForURL('**/payments/**');
    }),
  },
  {
    name: 'payment that came off',
    heading: 'Оплата прошла',
    ...paying('endsSoon', async (page, stage) => {
      await order(stage, 'succeed');
      await begin(page, 'endsSoon', stage);
      await press(page, 'Оплатить');
      await page.waitForURL('**/payments/**');
    }),
  },
  {
    name: 'payment that did not come off',
    heading: 'Оплата не прошла',
    ...paying('noMeter', async (page, stage) => {
      await order(stage, 'succeed');
      await begin(page, 'noMeter', stage);
      await press(page, 'Отказаться');
      await page.waitForURL('**/payments/**');
    }),
  },
  {
    name: 'history of payments',
    heading: 'История платежей',
    who: 'charged',
    route: 'payments',
    open: (stage) => href('payments', { number: numberOf('charged', stage) }),
  },
  {
    name: 'history of payments, none yet',
    heading: 'История платежей',
    who: 'expired',
    route: 'payments',
    open: (stage) => href('payments', { number: numberOf('expired', stage) }),
  },
];
