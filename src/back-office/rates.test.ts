import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-05T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  await createSubscriber(world, { personalAccount: { opening_balance_on: '2026-09-01' } });
  const closed = await closeMonth(world.deps, { month: '2026-09-01', actor: system('test') });
  expect(closed).toMatchObject({ ok: true });
  accountant = await createStaff(world, 'accountant');
  administrator = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

const check = (fields: Record<string, string>) =>
  accountant.visitor.get(`${href('staffRateCheck')}?${new URLSearchParams(fields)}`);

const heating = async () =>
  (
    await world.pool.query(
      `select valid_from, trim_scale(price_per_m3)::text as price, source, is_example from tariffs
       where category = 'heating' and valid_from >= '2026-09-01' order by tariff_id`,
    )
  ).rows;

test('the page shows what is in force, from when and by which paper, and marks examples', async () => {
  const page = await administrator.visitor.get(href('staffRates'));
  const row = page.$('#rate-tariff tr:contains("9,624")').text();
  expect(row).toContain('с 01.01.2026');
  expect(row).toContain('действует');
  expect(page.$('#rate-norm').text()).toContain('пример');
  expect(page.$('#rate-form')).toHaveLength(0);
});

test('a number that cannot be meant is refused with a sentence', async () => {
  const whole = { subject: 'tariff:heating', from: '01.12.2026', value: '9,9', source: 'приказ' };
  for (const [change, message] of [
    [{ subject: '' }, 'Выберите, что меняется'],
    [{ subject: 'tariff:gold' }, 'Выберите, что меняется'],
    [{ from: '31.02.2026' }, 'Напишите первый день'],
    [{ value: '' }, 'Впишите значение'],
    [{ value: '0' }, 'больше нуля'],
    [{ value: '-1' }, 'больше нуля'],
    [{ value: '12.3.4' }, 'больше нуля'],
    [{ source: '' }, 'Назовите документ'],
    [{ subject: 'coefficient:1', from: '05.12.2026' }, 'первое число'],
    [{ from: '01.01.2026', value: '9,624' }, 'уже действует'],
  ] as [Partial<typeof whole>, string][]) {
    const page = await check({ ...whole, ...change });
    expect([change, page.status]).toEqual([change, 422]);
    expect(textOf(page)).toContain(message);
  }
});

test('the accountant proposes, another person approves, and only then is the number there', async () => {
  const typed = {
    subject: 'tariff:heating',
    from: '15.09.2026',
    value: '10,5',
    source: 'приказ 7',
  };
  const page = await check(typed);
  expect(textOf(page)).toContain('Закрытые месяцы не изменятся');
  expect(textOf(page)).toMatch(/сентябрь\s2026: начисления уже сделаны/);
  const proposed = await accountant.visitor.submit(page, {}, 'Предложить значение');
  expect(proposed.status).toBe(303);
  expect(await heating()).toEqual([]);
  const again = await accountant.visitor.submit(page, {}, 'Предложить значение');
  expect(again.status).toBe(409);

  const list = await administrator.visitor.get(href('staffApprovals'));
  const link = list.$('a:contains("Изменить тариф")').first().attr('href') ?? '';
  const own = await accountant.visitor.get(link);
  expect(textOf(own)).toContain('Вы предложили это сами');
  const open = await administrator.visitor.get(link);
  expect(textOf(open)).toContain('Отопление');
  expect(textOf(open)).toContain('10,5');
  const decision = { decision: 'approved', reason: 'сверил с приказом' };
  for (let time = 0; time < 2; time += 1) {
    const decided = await administrator.visitor.submit(open, decision, 'Решить');
    expect(decided.status).toBe(303);
  }
  expect(await heating()).toEqual([
    { valid_from: '2026-09-15', price: '10.5', source: 'приказ 7', is_example: false },
  ]);
  const { rows } = await world.pool.query(
    `select actor_id, reason from audit_entries where action = 'record_rate'`,
  );
  expect(rows).toEqual([{ actor_id: administrator.staffMemberId, reason: 'приказ 7' }]);
});
