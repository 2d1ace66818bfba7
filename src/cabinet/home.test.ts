import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type SubscriberFacts } from '#test/subscriber.ts';
import type { Answer } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

/** The home of a household like this, as its resident sees it; spaces of any kind are one space. */
async function openHome(facts: SubscriberFacts = {}) {
  const resident = await createSubscriber(world, facts);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  const page = await visitor.get(`/accounts/${resident.accountNumber}`);
  expect(page.status).toBe(200);
  return { ...resident, visitor, page, text: textOf(page) };
}

const textOf = ({ $ }: Answer): string => $('main').text().replace(/\s+/g, ' ');
const titleOf = ({ $ }: Answer): string => $('title').first().text();
const sendForms = ({ $ }: Answer) => $('form[action$="/readings/check"]');
const owing = (kopecks: number, penalty = 0) => ({
  personalAccount: { opening_balance_kopecks: kopecks, opening_penalty_kopecks: penalty },
});

test('a debt is told with its penalty, and leads to paying', async () => {
  const { page, text, accountNumber } = await openHome(owing(124_050, 310));
  expect(titleOf(page)).toMatch(/^К оплате/);
  expect(page.$('h1').text().replace(/\s+/g, ' ')).toContain('К оплате');
  expect(text).toContain('1 243,60 ₽');
  expect(text).toContain('За газ1 240,50 ₽');
  expect(text).toContain('Пени3,10 ₽');
  expect(text).toContain('Данные поставщика на 1 ноября 2026');
  expect(page.$(`main a[href="/accounts/${accountNumber}/payment"]`).text()).toContain('Оплатить');
});

test('an advance is an advance, not a negative debt, and nothing asks for money', async () => {
  const { page, text } = await openHome(owing(-50_000));
  expect(titleOf(page)).toMatch(/^Аванс/);
  expect(text).toContain('500,00 ₽');
  expect(text).not.toContain('−500');
  expect(page.$('main a:contains("Оплатить")').length).toBe(0);
});

test('nothing owed is said in words', async () => {
  const { page, text } = await openHome(owing(0));
  expect(titleOf(page)).toMatch(/^Вы ничего не должны/);
  expect(text).toContain('Вы ничего не должны');
  expect(page.$('main a:contains("Оплатить")').length).toBe(0);
});

test('one meter: one field, its last reading and the day until which it is best to send', async () => {
  const { page, text } = await openHome();
  expect(sendForms(page).length).toBe(1);
  const field = sendForms(page).find('input[name=value]');
  expect(page.$(`label[for="${field.attr('id')}"]`).text()).toBe('Новое показание');
  expect(sendForms(page).find('button').text()).toBe('Проверить');
  const drum = page.$('[aria-label^="Прошлое показание"]').attr('aria-label');
  expect(drum?.replace(/\s+/g, ' ')).toBe('Прошлое показание 8 642');
  expect(text).toContain('Было 21 ноября 2026');
  expect(text).toContain('До 25 ноября, ещё 2 дня');
});

test('two meters: a field for each, named by its number, in one form', async () => {
  const { page } = await openHome({
    meters: [{ serial_number: '00010001' }, { serial_number: '00010002', decimal_digits: 3 }],
  });
  const form = sendForms(page);
  expect(form).toHaveLength(1);
  const fields = page.$(`input[form="${form.attr('id')}"]`).toArray();
  const labels = fields.map(({ attribs }) => page.$(`label[for="${attribs.id}"]`).text());
  expect(labels).toEqual([
    'Новое показание, счётчик № 00010001',
    'Новое показание, счётчик № 00010002',
  ]);
});

test('no meter: no form, and the reason', async () => {
  const { page, text, visitor, accountNumber } = await openHome({ meters: [] });
  expect(sendForms(page).length).toBe(0);
  expect(text).toContain('Счётчика нет');
  const readings = await visitor.get(`/accounts/${accountNumber}/readings`);
  expect(sendForms(readings).length).toBe(0);
  expect(textOf(readings)).toMatch(/Показаний (пока )?нет/);
  const check = await visitor.get(`/accounts/${accountNumber}/readings/check?value=1`);
  expect(check.status).toBe(422);
  expect(check.text).toContain('нет счётчика');
});

test('a removed meter takes no readings, its history stays', async () => {
  const { page, visitor, accountNumber } = await openHome({
    meters: [
      { serial_number: '00020001', removed_on: '2026-10-01', readings: [['2026-09-30', '5100']] },
      { serial_number: '00020002', readings: [['2026-10-01', '0']] },
    ],
  });
  expect(sendForms(page).length).toBe(1);
  expect(sendForms(page).find('label').text()).toBe('Новое показание');
  const readings = await visitor.get(`/accounts/${accountNumber}/readings`);
  expect(textOf(readings)).toContain('№ 00020001');
});

