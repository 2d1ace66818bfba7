import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer } from '#test/visitor.ts';

let world: World;
let home: Subscriber;
let operator: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-20T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  // A stove, central hot water, three persons: 3 × 11.5 m³ × 13.52 ₽ = 466.44 ₽ a month.
  home = await createSubscriber(world, {
    personalAccount: {
      opening_balance_on: '2026-08-01',
      opening_balance_kopecks: 100_000,
      opening_penalty_kopecks: 0,
      opening_debt_since: '2026-07-01',
      has_heating: false,
      has_central_hot_water: true,
    },
    meters: [],
  });
  operator = await createStaff(world, 'operator');
});
afterAll(() => world.stop());

const plain = (page: Answer) => textOf(page).replace(/\s/g, ' ');
const ledgerPage = () => operator.visitor.get(href('staffAccount', { number: home.accountNumber }));

test('before the first close the page shows what the register told', async () => {
  const page = await ledgerPage();
  expect(plain(page)).toContain('1 000,00 ₽ по реестру 01.08.2026');
  expect(page.$('#s-led').text()).toContain('Месяцев ещё нет');
  expect(page.$('#s-debt').text()).toContain('сальдо знает только реестр');
});

test('each month is a row, each debt has its age, and they add up to the balance', async () => {
  for (const month of ['2026-08-01', '2026-09-01']) {
    const closed = await closeMonth(world.deps, { month, actor: system('test') });
    expect(closed).toMatchObject({ ok: true });
  }
  const page = await ledgerPage();
  const months = page
    .$('#s-led tbody tr')
    .toArray()
    .map((row) => page.$(row).text());
  expect(months).toHaveLength(3);
  expect(months[0]).toMatch(/^09\.2026/);
  expect(months[0]).toContain('466,44');
  const debts = page
    .$('#s-debt tbody tr')
    .toArray()
    .map((row) => page.$(row).text());
  expect(debts).toHaveLength(3);
  // August's is due on 15 September: 35 days ago. September's on 15 October: 5 days ago.
  expect(debts[1]).toMatch(/^08\.202615\.09\.2026466,4435\sдней16\.10\.2026/);
  expect(debts[2]).toMatch(/^09\.202615\.10\.2026466,445\sдней/);
  const { rows } = await world.pool.query(
    `select sum(amount_kopecks)::int as kopecks from ledger_entries where personal_account_id = $1`,
    [home.personalAccountId],
  );
  const roubles = (rows[0].kopecks / 100)
    .toFixed(2)
    .replace('.', ',')
    .replace(/^(\d)(\d{3})/, '$1 $2');
  expect(plain(page)).toContain(`Сальдо сейчас${roubles} ₽`);
});

test('a month opens to its lines, and the look is recorded', async () => {
  const number = home.accountNumber;
  const page = await operator.visitor.get(href('staffAccountMonth', { number, month: '2026-08' }));
  const line = page.$('#l-lines tbody tr').text().replace(/\s/g, ' ');
  expect(line).toContain('NORM_NO_METER');
  expect(line).toContain('34,500');
  expect(line).toContain('13,52');
  expect(line).toContain('466,44');
  const { rows } = await world.pool.query(
    `select subject from audit_entries where action = 'look_at_charges' and actor_id = $1`,
    [operator.staffMemberId],
  );
  expect(rows).toEqual([{ subject: 'month:2026-08' }]);
  for (const month of ['2026-12', '2026-13', '2026-8', 'x']) {
    const none = await operator.visitor.get(href('staffAccountMonth', { number, month }));
    expect([month, none.status]).toEqual([month, 404]);
  }
});

test('who may not correct a balance is not offered to', async () => {
  expect((await ledgerPage()).$('a:contains("Исправить сальдо")')).toHaveLength(0);
  const accountant = await createStaff(world, 'accountant');
  const page = await accountant.visitor.get(href('staffAccount', { number: home.accountNumber }));
  expect(page.$('a:contains("Исправить сальдо")')).toHaveLength(1);
});
