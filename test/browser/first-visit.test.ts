import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { type BrowserWorld, startBrowserWorld } from './browser-world.ts';

// A telephone with a bad signal, here for the first time: what it has to fetch.
let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterEach(async () => {
  expect(world.complaints).toEqual([]);
  await world.closePages();
});
afterAll(() => world.stop());

const KIB = 1024;
const phone = { width: 360, height: 780 };

test('the sign-in page is light', async () => {
  expectLight(await weigh(await world.openPage(phone), href('login')));
});

test('the home page is light', async () => {
  const anna = await createSubscriber(world);
  const home = href('account', { number: anna.accountNumber });
  const page = await world.openPageOf(anna, phone);
  expectLight(await weigh(page, home));
  // The files are kept: another page costs the page alone.
  const { requests } = await weigh(page, href('readings', { number: anna.accountNumber }));
  expect(requests).toBe(1);
});

test('a page shows its words at once, in letters of our own', async () => {
  const page = await world.openPage(phone);
  await page.goto(href('login'), { waitUntil: 'load' });
  const families = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].filter(({ status }) => status === 'loaded').map((f) => f.family);
  });
  expect(families.join()).toContain('Golos');
});

type Weight = { requests: number; total: number; Script: number; Stylesheet: number };

/** Bytes as they came over the wire, headers included. */
async function weigh(page: Page, path: string): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  const types = new Map<string, string>();
  const weight: Record<string, number> = { requests: 0, total: 0, Script: 0, Stylesheet: 0 };
  const fromCache = new Set<string>();
  session.on('Network.requestServedFromCache', ({ requestId }) => fromCache.add(requestId));
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    types.set(requestId, type);
    if (response.fromDiskCache || response.fromPrefetchCache) fromCache.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (fromCache.has(requestId)) return;
    const type = types.get(requestId) ?? '';
    for (const key of ['total', type]) weight[key] = (weight[key] ?? 0) + encodedDataLength;
    weight.requests = (weight.requests ?? 0) + 1;
  });
  await session.send('Network.enable');
  await page.goto(path, { waitUntil: 'networkidle' });
  await session.detach();
  return weight as Weight;
}

function expectLight({ requests, total, Script, Stylesheet }: Weight): void {
  expect(requests).toBeGreaterThan(2);
  expect(requests).toBeLessThanOrEqual(12);
  expect(total).toBeLessThanOrEqual(100 * KIB);
  expect(Script).toBeLessThanOrEqual(20 * KIB);
  expect(Stylesheet).toBeLessThanOrEqual(20 * KIB);
}
