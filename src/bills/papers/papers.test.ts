import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEntry } from '#test/closed-months.ts';
import { textOf } from '#test/household.ts';
import { type PapersWorld, roubles, startPapersWorld } from '#test/papers-world.ts';
import { readQr } from '#test/read-pdf.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: PapersWorld;
let charged: Subscriber;
let stranger: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startPapersWorld();
  ({ charged, stranger, holder: visitor } = world);
});
afterAll(() => world.stop());

const home = () => world.home;
const paperAt = (address: string) => world.paperAt(address);
const pay = (...payment: Parameters<PapersWorld['pay']>) => world.pay(...payment);

test('a reconciliation adds up month by month, and both sides can sign', async () => {
  const { text } = await paperAt(`${home()}/reconciliation.pdf?from=2025-07&to=2026-10`);
  const { rows } = await world.pool.query(
    `select m.closing_kopecks from account_months m join month_closes c using (close_id)
     where m.personal_account_id = $1 and m.month = '2026-10-01' and c.state = 'closed'`,
    [charged.personalAccountId],
  );
  for (const said of [
    'Акт сверки расчётов за газ',
    'с 1 июля 2025 по 31 октября 2026',
    'На 01.07.2025 242,72',
    'по среднему, без показаний',
    'октябрь 2026',
    'Итого',
    `долг ${roubles(rows[0].closing_kopecks)} ₽`,
    'Поставщик: ООО «Газснаб Пример»',
    'Абонент',
  ]) {
    expect(text).toContain(said);
  }
  const old = await paperAt(`${home()}/reconciliation.pdf?from=2024-07&to=2025-06`);
  expect(old.text).toContain('прежняя система');
});

test('the calculation of a month has every line of it: recalculation, penalties, payments', async () => {
  const { text } = await paperAt(`${home()}/months/2026-05.pdf`);
  for (const said of [
    'Расчёт начислений за май 2026',
    'Перерасчёт прошлых месяцев',
    'февраль 2026: отопление, заново',
    'Сняли: по среднему: показаний не было',
    'поделили поровну',
    'Пени',
    '1/300',
    'часть 14 статьи 155',
  ]) {
    expect(text).toContain(said);
  }
  const june = await paperAt(`${home()}/months/2026-06.pdf`);
  expect(june.text).toContain('5 000,00');
  expect(june.text).toContain('30 июня 2026');
});

test('a reading that was sent is confirmed on paper, and its later fate is seen by the code', async () => {
  const number = charged.accountNumber;
  const check = await visitor.get(`/accounts/${number}/readings/check?value=6900`);
  const done = await visitor.submit(check, {}, 'Передать показание');
  const address = done.location ?? '';
  const page = await visitor.get(address);
  const link = page.$('a:contains("Скачать подтверждение")').attr('href') ?? '';
  const { text, pdf } = await paperAt(link);
  expect(text).toContain('6 900 м³');
  expect(text).toContain('Показание принято');
  expect(text).toContain(decodeURIComponent(address.split('/').at(-1) ?? '?'));
  const withdrawal = await visitor.get(`${address}/withdrawal`);
  await visitor.submit(withdrawal, {});
  const url = new TextDecoder().decode((await readQr(pdf)) ?? new Uint8Array());
  const guest = world.visitor();
  const { pathname } = new URL(url);
  expect(textOf(await guest.get(pathname))).toContain('Сравните его');
  // A paper is of its moment; the next one says what has become of the reading.
  expect((await paperAt(link)).text).toContain('Показание отозвано');
  expect(textOf(await guest.get(pathname))).toContain('выдали другой');
});

test('a payment is confirmed whole, whatever parts it has; one that was taken back is not', async () => {
  const list = await visitor.get(home());
  const paid = list.$('#paid').closest('.card').find('a.file');
  expect(paid.length).toBeGreaterThan(3);
  const first = list.$('a:contains("11\u00a0ноября\u00a02026")').attr('href') ?? '';
  const { text } = await paperAt(first);
  expect(text).toContain('500,00 ₽');
  expect(text).toContain('Оплачено 11 ноября 2026');
  expect(text).toContain('не заменяет кассовый чек');
  await pay('paid 77', 30_000);
  await pay('paid 77 penalty', 1_500, true);
  const whole = (await visitor.get(home()))
    .$('#paid')
    .closest('.card')
    .find('a:contains("315,00")');
  const parts = (await paperAt(whole.attr('href') ?? '')).text;
  expect(parts).toContain('315,00 ₽');
  expect(parts).toContain('За газ 300,00 ₽');
  expect(parts).toContain('В счёт пеней 15,00 ₽');
  await addEntry(world, {
    personal_account_id: charged.personalAccountId,
    billing_month: '2026-11-01',
    idempotency_key: 'storno of payment 2026-11-11',
    amount_kopecks: 50_000,
    value_date: '2026-11-11',
    reverses_key: 'payment 2026-11-11',
  });
  expect((await visitor.get(first)).status).toBe(404);
});

test('papers are the holder’s: nobody else sees, has or makes them', async () => {
  const other = world.visitor();
  await stranger.signIn(other);
  const taken = JSON.parse((await visitor.get('/profile/export.json')).text);
  expect(taken.accounts[0].papers.length).toBeGreaterThan(3);
  for (const path of ['', '/1.pdf', '/no-debt.pdf', '/months/2026-10.pdf']) {
    expect((await other.get(home() + path)).status, path).toBe(404);
  }
  expect((await world.visitor().get(`${home()}/1.pdf`)).location).toContain('/login');
  const change = (day: string) =>
    world.db
      .updateTable('personal_accounts')
      .set({ holder_since: day })
      .where('personal_account_id', '=', charged.personalAccountId)
      .execute();
  const { holder_since: before } = await world.db
    .selectFrom('personal_accounts')
    .select('holder_since')
    .where('personal_account_id', '=', charged.personalAccountId)
    .executeTakeFirstOrThrow();
  await change('2026-10-20');
  try {
    const list = await visitor.get(home());
    expect(list.$('#given').length).toBe(0);
    expect((await visitor.get(`${home()}/1.pdf`)).status).toBe(404);
    const own = JSON.parse((await visitor.get('/profile/export.json')).text);
    expect(own.accounts[0].papers).toEqual([]);
    expect((await visitor.get(`${home()}/months/2026-09.pdf`)).status).toBe(404);
    const act = await visitor.get(`${home()}/reconciliation.pdf?from=2026-09&to=2026-10`);
    expect(textOf(act)).toContain('с 1 октября 2026');
  } finally {
    await change(before);
  }
});

test('nothing of a paper can be changed or removed', async () => {
  const change = (sql: string) =>
    world.pool.query(sql, [charged.personalAccountId]).then(
      () => 'done',
      (error: Error) => error.message,
    );
  const where = 'where personal_account_id = $1 and paper_no = 1';
  expect(await change(`update papers set data = '{}' ${where}`)).toMatch(/frozen/);
  expect(await change(`update papers set pdf = null ${where}`)).toMatch(/frozen/);
  expect(await change(`delete from papers ${where}`)).toMatch(/append-only/);
});