test('an expired verification is told before anything is typed, with what it costs to wait', async () => {
  const expired = await openHome({ meters: [{ verified_until: '2026-11-22' }] });
  expect(expired.text).toContain('Поверка счётчика закончилась 22 ноября 2026');
  expect(sendForms(expired.page).length).toBe(1);
  const soon = await openHome({ meters: [{ verified_until: '2026-12-31' }] });
  expect(soon.text).toContain('действует до 31 декабря 2026');
  const far = await openHome({ meters: [{ verified_until: '2027-06-01' }] });
  expect(far.text).not.toContain('Если не успеть');
  const today = await openHome({ meters: [{ verified_until: '2026-11-23' }] });
  expect(today.text).not.toContain('закончилась');
});

test('a closed account says so and takes nothing more', async () => {
  const { page, text, visitor, accountNumber } = await openHome({
    personalAccount: { closed_on: '2026-10-31', opening_balance_kopecks: 5_000 },
  });
  expect(text).toContain('Счёт закрыт 31 октября 2026');
  expect(text).toContain('Оплатить');
  expect(sendForms(page).length).toBe(0);
  const readings = await visitor.get(`/accounts/${accountNumber}/readings`);
  expect(sendForms(readings).length).toBe(0);
  const check = await visitor.get(`/accounts/${accountNumber}/readings/check?value=8700`);
  expect(check.status).toBe(422);
  expect(check.text).toContain('закрыт');
});

test('the payment page holds what a bank asks for, and says that it is an example', async () => {
  const { visitor, accountNumber } = await openHome();
  const text = textOf(await visitor.get(`/accounts/${accountNumber}/payment`));
  for (const known of ['ИНН', '3906000005', 'БИК', '40702810700000012345', accountNumber]) {
    expect(text).toContain(known);
  }
  expect(text).toContain('вымышлены');
});

test('every page says where one is: the section, and the state of the account', async () => {
  const { visitor, accountNumber } = await openHome();
  const sections = {
    '': 'Главная',
    '/readings': 'Показания',
    '/payment': 'Оплата',
    '/charges': 'История начислений',
  };
  for (const [path, name] of Object.entries(sections)) {
    const page = await visitor.get(`/accounts/${accountNumber}${path}`);
    const current = page.$('header nav [aria-current=page]').first().text();
    expect(current, path).toContain(name);
    for (const label of Object.values(sections)) {
      expect(page.$(`nav a:contains("${label}")`).length, `${path} ${label}`).toBeGreaterThan(0);
    }
  }
});

test('each meter says what it was sent this month', async () => {
  const meters = [1, 2].map(() => ({ readings: [['2026-10-21', '8642']] as const }));
  const { visitor, accountNumber, ...home } = await openHome({ meters });
  const path = `/accounts/${accountNumber}`;
  for (const [index, value] of ['8650', '8660'].entries()) {
    const meter = home.meters[index]?.meterId;
    const check = await visitor.get(`${path}/readings/check?meter=${meter}&value=${value}`);
    await visitor.submit(check, {}, 'Передать показание');
  }
  const text = textOf(await visitor.get(path));
  expect(text.match(/За ноябрь приняли/g)).toHaveLength(2);
  expect(text).toMatch(/приняли 8 650.*приняли 8 660/);
});

test('many corrections do not hide the readings that stand', async () => {
  const { visitor, accountNumber } = await openHome();
  const path = `/accounts/${accountNumber}`;
  const check = async (query: string) =>
    visitor.submit(await visitor.get(`${path}/readings/check?${query}`), {}, 'Передать показание');
  let sent = await check('value=8700');
  for (let value = 8701; value < 8712; value += 1) {
    sent = await check(`value=${value}&corrects=${sent.location.split('/').at(-1)}`);
    expect(sent.status).toBe(303);
  }
  const withdrawal = await visitor.get(`${sent.location}/withdrawal`);
  await visitor.submit(withdrawal, {}, 'Отозвать показание');
  const text = textOf(await visitor.get(path));
  expect(text).not.toContain('Показаний пока нет');
  expect(text).toMatch(/Последние показания21 ноября 2026.*8 642/);
});

test('a household whose meter is new is not told that it has been silent for months', async () => {
  const { text } = await openHome({ meters: [{ readings: [['2026-10-05', '0']] }] });
  expect(text).toContain('по нормативу: для среднего расхода показаний пока не хватает');
  expect(text).not.toContain('больше трёх месяцев');
});
