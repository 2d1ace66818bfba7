import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { describeCloseFailure } from '#src/billing/close-texts.ru.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// A debt of July, late since September, and nobody has loaded a key rate: what it costs a day is not
// known. What is owed is.
let world: World;
let late: Subscriber;
beforeAll(async () => {
  world = await startWorld({ now: '2026-12-03T10:00:00+02:00', hasWorker: false });
  late = await createSubscriber(world, {
    personalAccount: {
      opening_balance_on: '2026-11-01',
      opening_balance_kopecks: 100_000,
      opening_penalty_kopecks: 1_234,
      opening_debt_since: '2026-07-01',
      has_heating: false,
      has_central_hot_water: true,
    },
    meters: [],
  });
});
afterAll(() => world.stop());

const loseKeyRates = () => world.pool.query('delete from key_rates');

async function homeText(): Promise<string> {
  const visitor = world.visitor();
  await late.signIn(visitor);
  const page = await visitor.get(href('account', { number: late.accountNumber }));
  expect(page.status).toBe(200);
  return textOf(page).replace(/\s/g, ' ');
}

test('the home page tells all but the penalties to come, and why not those', async () => {
  const known = await homeText();
  expect(known).toMatch(/Пени, если не платить до .*около/);
  expect(known).not.toContain('пока неизвестны');
  await loseKeyRates();
  const text = await homeText();
  expect(text).toContain('1 012,34 ₽');
  expect(text).toContain('Из них срок уже прошёл1 000,00 ₽');
  expect(text).toMatch(/Пени за просрочку.*ключевая ставка.*пока неизвестны/);
  expect(text).toMatch(/Счёт за декабрь, если посчитать сегодня/);
});

test('the close refuses, and names the key rate', async () => {
  await loseKeyRates();
  const refused = await closeMonth(world.deps, { month: '2026-11-01', actor: system('test') });
  expect(refused).toMatchObject({ ok: false, code: 'rates_missing' });
  if (refused.ok) throw new Error('it has closed');
  expect(describeCloseFailure(refused)).toContain('нет ключевой ставки на 30.11.2026');
});

test('the desk shows the debt by months without what its penalties have grown to', async () => {
  await world.pool.query(
    `insert into key_rates (valid_from, percent, recorded_at) values ('2026-01-01', 15, now())`,
  );
  const closed = await closeMonth(world.deps, { month: '2026-11-01', actor: system('test') });
  expect(closed).toMatchObject({ ok: true });
  await loseKeyRates();
  const operator = await createStaff(world, 'operator');
  const address = href('staffAccount', { number: late.accountNumber });
  const page = await operator.visitor.get(address);
  expect(page.status).toBe(200);
  const panel = page.$('#s-debt').text().replace(/\s+/g, ' ');
  expect(panel).toContain('Нет ключевой ставки на 03.12.2026');
  expect(panel).toContain('Пени начислены и не оплачены');
  expect(panel).not.toContain('набежали');
  const rows = page.$('#s-debt tbody tr').toArray();
  expect(rows.length).toBeGreaterThan(3);
});
