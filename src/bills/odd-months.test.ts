import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEntry, closeMonthsOf } from '#test/closed-months.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { readPdf, readQr } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// Months that end otherwise than they began: the paper is right, or the page says why there is none.
let world: World;
let leaving: Subscriber;
let paid: Subscriber;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  const readings = [
    ['2026-07-21', '100'],
    ['2026-08-21', '140'],
    ['2026-09-16', '170'],
  ] as const;
  const money = { opening_balance_kopecks: 0, opening_penalty_kopecks: 0 };
  const personalAccount = { ...money, opening_balance_on: '2026-08-01', last_bill_kopecks: null };
  leaving = await createSubscriber(world, {
    personalAccount: { ...personalAccount, closed_on: '2026-09-17' },
    meters: [{ readings: [...readings] }],
  });
  paid = await createSubscriber(world, { personalAccount, meters: [{ readings: [...readings] }] });
  const months = { from: '2026-08-01', to: '2026-09-01' };
  await addEntry(world, {
    personal_account_id: paid.personalAccountId,
    billing_month: '2026-09-01',
    idempotency_key: 'far too much',
    amount_kopecks: -1_000_000,
    value_date: '2026-09-10',
  });
  await closeMonthsOf(world, leaving.personalAccountId, months);
  await closeMonthsOf(world, paid.personalAccountId, months);
});
afterAll(() => world.stop());

async function visitorOf(subscriber: Subscriber) {
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  return visitor;
}

const billOf = async (subscriber: Subscriber, month: string) =>
  downloadBy(
    await visitorOf(subscriber),
    world.url,
    `/accounts/${subscriber.accountNumber}/bills/${month}.pdf`,
  );

test('an account closed in the middle of a month has its last bill, of the days until then', async () => {
  const { status, pdf } = await billOf(leaving, '2026-09');
  expect(status).toBe(200);
  const { text, pages } = await readPdf(pdf);
  expect(pages).toBe(1);
  expect(text).toMatch(/По счётчику, 140 → 170/);
  const { rows } = await world.pool.query(
    `select m.closing_kopecks from account_months m join month_closes c using (close_id)
     where m.personal_account_id = $1 and m.month = '2026-09-01' and c.state = 'closed'`,
    [leaving.personalAccountId],
  );
  const closing = rows[0].closing_kopecks;
  expect(closing).toBeGreaterThan(0);
  const code = new TextDecoder().decode((await readQr(pdf)) ?? new Uint8Array());
  expect(code).toContain(`|Sum=${closing}|`);
});

test('after it was closed there is none, and the page says so', async () => {
  const visitor = await visitorOf(leaving);
  const page = await visitor.get(`/accounts/${leaving.accountNumber}/bills/2026-10.pdf`);
  expect(page.status).toBe(404);
  expect(page.$('main').text()).toContain('счёт был уже закрыт');
});

test('who has paid ahead has a paper without a code that asks for nothing', async () => {
  const { pdf } = await billOf(paid, '2026-09');
  const { text } = await readPdf(pdf);
  expect(text).toContain('Платить не нужно, у вас аванс');
  expect(text).toContain('кода для оплаты нет');
  expect(await readQr(pdf)).toBeNull();
});

test('whose account is closed and settled has a certificate, and nobody promises a next bill', async () => {
  const { rows } = await world.pool.query(
    `select closing_kopecks from account_months where personal_account_id = $1
     and month = '2026-09-01'`,
    [leaving.personalAccountId],
  );
  await addEntry(world, {
    personal_account_id: leaving.personalAccountId,
    billing_month: '2026-10-01',
    idempotency_key: 'the last one',
    amount_kopecks: -rows[0].closing_kopecks,
    value_date: '2026-10-10',
  });
  const visitor = await visitorOf(leaving);
  const address = `/accounts/${leaving.accountNumber}/papers/no-debt.pdf`;
  const { status, pdf } = await downloadBy(visitor, world.url, address);
  expect(status).toBe(200);
  expect((await readPdf(pdf)).text).toContain('Задолженности за газ нет');
});

test('who lives there is told as a paper said of that month, over the register', async () => {
  const home = await createSubscriber(world, {
    personalAccount: { residents: 2, opening_balance_on: '2026-08-01', has_heating: false },
    meters: [],
  });
  const { personalAccountId } = home;
  await world.pool.query(
    `insert into account_events (personal_account_id, kind, starts_on, value, recorded_month,
       recorded_at) values ($1, 'residents', '2026-09-01', 3, '2026-09-01', now())`,
    [personalAccountId],
  );
  await closeMonthsOf(world, personalAccountId, { from: '2026-08-01', to: '2026-09-01' });
  const told = async (month: string) => (await readPdf((await billOf(home, month)).pdf)).text;
  expect(await told('2026-08')).toMatch(/Проживает\s+2\s+человека/);
  const september = await told('2026-09');
  expect(september).toMatch(/Проживает\s+3\s+человека/);
  expect(september).toMatch(/м³ × 3\s+чел\./);
});
