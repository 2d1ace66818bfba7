import type { Page } from 'playwright-core';
import { href } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';
import { fill, press } from './on-screen.ts';

const numberOf = (who: NeighbourName, { neighbours }: Stage) => neighbours[who].accountNumber;

const pageOf = (who: NeighbourName, route: 'account' | 'charges') => ({
  who,
  route,
  open: (stage: Stage) => href(route, { number: numberOf(who, stage) }),
});

const ofYear = (year: string) => ({
  heading: 'История начислений',
  who: 'charged' as const,
  route: 'charges' as const,
  open: (stage: Stage) => `${href('charges', { number: numberOf('charged', stage) })}?year=${year}`,
});

const monthOf = (who: NeighbourName, month: string) => ({
  who,
  route: 'chargesMonth' as const,
  open: (stage: Stage) => href('chargesMonth', { number: numberOf(who, stage), month }),
});

/** The code stands on the paper, which is made when somebody first asks for it. */
async function openGenuine(
  page: Page,
  stage: Stage,
  route: BillRoute,
  month = '2026-10',
): Promise<void> {
  const number = numberOf('charged', stage);
  await page.request.get(href('bill', { number, month }));
  const { rows } = await stage.world.deps.pool.query<{ verify_code: string }>(
    `select b.verify_code from bills b join personal_accounts a using (personal_account_id)
     where a.number = $1 and b.month = $2 order by b.version desc limit 1`,
    [number, `${month}-01`],
  );
  await page.goto(href(route, { code: rows[0]?.verify_code ?? '' }));
}
type BillRoute = 'verifyBill' | 'guestPayment';

/** Pages of money, of an account whose months are charged. */
export const chargePages: readonly PageCase[] = [
  {
    name: 'home, months charged, a debt overdue',
    heading: 'К оплате',
    isMain: true,
    ...pageOf('charged', 'account'),
  },
  { name: 'home, nothing owed', heading: 'Вы ничего не должны', ...pageOf('settled', 'account') },
  {
    name: 'charges of a year',
    heading: 'История начислений',
    isMain: true,
    ...pageOf('charged', 'charges'),
  },
  { name: 'charges of the old system', ...ofYear('2024') },
  {
    name: 'a bill that is not made yet',
    heading: 'Квитанция за ноябрь',
    who: 'charged',
    route: 'bill',
    open: (stage) => href('bill', { number: numberOf('charged', stage), month: '2026-11' }),
  },
  {
    name: 'a genuine bill',
    heading: 'Квитанция подлинная',
    who: 'charged',
    route: 'verifyBill',
    open: (stage) => (page) => openGenuine(page, stage, 'verifyBill'),
  },
  {
    name: 'a genuine bill that is not the last',
    heading: 'Квитанция подлинная',
    who: 'charged',
    route: 'verifyBill',
    open: (stage) => (page) => openGenuine(page, stage, 'verifyBill', '2026-05'),
  },
  {
    name: 'paying an old bill by its code',
    heading: 'Оплата квитанции',
    who: 'charged',
    route: 'guestPayment',
    open: (stage) => (page) => openGenuine(page, stage, 'guestPayment', '2026-05'),
  },
  {
    name: 'paying a bill by its code',
    heading: 'Оплата квитанции',
    who: 'charged',
    route: 'guestPayment',
    open: (stage) => (page) => openGenuine(page, stage, 'guestPayment'),
  },
  {
    name: 'a guest’s payment',
    heading: 'Оплата прошла',
    who: 'charged',
    route: 'guestPaymentState',
    open: (stage) => async (page) => {
      await openGenuine(page, stage, 'guestPayment');
      await fill(page, 'Сумма, ₽', '10');
      await fill(page, 'Электронная почта для чека', 'guest@example.ru');
      await press(page, 'Перейти к оплате');
      await press(page, 'Оплатить');
      await page.waitForURL('**/guest-payments/**');
    },
  },
  {
    name: 'a code of no bill',
    heading: 'Такого документа нет',
    who: 'charged',
    route: 'verifyBill',
    open: () => href('verifyBill', { code: 'AAAA-AAAA' }),
  },
  {
    name: 'a month with a recalculation and penalties',
    heading: 'Начисления за май',
    isMain: true,
    ...monthOf('charged', '2026-05'),
  },
  {
    name: 'a month by average',
    heading: 'Начисления за март',
    ...monthOf('charged', '2026-03'),
  },
  {
    name: 'a month of the old system',
    heading: 'Начисления за ноябрь',
    ...monthOf('charged', '2024-11'),
  },
  {
    name: 'a month that is not formed yet',
    heading: 'Начисления за ноябрь',
    ...monthOf('charged', '2026-11'),
  },
  {
    name: 'check, with what it will cost',
    heading: 'Проверьте показание',
    isMain: true,
    who: 'charged',
    route: 'readingCheck',
    open: (stage) => `${href('readingCheck', { number: numberOf('charged', stage) })}?value=6650`,
  },
];
