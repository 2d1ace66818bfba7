import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startBrowserWorld } from './browser-world.ts';
import { openCase, type PageCase, type Stage } from './every-page.ts';
import { expectGoodLooks } from './looks.ts';
import { settleNeighbours } from './neighbours.ts';
import { signInPages } from './sign-in-pages.ts';

// Second factors and the staff's sign-in: no rule of axe is broken, nothing sticks out or complains.
let stage: Stage;
beforeAll(async () => {
  const world = await startBrowserWorld();
  stage = { world, neighbours: await settleNeighbours(world) };
});
afterEach(async () => {
  expect(stage.world.complaints).toEqual([]);
  await stage.world.closePages();
});
afterAll(() => stage.world.stop());

test.each(signInPages)('$name', async (pageCase) => {
  await expectGoodLooks(await openCase(stage, pageCase), pageCase);
});

const withPasskeys = signInPages.filter(({ name }) =>
  /^(passkey to add|passkey of staff|first factor of staff|code or passkey)$/.test(name),
);

// Axe itself is a script, so the page's own are taken away instead of all.
test.each(withPasskeys)('$name, as it is without the script', async (pageCase) => {
  const open: PageCase['open'] = (at) => async (page) => {
    const nothing = { contentType: 'text/javascript', body: '' };
    await page.route('**/assets/*.js', (route) => route.fulfill(nothing));
    const way = pageCase.open(at);
    await (typeof way === 'string' ? page.goto(way) : way(page));
  };
  const page = await openCase(stage, { ...pageCase, open });
  expect(await page.locator('[data-when=unable]').isVisible()).toBe(true);
  await expectGoodLooks(page, pageCase);
});
