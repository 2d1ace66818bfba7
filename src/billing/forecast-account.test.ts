import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';
import { forecastAccount } from './forecast-account.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
});
afterAll(() => world.stop());

test('of a new account the month that is not closed yet is not in the bill after it', async () => {
  await world.addHome();
  await world.closeThrough('2026-01-01', '2026-01-01');
  // Two persons, 11.5 m³ each: 23 × 13.52 = 310.96 a month.
  const fresh = await world.addHome({ meter: null, hasHeating: false, hasCentralHotWater: true });
  await world.rows(
    `update personal_accounts set opened_on = '2026-02-01', opening_balance_on = '2026-02-01'
     where personal_account_id = $1`,
    [fresh.personalAccountId],
  );
  world.clock.set('2026-03-03T10:00:00+02:00');
  const { personalAccountId } = fresh;
  const today = '2026-03-03';
  const ahead = await forecastAccount(world.deps, system('test'), { personalAccountId, today });
  expect(ahead?.likely).toMatchObject({
    month: '2026-03-01',
    chargedKopecks: 31_096,
    recalculatedKopecks: 0,
  });
  await world.closeThrough('2026-02-01', '2026-03-01');
  expect(await world.monthsOf(fresh)).toMatchObject([
    { month: '2026-02', charged: 31_096, recalculated: 0 },
    { month: '2026-03', charged: 31_096, recalculated: 0 },
  ]);
});
