import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// An inspector's reading below the last one gives back what was charged too much. Our books have
// charged 42 m³ by each of these meters, from 8 600 to 8 642: whoever gives back more gives away gas that
// somebody else charged, or has mistyped.
let world: World;
let operator: StaffAtDesk;
let accountant: StaffAtDesk;
let honest: Subscriber;
let mistyped: Subscriber;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-05T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  [honest, mistyped] = [await newHome(), await newHome()];
  const closed = await closeMonth(world.deps, { month: '2026-09-01', actor: system('test') });
  expect(closed).toMatchObject({ ok: true });
  operator = await createStaff(world, 'operator');
  accountant = await createStaff(world, 'accountant');
});
afterAll(() => world.stop());

const newHome = () =>
  createSubscriber(world, {
    personalAccount: { opening_balance_on: '2026-09-01', opening_balance_kopecks: 0 },
    meters: [
      {
        readings: [
          ['2026-08-21', '8600'],
          ['2026-09-21', '8642'],
        ],
      },
    ],
  });

const check = ({ accountNumber: number }: Subscriber, value: string) =>
  operator.visitor.get(
    `${href('staffReadingCheck', { number })}?${new URLSearchParams({ value, source: 'inspector' })}`,
  );

const inspected = async ({ personalAccountId }: Subscriber) =>
  (
    await world.pool.query(
      `select trim_scale(value_m3)::text as value, status from meter_readings
       where personal_account_id = $1 and source = 'inspector'`,
      [personalAccountId],
    )
  ).rows;

test('what was charged here is given back by one person, to the last m³', async () => {
  const page = await check(honest, '8600');
  expect(textOf(page)).not.toContain('Возвращает больше');
  const said = await operator.visitor.submit(page, { reason: 'акт 1' }, 'Внести показание');
  expect(said.status).toBe(303);
  expect(await inspected(honest)).toEqual([{ value: '8600', status: 'accepted' }]);
});

test('what gives back more than was ever charged waits for a second person, who sees how much', async () => {
  const page = await check(mistyped, '864');
  const text = textOf(page).replace(/\s/g, ' ');
  expect(text).toContain(
    'По этому счётчику у нас начислено 42 м³, а показание возвращает 7 778 м³',
  );
  const unsaid = await operator.visitor.submit(page, { reason: '' }, 'Предложить показание');
  expect(unsaid.status).toBe(422);
  const said = await operator.visitor.submit(unsaid, { reason: 'акт 2' }, 'Предложить показание');
  expect(said.location).toContain('done=proposed');
  expect(await inspected(mistyped)).toEqual([]);

  const list = await accountant.visitor.get(href('staffApprovals'));
  const link = list.$(`tr:contains("${mistyped.accountNumber}") a`).first().attr('href') ?? '';
  const own = await operator.visitor.get(link);
  expect(textOf(own)).toContain('Вы предложили это сами');
  const open = await accountant.visitor.get(link);
  expect(textOf(open).replace(/\s/g, ' ')).toMatch(/Вернёт7 778 м³.*По счётчику начислено42 м³/);
  const decision = { decision: 'approved', reason: 'счётчик видел' };
  expect((await accountant.visitor.submit(open, decision, 'Решить')).status).toBe(303);
  expect(await inspected(mistyped)).toEqual([{ value: '864', status: 'accepted' }]);
});
