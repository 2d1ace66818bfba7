import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { autopayPages } from './autopay-pages.ts';
import { startBrowserWorld } from './browser-world.ts';
import { openCase, type Stage } from './every-page.ts';
import { expectGoodLooks } from './looks.ts';
import { settleNeighbours } from './neighbours.ts';
import { paymentPages } from './payment-pages.ts';
import { privatePages } from './private-pages.ts';

// Residents' pages in every state: no rule of axe is broken, nothing sticks out or complains.
let stage: Stage;
beforeAll(async () => {
  const world = await startBrowserWorld({ isReachable: true });
  stage = { world, neighbours: await settleNeighbours(world) };
});
afterEach(async () => {
  expect(stage.world.complaints).toEqual([]);
  await stage.world.closePages();
});
afterAll(() => stage.world.stop());

test.each([...privatePages, ...paymentPages, ...autopayPages])('$name', async (pageCase) => {
  await expectGoodLooks(await openCase(stage, pageCase), pageCase);
});
