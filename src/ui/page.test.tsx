import { load } from 'cheerio';
import { expect, test } from 'vitest';
import { kaliningrad } from '#src/supplier/kaliningrad.ru.ts';
import { DevUiPage } from './dev-ui.page.tsx';
import { ErrorPage } from './error.page.tsx';
import { Page, type PageProps, renderPage } from './page.page.tsx';
import type { AccountSummary, PageContext } from './page-context.ts';

const home: AccountSummary = {
  number: '390014587201',
  ownName: null,
  address: 'Калининград, ул. Ольховая, д. 14',
  balanceKopecks: 124050,
  isCurrent: true,
};
const flat: AccountSummary = {
  number: '039007841604',
  ownName: 'Мамина квартира',
  address: 'Калининград, ул. Лесная, д. 7',
  balanceKopecks: -31000,
  isCurrent: false,
};

const guest: PageContext = {
  supplier: kaliningrad,
  assets: { folder: '', url: (name) => `/assets/${name}` },
  formToken: 'token-1',
  user: null,
  personalAccounts: [],
  currentNumber: null,
  isDemo: false,
};
const resident: PageContext = {
  ...guest,
  user: { displayName: 'Анна Викторовна' },
  personalAccounts: [home],
  currentNumber: home.number,
};

function show(context: PageContext, props: Partial<PageProps> = {}) {
  return load(
    renderPage(
      <Page context={context} title="Показания" {...props}>
        {props.children ?? <h1>Показания</h1>}
      </Page>,
    ),
  );
}

const texts = ($: ReturnType<typeof load>, selector: string) =>
  $(selector)
    .map((_, element) => $(element).text())
    .get();

const valuesOf = ($: ReturnType<typeof load>, attribute: string): string[] =>
  $(`[${attribute}]`)
    .map((_, element) => $(element).attr(attribute))
    .get();

test('the sections are six on a wide screen and four on a phone', () => {
  const $ = show(resident, { section: 'readings' });
  expect(texts($, '.tabs li:not(.on-phone) a')).toEqual([
    'Главная',
    'Показания',
    'Оплата',
    'История начислений',
    'Обращения',
    'Профиль',
  ]);
  expect(texts($, '.tabs li:not(.on-wide) a')).toEqual(['Главная', 'Показания', 'Оплата', 'Ещё']);
  expect(texts($, '.tabs [aria-current=page]')).toEqual(['Показания']);
  expect($('.tabs small').text()).toBe('Анна Викторовна');
});

test('a section behind «Ещё» is marked there as well', () => {
  const $ = show(resident, { section: 'charges' });
  expect(texts($, '.tabs [aria-current=page]')).toEqual(['История начислений', 'Ещё']);
});

test('sections lead to the current account, and to the adding of one while there is none', () => {
  expect(show(resident)('.tabs li:nth-child(2) a').attr('href')).toBe(
    '/accounts/390014587201/readings',
  );
  const without = show({ ...resident, personalAccounts: [], currentNumber: null });
  expect(without('.tabs li:nth-child(2) a').attr('href')).toBe('/accounts');
});

test('a guest has no sections and no switcher, but the way in', () => {
  const $ = show(guest);
  expect($('.tabs, .acct')).toHaveLength(0);
  expect($('header .site__user').attr('href')).toBe('/login');
  expect($('.brand').text()).toContain('Газпром межрегионгаз Калининград');
});

test('the emergency numbers come first, as telephone links', () => {
  const $ = show(guest);
  expect(texts($, '.emergency a')).toEqual(['104', '112']);
  expect($('.emergency a').first().attr('href')).toBe('tel:104');
  expect($('body').children().eq(1).hasClass('emergency')).toBe(true);
});

test('one account is a line, several are a switcher that can add another', () => {
  expect(show(resident)('details.acct')).toHaveLength(0);
  expect(show(resident)('.acct').text()).toContain('390\u00a0014\u00a0587\u00a0201');
  const $ = show({ ...resident, personalAccounts: [home, flat] });
  expect($('details.acct a[aria-current=true]').attr('href')).toBe('/accounts/390014587201');
  expect($('details.acct').text()).toContain('Добавить лицевой счёт');
  expect($('details.acct').text()).toContain('аванс 310,00\u00a0₽');
});

test('the tab says that the form was refused', () => {
  expect(show(guest)('title').text()).toBe('Показания — Личный кабинет');
  expect(show(guest, { hasErrors: true })('title').text()).toBe(
    'Ошибка: Показания — Личный кабинет',
  );
});

test('example requisites are marked, real ones are not', () => {
  const mark = 'Пример: реквизиты вымышлены';
  expect(show(guest)('footer').text()).toContain(mark);
  const real = { ...guest, supplier: { ...kaliningrad, isExample: false } };
  expect(show(real)('footer').text()).not.toContain(mark);
});

test('nothing that a person typed becomes markup', () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
  const $ = show(
    {
      ...resident,
      user: { displayName: hostile },
      personalAccounts: [{ ...home, ownName: hostile, address: hostile }, flat],
    },
    { title: hostile, children: <h1>{hostile}</h1> },
  );
  expect($('script:not([src]), img, [onerror]')).toHaveLength(0);
  expect($('.tabs small').text()).toBe(hostile);
});

test('pages carry no inline script, handler or style, so the strict policy holds', () => {
  const $ = load(renderPage(<DevUiPage context={guest} />));
  expect($('script:not([src]), style, [style]')).toHaveLength(0);
  expect($.html()).not.toMatch(/<[^>]+\son[a-z]+=/);
});

test('every page of parts has unique ids and labels that point at something', () => {
  const $ = load(renderPage(<DevUiPage context={guest} />));
  const ids = valuesOf($, 'id');
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const pointed = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'].flatMap((name) =>
    valuesOf($, name).flatMap((value) => value.split(' ')),
  );
  expect(pointed.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each([400, 403, 404, 409, 413, 418, 422, 429, 500, 502, 503])(
  'a failure with status %i is told calmly, without scripts, with its number',
  (status) => {
    const $ = load(renderPage(<ErrorPage context={guest} status={status} requestId="req-7" />));
    expect($('h1').text().length).toBeGreaterThan(5);
    expect($('main').text()).toContain('req-7');
    expect($('main').text()).not.toMatch(/!|undefined/);
    expect($('script')).toHaveLength(0);
  },
);
