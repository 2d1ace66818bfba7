import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAutopay } from '#src/payments/autopay/run-autopay.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  startAutopayWorld,
  turnOn,
} from '#test/autopay-world.ts';
import { workAndDie } from '../crash/dying-worker.ts';

// A worker dies after any word to PostgreSQL that changes something; the next one goes on.
let world: AutopayWorld;
beforeAll(async () => {
  world = await startAutopayWorld();
});
afterAll(() => world.stop());

const NOTICE = '2026-12-07T10:00:00+02:00';
const PAYDAY = '2026-12-10T10:00:00+02:00';

async function settlePayer(): Promise<Payer> {
  const payer = await world.createPayer();
  await payAndSave(payer, world.payAt);
  await turnOn(payer);
  return payer;
}

const runAndDie = (iso: string, dieAfter?: number) => {
  world.clock.set(iso);
  const { autopayDeps: deps, databaseUrl } = world;
  return workAndDie(databaseUrl, (db) => runAutopay({ ...deps, db }), dieAfter);
};

/** Where one dies who does what changes something: after each, and after each end of it. */
async function stepsOf(iso: string): Promise<number[]> {
  const { said } = await runAndDie(iso);
  const isChange = /^(insert|update|with|commit|select .* for update)/i;
  return said.flatMap((text, index) => (isChange.test(text) ? [index] : []));
}

async function expectOnce(payer: Payer): Promise<void> {
  await world.runAt(PAYDAY);
  await world.waitForRun(payer, 'paid');
  await world.run();
  const { rows } = await world.pool.query<{ key: string }>(
    `select g.idempotence_key as key from gateway_payments g join payments using (payment_id)
       join payment_baskets b using (basket_id)
     where b.user_id = $1 and b.source = 'autopay'`,
    [payer.userId],
  );
  const { yookassa } = await world.books();
  const keys = rows.map(({ key }) => key);
  const theirs = yookassa.payments.filter(({ metadata }) =>
    keys.includes(metadata.order_key ?? ''),
  );
  const letters = "letters where kind = 'autopay_announced' and user_id = $1";
  expect([keys.length, theirs.length]).toEqual([1, 1]);
  expect(await world.statesOf(payer)).toEqual(['paid']);
  expect(await world.count(letters, [payer.userId])).toBe(1);
  expect(await world.balanceOf(payer)).toBe(310);
}

test('killed after any change of an announcement: told of once, charged once', async () => {
  await settlePayer();
  const steps = await stepsOf(NOTICE);
  expect(steps.length).toBeGreaterThan(4);
  for (const step of steps) {
    const payer = await settlePayer();
    await runAndDie(NOTICE, step);
    await world.runAt(NOTICE);
    await expectOnce(payer);
    await world.endAll(payer);
  }
}, 120_000);

test('killed after any change of a charge, before or after the gateway: charged once', async () => {
  const first = await settlePayer();
  await world.runAt(NOTICE);
  const steps = await stepsOf(PAYDAY);
  expect(steps.length).toBeGreaterThan(10);
  await expectOnce(first);
  for (const step of steps) {
    const payer = await settlePayer();
    await world.runAt(NOTICE);
    await runAndDie(PAYDAY, step);
    await expectOnce(payer);
    await world.endAll(payer);
  }
}, 180_000);
