import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CrashWorld, startCrashWorld } from '../crash/crash-world.ts';
import { deeds } from '../crash/households.ts';
import { cutLettersEverywhere } from '../crash/letters-crash.ts';
import { cutEverywhere } from '../crash/web-crash.ts';

// The long form, each step fifty times: npm run long -- crash.
vi.setConfig({ testTimeout: 180_000 });

let world: CrashWorld;
beforeAll(async () => {
  world = await startCrashWorld({ households: 1_000 });
  await world.start('serve');
});
afterAll(() => world.stop());

const deedCalled = (name: string) => {
  const found = deeds.find((deed) => deed.name === name);
  if (!found) throw new Error(`no deed is called ${name}`);
  return found;
};

/** What has been written, and the end of it: the rest has nothing to be left half. */
const isWrite = (text: string, side: 'before' | 'after') =>
  side === 'after' && /^(insert|update|commit|select from graphile_worker.add_job)/.test(text);

test.each([
  ['a reading by the form', ['web']],
  ['a correction by the API', ['backend', 'postmaster']],
  ['a withdrawal by the API', ['web', 'backend']],
] as const)('%s survives kill -9 after each write, and the repeat works', async (name, victims) => {
  const series = { deed: deedCalled(name), victims, times: 5, atOnce: 5, isWanted: isWrite };
  const reports = await cutEverywhere(world, series);
  expect(reports.length).toBeGreaterThan(3);
  expect(reports.filter(({ cut }) => cut < 5)).toEqual([]);
});

test('a letter cut by kill -9 arrives all the same, its second copy under one Message-ID', async () => {
  const reports = await cutLettersEverywhere(world, {
    victim: 'worker',
    times: 1,
    isWanted: ({ label, side }) => label === 'DATA' || (side === 'after' && /^with j/.test(label)),
  });
  expect(reports).toHaveLength(2);
});

test('letters given out in an answer that PostgreSQL died with are sent by the same worker', async () => {
  const reports = await cutLettersEverywhere(world, {
    victim: 'postmaster',
    times: 1,
    isWanted: ({ label, side }) => side === 'after' && /^with j/.test(label),
  });
  // How many statements give letters out, the queue decides.
  expect(reports.length).toBeGreaterThan(0);
});
