import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { closeMonthsRegularly } from '#src/billing/jobs.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

let world: World;
let home: Subscriber;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-09-30T10:00:00+02:00' });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  // Three persons, a stove, no meter: 3 × 11.5 m³ × 13.52 ₽ = 466.44 ₽ a month.
  home = await createSubscriber(world, {
    personalAccount: {
      opening_balance_on: '2026-09-01',
      opening_balance_kopecks: 0,
      opening_penalty_kopecks: 0,
      has_heating: false,
      has_central_hot_water: true,
    },
    meters: [],
  });
  await comeToTheDesk();
});
afterAll(() => world.stop());

async function comeToTheDesk() {
  accountant = await createStaff(world, 'accountant');
  administrator = await createStaff(world, 'administrator');
}

const closes = async () =>
  (
    await world.pool.query(
      'select month, state, actor, reversal_reason from month_closes order by close_id',
    )
  ).rows;
const whenClosed = (count: number) =>
  vi.waitFor(
    async () =>
      expect((await closes()).filter(({ state }) => state === 'closed')).toHaveLength(count),
    { timeout: 10_000, interval: 50 },
  );
const preview = () => accountant.visitor.get(href('staffMonthPreview'));

test('a month that goes on is tried out but not closed', async () => {
  const page = await preview();
  expect(textOf(page)).toContain('закрыть можно с 01.10.2026');
  expect(textOf(page).replace(/\s/g, ' ')).toContain('466,44 ₽');
  expect(textOf(page)).toContain('норматив «Плита, горячая вода центральная»');
  expect(page.$('button:contains("Закрыть месяц")')).toHaveLength(0);
  const form = await accountant.visitor.get(href('staffMonthReopening'));
  const _token = String(form.$('[name=_token]').val());
  const forced = { month: '2026-09-01', _token };
  const answer = await accountant.visitor.post(href('staffMonthClosing'), forced);
  expect(answer.status).toBe(409);
  expect(textOf(answer)).toContain('закрыть можно с 01.10.2026');
  expect(await closes()).toEqual([]);
});

test('what the preview said is what the close posts, and the page tells who closed', async () => {
  world.clock.set('2026-10-02T10:00:00+02:00');
  await comeToTheDesk();
  const page = await preview();
  const looks = await world.pool.query(
    `select personal_account_id from audit_entries where action = 'look_at_month_preview'
       and actor_id = $1`,
    [accountant.staffMemberId],
  );
  expect(looks.rows).toEqual([{ personal_account_id: home.personalAccountId }]);
  const asked = await accountant.visitor.submit(page, {}, 'Закрыть месяц');
  expect(asked.status).toBe(303);
  await accountant.visitor.submit(page, {}, 'Закрыть месяц');
  await whenClosed(1);
  expect(await closes()).toEqual([
    {
      month: '2026-09-01',
      state: 'closed',
      actor: `staff ${accountant.staffMemberId}`,
      reversal_reason: null,
    },
  ]);
  // The bills come by the job that was left with the close.
  await vi.waitFor(
    async () => {
      const { rows } = await world.pool.query(
        'select frozen_at is not null as done, bills from bill_ranges',
      );
      expect(rows).toEqual([{ done: true, bills: 1 }]);
    },
    { timeout: 10_000, interval: 50 },
  );
  const list = await administrator.visitor.get(href('staffMonths'));
  expect(list.$('#m-closed tbody tr').text()).toContain('Квитанций 1');
  const row = list.$('#m-closed tbody tr').text().replace(/\s/g, ' ');
  expect(row).toContain('сентябрь 2026');
  expect(row).toContain('466,44');
  expect(row).toContain(accountant.name);
  expect(list.$('a:contains("Открыть заново")')).toHaveLength(0);
});

test('the last month is opened again by two, with a reason, once', async () => {
  const list = await accountant.visitor.get(href('staffMonths'));
  const form = await accountant.visitor.get(
    list.$('a:contains("Открыть заново")').attr('href') ?? '',
  );
  expect((await accountant.visitor.submit(form, {}, 'Предложить')).status).toBe(422);
  const reason = 'забыли обход';
  const proposed = await accountant.visitor.submit(form, { reason }, 'Предложить');
  expect(proposed.status).toBe(303);
  expect(await closes()).toMatchObject([{ state: 'closed' }]);
  const approvals = await administrator.visitor.get(href('staffApprovals'));
  const link = approvals.$('a:contains("Открыть месяц")').attr('href') ?? '';
  expect(textOf(await accountant.visitor.get(link))).toContain('Вы предложили это сами');
  const open = await administrator.visitor.get(link);
  expect(textOf(open)).toMatch(/сентябрь\s2026/);
  for (let time = 0; time < 2; time += 1) {
    const decision = { decision: 'approved', reason: 'согласна' };
    expect((await administrator.visitor.submit(open, decision, 'Решить')).status).toBe(303);
  }
  expect(await closes()).toMatchObject([{ state: 'reversed', reversal_reason: reason }]);
  const { rows } = await world.pool.query(
    'select sum(amount_kopecks)::int as kopecks from ledger_entries',
  );
  expect(rows).toEqual([{ kopecks: 0 }]);
  await accountant.visitor.submit(await preview(), {}, 'Закрыть месяц');
  await whenClosed(1);
  expect(await closes()).toHaveLength(2);
});

test('a month without a price is not closed, and the page says which one is missing', async () => {
  world.clock.set('2026-11-01T10:00:00+02:00');
  await comeToTheDesk();
  await world.pool.query(`delete from tariffs where category = 'stove'`);
  const page = await accountant.visitor.get(href('staffMonths'));
  expect(textOf(page)).toContain('нет цены «Плита»');
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
});

test('by the calendar a month is closed on its day, only where that is wished', async () => {
  const run = (closeMonths: 'automatic' | 'by-hand') =>
    closeMonthsRegularly({ ...world.deps, config: { closeMonths } }).run();
  const waiting = async () =>
    (
      await world.pool.query(
        `select count(*)::int as count from graphile_worker.jobs
         where task_identifier = 'close_month'`,
      )
    ).rows[0].count;
  await run('automatic');
  expect(await waiting()).toBe(0);
  world.clock.set('2026-11-03T00:30:00+02:00');
  await run('by-hand');
  expect(await waiting()).toBe(0);
  await run('automatic');
  await whenClosed(2);
  expect(await closes()).toContainEqual(
    expect.objectContaining({ month: '2026-10-01', state: 'closed', actor: 'system: calendar' }),
  );
  await run('automatic');
  expect(await waiting()).toBe(0);
});
