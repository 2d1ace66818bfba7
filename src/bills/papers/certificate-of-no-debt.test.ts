import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOf } from '#test/household.ts';
import { type PapersWorld, roubles, startPapersWorld } from '#test/papers-world.ts';
import { readQr } from '#test/read-pdf.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: PapersWorld;
let charged: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startPapersWorld();
  ({ charged, holder: visitor } = world);
});
afterAll(() => world.stop());

const home = () => world.home;
const download = (address: string) => world.download(address);
const paperAt = (address: string) => world.paperAt(address);
const pay = (...payment: Parameters<PapersWorld['pay']>) => world.pay(...payment);

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
