import type { Page } from 'playwright-core';
import { href, type RouteName } from '#src/routes.ts';
import { chargePages } from './charge-pages.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';
import { fill, openCheck, press } from './on-screen.ts';
import { paperPages } from './paper-pages.ts';
import { profilePages } from './profile-pages.ts';

type OfAccount = 'account' | 'more' | 'readings' | 'payment' | 'charges';

const numberOf = (who: NeighbourName, { neighbours }: Stage) => neighbours[who].accountNumber;

/** A page of somebody's personal account as it opens. */
const pageOf = (who: NeighbourName, route: OfAccount | 'accountName' | 'accountUnlink') => ({
  who,
  route,
  open: (stage: Stage) => href(route, { number: numberOf(who, stage) }),
});

const confirmationOf = (status: 'accepted' | 'corrected' | 'withdrawn') => ({
  who: 'usual' as const,
  route: 'readingConfirmation' as const,
  open: (stage: Stage) =>
    href('readingConfirmation', {
      number: numberOf('usual', stage),
      confirmation: stage.neighbours.sent[status],
    }),
});

/** The check of a reading, by its address as the form makes it. */
const checkOf = (who: NeighbourName, query: string, route: RouteName = 'readingCheck') => ({
  who,
  route,
  open: (stage: Stage) => {
    const meter = stage.neighbours[who].meters[0]?.meterId;
    return `${href('readingCheck', { number: numberOf(who, stage) })}?meter=${meter}&${query}`;
  },
});

const afterForm = (
  who: NeighbourName,
  route: RouteName,
  steps: (page: Page, stage: Stage) => Promise<void>,
) => ({ who, route, open: (stage: Stage) => (page: Page) => steps(page, stage) });

