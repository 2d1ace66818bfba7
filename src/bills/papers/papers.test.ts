import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { addEntry } from '#test/closed-months.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { readPdf, readQr } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
let charged: Subscriber;
let stranger: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  stranger = await createSubscriber(world);
  await closeCharged(world, charged);
  visitor = world.visitor();
  await charged.signIn(visitor);
});
afterAll(() => world.stop());

const home = () => `/accounts/${charged.accountNumber}/papers`;
const download = (address: string) => downloadBy(visitor, world.url, address);

/** The paper at an address, read as a program for those who do not see reads it. */
async function paperAt(address: string) {
  const { status, headers, pdf } = await download(address);
  expect(status, address).toBe(200);
  expect(headers.get('content-type')).toBe('application/pdf');
  const read = await readPdf(pdf);
  expect(read.isTagged).toBe(true);
  expect(read.language).toBe('ru');
  expect(read.roles).toContain('H1');
  expect(pdf.toString('latin1')).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(pdf.length).toBeLessThanOrEqual(80 * 1024);
  return { pdf, ...read };
}

/** What is owed, and what of it is penalties. */
async function owed(): Promise<{ total: number; penalty: number }> {
  const { rows } = await world.pool.query(
    `select m.closing_kopecks + coalesce(sum(e.amount_kopecks), 0)::int as total,
       m.closing_penalty_kopecks + coalesce(sum(e.amount_kopecks)
         filter (where e.is_penalty), 0)::int as penalty
     from account_months m join month_closes c using (close_id)
       left join ledger_entries e on e.personal_account_id = m.personal_account_id
         and e.close_id is null and e.billing_month > m.month
     where m.personal_account_id = $1 and c.state = 'closed' and m.month = '2026-10-01'
     group by m.closing_kopecks, m.closing_penalty_kopecks`,
    [charged.personalAccountId],
  );
  return rows[0];
}

const pay = (key: string, kopecks: number, isPenalty = false) =>
  addEntry(world, {
    personal_account_id: charged.personalAccountId,
    billing_month: '2026-11-01',
    idempotency_key: key,
    amount_kopecks: -kopecks,
    value_date: '2026-11-19',
    is_penalty: isPenalty,
  });

const roubles = (kopecks: number): string =>
  (kopecks / 100)
    .toFixed(2)
    .replace('.', ',')
    .replace(/\B(?=(\d{3})+,)/g, ' ');

test('with a debt the certificate is refused, with the sum and what to do', async () => {
  expect((await owed()).total).toBeGreaterThan(0);
  const page = await visitor.get(`${home()}/no-debt.pdf`);
  expect(page.status).toBe(409);
  expect(page.$('h1').text()).toBe('Справка об отсутствии задолженности');
  expect(textOf(page)).toContain('есть долг');
  expect(page.$(`main a[href="/accounts/${charged.accountNumber}/payment"]`).length).toBe(1);
  const list = textOf(await visitor.get(home()));
  expect(list).toContain('Справка станет доступна, как только платёж поступит на счёт');
});

test('without a debt it is given out, and says so as of the day', async () => {
  const { total, penalty } = await owed();
  expect(penalty).toBeGreaterThan(0);
  await pay('all but the penalties', total - penalty);
  const refused = textOf(await visitor.get(`${home()}/no-debt.pdf`));
  expect(refused).toContain(`К оплате пени ${roubles(penalty)} ₽`);
  await pay('the penalties', penalty, true);
  await pay('an advance', 12_345);
  const { text, pdf, title } = await paperAt(`${home()}/no-debt.pdf`);
  expect(title).toBe('Справка об отсутствии задолженности');
  for (const said of [
    'На 20 ноября 2026',
    'Задолженности за газ нет',
    'аванс 123,45 ₽',
    'Примерова Анна Сергеевна',
    'по октябрь 2026 включительно',
    'Образец',
    'Образцова Е. П.',
    `${charged.accountNumber}-С1`,
  ]) {
    expect(text).toContain(said);
  }
  const code = new TextDecoder().decode((await readQr(pdf)) ?? new Uint8Array());
  expect(code).toMatch(/^https?:\/\/.+\/verify\/[2-9A-Z]{20}$/);
});

test('asked for again it is one paper, the same to the byte; after a change another one', async () => {
  const before = await download(`${home()}/no-debt.pdf`);
  const again = await download(`${home()}/no-debt.pdf`);
  const byNumber = await download(`${home()}/1.pdf`);
  expect(again.pdf.equals(before.pdf)).toBe(true);
  expect(byNumber.pdf.equals(before.pdf)).toBe(true);
  const all = await Promise.all(
    Array.from({ length: 8 }, () => download(`${home()}/months/2026-06.pdf`)),
  );
  const hashes = all.map(({ pdf }) => createHash('sha256').update(pdf).digest('hex'));
  expect(new Set(hashes).size).toBe(1);
  await pay('one rouble more', 100);
  const after = await paperAt(`${home()}/no-debt.pdf`);
  expect(after.text).toContain('аванс 124,45 ₽');
  const { rows } = await world.pool.query(
    `select verify_code from papers where personal_account_id = $1 and kind = 'no_debt'
     order by paper_no`,
    [charged.personalAccountId],
  );
  expect(rows.length).toBe(2);
  const guest = world.visitor();
  const replaced = await guest.get(`/verify/${rows[0].verify_code}`);
  expect(textOf(replaced)).toContain('потом о том же выдали другой');
  const current = await guest.get(`/verify/${rows[1].verify_code}`);
  expect(textOf(current)).toContain('Сравните его с тем, что на бумаге');
});

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

test('who holds a paper sees that it is genuine, and nothing of whose it is', async () => {
  const { pdf } = await download(`${home()}/1.pdf`);
  const url = new TextDecoder().decode((await readQr(pdf)) ?? new Uint8Array());
  const page = await world.visitor().get(new URL(url).pathname);
  const text = textOf(page);
  expect(text).toContain('Справка об отсутствии задолженности');
  expect(text).toContain(`••••${charged.accountNumber.slice(-4)}`);
  expect(text).toContain(createHash('sha256').update(pdf).digest('hex'));
  expect(text).not.toContain(charged.accountNumber);
  expect(text).not.toMatch(/Примерова|ул\./);
  expect(page.headers.get('cache-control')).toContain('no-store');
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
