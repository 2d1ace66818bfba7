import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type AutopayWorld, type Payer, startAutopayWorld } from './autopay-world.ts';

/** For a file of tests a world, and before each test a payer of its own; `given` hands both over. */
export function setUpAutopay(given: (world: AutopayWorld, payer: Payer) => void): void {
  let world: AutopayWorld;
  let payer: Payer;
  beforeAll(async () => {
    world = await startAutopayWorld();
  });
  beforeEach(async () => {
    await world.order('succeed');
    payer = await world.createPayer();
    given(world, payer);
  });
  afterEach(() => world.endAll(payer));
  afterAll(() => world.stop());
}