export const privatePages: readonly PageCase[] = [
  { name: 'home', heading: 'К оплате', isMain: true, ...pageOf('usual', 'account') },
  { name: 'home, two meters', heading: 'К оплате', ...pageOf('twoMeters', 'account') },
  {
    name: 'home, one of two accounts',
    heading: 'К оплате',
    ...pageOf('twoHomes', 'account'),
  },
  { name: 'home without a meter', heading: 'К оплате', ...pageOf('noMeter', 'account') },
  { name: 'home of a former resident', heading: 'г. Калининград', ...pageOf('former', 'account') },
  { name: 'home, account closed', heading: 'К оплате', ...pageOf('closed', 'account') },
  { name: 'home, verification expired', heading: 'К оплате', ...pageOf('expired', 'account') },
  {
    name: 'home, advance, verification ends soon',
    heading: 'Аванс',
    ...pageOf('endsSoon', 'account'),
  },
  ...chargePages,
  ...paperPages,
  {
    name: 'list of two accounts',
    heading: 'Лицевые счета',
    who: 'twoHomes',
    route: 'accounts',
    open: () => href('accounts'),
  },
  {
    name: 'no account yet',
    heading: 'Добавьте лицевой счёт',
    who: 'newcomer',
    route: 'accounts',
    open: () => href('accounts'),
  },
  {
    name: 'linking',
    heading: 'Добавить лицевой счёт',
    who: 'newcomer',
    route: 'accountLink',
    open: () => href('accountLink'),
  },
  {
    name: 'linking refused',
    heading: 'Добавить лицевой счёт',
    ...afterForm('newcomer', 'accountLink', async (page) => {
      await page.goto(`${href('accountLink')}?number=390014587201`);
      const form = page.getByRole('region', { name: 'Данные счёта' });
      await form.getByLabel('Фамилия').fill('Чужая');
      await form.getByLabel('ПИН из квитанции').fill('000000');
      await press(page, 'Добавить лицевой счёт');
    }),
  },
  {
    name: 'linking, form refused',
    heading: 'Добавить лицевой счёт',
    ...afterForm('newcomer', 'accountLink', async (page) => {
      await page.goto(href('accountLink'));
      await press(page, 'Добавить лицевой счёт');
    }),
  },
  {
    name: 'own name of an account',
    heading: 'Название счёта',
    ...pageOf('twoHomes', 'accountName'),
  },
  { name: 'unlinking', heading: 'Убрать счёт', ...pageOf('twoHomes', 'accountUnlink') },
  { name: 'more', heading: 'Ещё', ...pageOf('usual', 'more') },
  { name: 'readings', heading: 'Показания', isMain: true, ...pageOf('usual', 'readings') },
  { name: 'readings, two meters', heading: 'Показания', ...pageOf('twoMeters', 'readings') },
  { name: 'readings without a meter', heading: 'Показания', ...pageOf('noMeter', 'readings') },
  { name: 'readings of a former resident', heading: 'Показания', ...pageOf('former', 'readings') },
  {
    name: 'readings, correcting one',
    heading: 'Показания',
    who: 'usual',
    route: 'readings',
    open: (stage) =>
      `${href('readings', { number: numberOf('usual', stage) })}?corrects=${encodeURIComponent(stage.neighbours.sent.accepted)}`,
  },
  {
    name: 'reading below the previous',
    heading: 'Показания',
    isMain: true,
    ...checkOf('usual', 'value=57', 'readings'),
  },
  {
    name: 'reading of a wrong day',
    heading: 'Показания',
    ...checkOf('usual', 'value=8700&on=31.02.2026', 'readings'),
  },
  {
    name: 'check',
    heading: 'Проверьте показание',
    ...checkOf('twoHomes', 'value=8799'),
  },
  {
    name: 'check, improbable',
    heading: 'Проверьте показание',
    isMain: true,
    ...checkOf('usual', 'value=9999'),
  },
  {
    name: 'check, will not count',
    heading: 'Проверьте показание',
    ...checkOf('expired', 'value=8799'),
  },
  {
    name: 'rollover to be looked at',
    heading: 'Отправим показание на проверку',
    ...checkOf('usual', 'value=57&reason=rollover', 'readingCase'),
  },
  {
    name: 'meter replaced, refused',
    heading: 'Сообщите о замене счётчика',
    ...afterForm('twoHomes', 'readingCase', async (page, stage) => {
      await page.goto(
        checkOf('twoHomes', 'value=57&reason=meter_replaced', 'readingCase').open(stage),
      );
      await fill(page, 'Новое показание', 'пять');
      await press(page, 'Отправить на проверку');
    }),
  },
  {
    name: 'two tabs, the second',
    heading: 'Показания',
    ...afterForm('endsSoon', 'readings', async (page, stage) => {
      await page.goto(href('account', { number: numberOf('endsSoon', stage) }));
      await openCheck(page, '8799');
      await page.evaluate(() => document.querySelector('[name=basis]')?.setAttribute('value', '0'));
      await press(page, 'Передать показание');
    }),
  },
  {
    name: 'reading accepted',
    heading: 'Показание принято',
    isMain: true,
    ...confirmationOf('accepted'),
  },
  {
    name: 'taking a reading back',
    heading: 'Отозвать показание?',
    who: 'usual',
    route: 'readingWithdrawal',
    open: (stage) =>
      href('readingWithdrawal', {
        number: numberOf('usual', stage),
        confirmation: stage.neighbours.sent.accepted,
      }),
  },
  {
    name: 'reading corrected',
    heading: 'Показание исправлено более поздним',
    ...confirmationOf('corrected'),
  },
  { name: 'reading withdrawn', heading: 'Показание отозвано', ...confirmationOf('withdrawn') },
  {
    name: 'reading kept, does not count',
    heading: 'Показание сохранено, но в счёт не войдёт',
    who: 'expired',
    route: 'readingConfirmation',
    open: (stage) =>
      href('readingConfirmation', {
        number: numberOf('expired', stage),
        confirmation: stage.neighbours.sent.stored,
      }),
  },
  { name: 'payment', heading: 'Оплата', ...pageOf('usual', 'payment') },
  { name: 'charges', heading: 'История начислений', ...pageOf('usual', 'charges') },
  {
    name: 'support',
    heading: 'Обращения',
    who: 'usual',
    route: 'support',
    open: () => href('support'),
  },
  {
    name: 'support, nothing sent',
    heading: 'Обращения',
    who: 'noMeter',
    route: 'support',
    open: () => href('support'),
  },
  {
    name: 'profile',
    heading: 'Профиль',
    isMain: true,
    who: 'usual',
    route: 'profile',
    open: () => href('profile'),
  },
  {
    name: 'profile, token created',
    heading: 'Профиль',
    ...afterForm('twoHomes', 'profileTokens', async (page, { neighbours }) => {
      await page.goto(href('profile'));
      await fill(page, 'Название токена', 'Умный дом');
      await fill(page, 'Пароль', neighbours.twoHomes.password);
      await press(page, 'Создать токен');
    }),
  },
  {
    name: 'profile, token refused',
    heading: 'Профиль',
    ...afterForm('twoHomes', 'profileTokens', async (page) => {
      await page.goto(href('profile'));
      await press(page, 'Создать токен');
    }),
  },
  ...profilePages,
  {
    name: 'who looked at my data',
    heading: 'Кто смотрел мои данные',
    who: 'usual',
    route: 'profileLooks',
    open: () => href('profileLooks'),
  },
  {
    name: 'no such page, signed in',
    heading: 'Такой страницы нет',
    who: 'twoHomes',
    route: 'none',
    open: () => href('account', { number: '390000000000' }),
  },
];
