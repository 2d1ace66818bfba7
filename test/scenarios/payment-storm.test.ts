import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createChance, expectBooksAgree, storm } from '#test/payment-storm.ts';
import { type PaymentsWorld, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// Hundreds of payments in a gateway's worst hour. OCHAG_TEST_PAYMENTS and OCHAG_TEST_SEED make it longer.
const COUNT = Number(process.env.OCHAG_TEST_PAYMENTS ?? 500);
const SEED = Number(process.env.OCHAG_TEST_SEED ?? 20_261_126);

let world: PaymentsWorld;
let payers: Subscriber[];
beforeAll(async () => {
  world = await startPaymentsWorld({ hasWorker: true });
  payers = [];
  for (let index = 0; index < 20; index += 1) payers.push(await createSubscriber(world));
});
afterAll(() => world.stop());

const unfinished = () => world.count(`payments where state in ('created', 'unknown')`);
/** Told apart from those whose payers never came: the gateway waits for these too. */
const notYetHeard = async () => {
  const { yookassa } = await world.books();
  const waiting = yookassa.payments.filter(({ status }) => status === 'pending').length;
  return (await world.count(`payments where state = 'pending'`)) - waiting;
};

test(
  `${COUNT} payments: nothing lost, nothing twice, nothing left unknown`,
  async () => {
    await storm({ world, payers, count: COUNT, chance: createChance(SEED) });
    await world.order('succeed');
    await vi.waitFor(
      async () => {
        world.clock.advance({ minutes: 11 });
        expect([await unfinished(), await notYetHeard()]).toEqual([0, 0]);
      },
      { timeout: 60_000 + COUNT * 20, interval: 1_000 },
    );
    await expectBooksAgree(world);
    expect(await world.count(`payments where state = 'succeeded'`)).toBeGreaterThan(COUNT / 3);
    expect(await world.count(`payments where state = 'canceled'`)).toBeGreaterThan(0);
  },
  240_000 + COUNT * 150,
);
