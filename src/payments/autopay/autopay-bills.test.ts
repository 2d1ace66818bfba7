import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  startAutopayWorld,
  turnOn,
} from '#test/autopay-world.ts';

// «На новую квитанцию»: the month is really closed, its bills are made by the worker.
let world: AutopayWorld;
let anna: Payer;
let boris: Payer;
beforeAll(async () => {
  world = await startAutopayWorld();
  anna = await world.createPayer();
  boris = await world.createPayer();
  for (const payer of [anna, boris]) await payAndSave(payer, world.payAt);
});
afterAll(() => world.stop());

test('told of as the bill is made, charged three days later, once a bill', async () => {
  await turnOn(anna, { when: 'bill' });
  await world.run();
  expect(await world.runsOf(anna)).toEqual([]);
  world.clock.set('2026-12-03T12:00:00+02:00');
  const { signal } = new AbortController();
  const close = { month: '2026-11-01', actor: system('test'), signal };
  expect(await closeMonth(world.deps, close)).toMatchObject({ ok: true });
  const bill = 'bills where personal_account_id = $1';
  await expect.poll(() => world.count(bill, [anna.personalAccountId])).toBe(1);
  const owed = await world.balanceOf(anna);
  await world.run();
  await world.run();
  const run = { month: '2026-11-01', dueOn: '2026-12-06', state: 'announced' };
  const [told, ...more] = await world.runsOf(anna);
  expect([told, more]).toMatchObject([run, []]);
  await world.waitForLetter(anna.email, '6');
  await world.runAt('2026-12-05T12:00:00+02:00');
  expect(await world.balanceOf(anna)).toBe(owed);
  for (const day of ['06', '07', '10']) await world.runAt(`2026-12-${day}T12:00:00+02:00`);
  expect(await world.runsOf(anna)).toMatchObject([{ state: 'paid', amount: told?.announced }]);
  expect(await world.balanceOf(anna)).toBe(owed - (told?.announced ?? 0));
});

test('a bill that was there before the wish is not charged by it', async () => {
  world.clock.set('2026-12-11T12:00:00+02:00');
  await turnOn(boris, { when: 'bill' });
  for (const day of ['11', '14', '15']) await world.runAt(`2026-12-${day}T12:00:00+02:00`);
  expect(await world.runsOf(boris)).toEqual([]);
});
