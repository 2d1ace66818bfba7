import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
});
afterAll(() => world.stop());

test('late news changes closed months back to the estimate that waited, and to one’s own first', async () => {
  const home = await world.addHome();
  await world.addReadings(home, [
    ['2025-12-21', '1000'],
    ['2026-01-21', '1060'],
    ['2026-04-21', '1150'],
  ]);
  // Another that came into the books in April only, without a meter: 11.5 m³ for each of two.
  const late = await world.addHome({ meter: null, hasHeating: false, hasCentralHotWater: true });
  await world.rows(
    `update personal_accounts set opening_balance_on = '2026-04-01' where personal_account_id = $1`,
    [late.personalAccountId],
  );
  await world.closeThrough('2026-01-01', '2026-04-01');
  // 90 m³ since January: 30 for each of three months.
  expect(short(await world.linesOf(home, '2026-04-01'))).toEqual([
    '2026-04 METER 30 = 28872',
    '2026-02 AVG_P31 -60 = -57744',
    '2026-02 METER 30 = 28872',
    '2026-03 AVG_P31 -60 = -57744',
    '2026-03 METER 30 = 28872',
  ]);

  const inMay = { recordedMonth: '2026-05-01' };
  await world.addEvent(home, {
    kind: 'disconnected',
    from: '2026-03-01',
    to: '2026-03-31',
    ...inMay,
  });
  await world.addEvent(late, { kind: 'residents', from: '2026-02-01', value: '1', ...inMay });
  await world.closeThrough('2026-05-01', '2026-05-01');
  // In March no gas could flow: 45 for each of the two others, February among them.
  expect(short(await world.linesOf(home, '2026-05-01'))).toEqual([
    '2026-02 METER -30 = -28872',
    '2026-02 METER 45 = 43308',
    '2026-03 METER -30 = -28872',
    '2026-04 METER -30 = -28872',
    '2026-04 METER 45 = 43308',
    '2026-05 AVG_P31 50 = 48120',
  ]);
  // 23 × 13.52 = 310.96 was charged for April, 11.5 × 13.52 = 155.48 is right; before it, nothing.
  expect(short(await world.linesOf(late, '2026-05-01'))).toEqual([
    '2026-04 NORM_NO_METER -23 = -31096',
    '2026-04 NORM_NO_METER 11.5 = 15548',
    '2026-05 NORM_NO_METER 11.5 = 15548',
  ]);
});

const short = (lines: { of: string; method: string; volume: string; kopecks: number }[]) =>
  lines.map(({ of, method, volume, kopecks }) => `${of} ${method} ${volume} = ${kopecks}`);
