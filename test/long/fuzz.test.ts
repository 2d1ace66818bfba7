import { expect, test } from 'vitest';
import { printTable } from '#bench/report.ts';
import { systemClock } from '#src/clock.ts';
import { fuzz } from '../fuzz/fuzz-run.ts';
import { type Memory, startWatchedSite } from '../fuzz/watched-site.ts';
import { startWorld } from '../harness.ts';

/** To each address by each of the three who come; 62 addresses make 10 000 of it. */
const INPUTS = Number(process.env.OCHAG_TEST_INPUTS || 80);
const SEED = Number(process.env.OCHAG_TEST_SEED || 1);
const MEASURE_EACH = 500;

test('ten thousand hostile inputs: no 5xx, no hang, no memory kept', async () => {
  const world = await startWorld({ hasWorker: false, now: systemClock.now().toISOString() });
  const site = await startWatchedSite(world);
  const seen: (Memory & { sent: number })[] = [];
  const measure = async (sent: number) => {
    if (sent < (seen.at(-1)?.sent ?? -MEASURE_EACH) + MEASURE_EACH) return;
    seen.push({ sent, ...(await site.memory()) });
  };
  // Once round first: what is loaded and compiled at first use is no leak.
  await fuzz(world, { url: site.url, inputs: 3, seed: SEED + 1_000 });
  await measure(0);
  const options = { url: site.url, inputs: INPUTS, seed: SEED, onAddress: measure };
  const report = await fuzz(world, options);
  seen.push({ sent: report.sent, ...(await site.memory()) });
  const log = site.log();
  await site.stop();
  await world.stop();

  const { statuses, slowestMs, sent } = report;
  console.log(JSON.stringify({ sent, statuses, slowestMs: Math.round(slowestMs) }));
  const rows = seen.map((one) => [one.sent, one.heapMb, one.rssMb].map(String));
  printTable(['inputs', 'heap MB', 'rss MB'], rows);
  expect(report.broken).toEqual([]);
  expect(log).toBe('');
  expect(sent).toBeGreaterThanOrEqual(10_000);
  const [first] = seen;
  // Of the whole: maps of routes met, prepared statements, buffers of the pool.
  expect((seen.at(-1)?.heapMb ?? 0) - (first?.heapMb ?? 0)).toBeLessThan(8);
});
