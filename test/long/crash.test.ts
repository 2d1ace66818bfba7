import { afterEach, beforeEach, expect, test } from 'vitest';
import { printTable } from '#bench/report.ts';
import { type CrashWorld, startCrashWorld } from '../crash/crash-world.ts';
import { deeds } from '../crash/households.ts';
import { cutLettersEverywhere } from '../crash/letters-crash.ts';
import { cutEverywhere, type StepReport } from '../crash/web-crash.ts';

/** How often each step is cut. */
const TIMES = Number(process.env.OCHAG_TEST_TIMES || 50);
/** So many by one kill. */
const AT_ONCE = 25;

let world: CrashWorld;
beforeEach(async () => {
  world = await startCrashWorld({ households: TIMES * 60 });
  await world.start('serve');
});
afterEach(() => world.stop());

function show(reports: StepReport[]): void {
  const rows = reports.map(({ deed, victim, step, cut, kills }) => [
    deed,
    victim,
    String(cut),
    String(kills),
    step,
  ]);
  printTable(['deed', 'killed', 'cut', 'kills', 'step'], rows);
  const sum = (of: 'cut' | 'kills') => reports.reduce((all, report) => all + report[of], 0);
  console.log(`${reports.length} steps, ${sum('cut')} cut by ${sum('kills')} kills\n`);
  for (const { cut, step } of reports) expect(cut, step).toBeGreaterThanOrEqual(TIMES);
}

test.each(deeds)('kill -9 of the web between any two steps of $name', async (deed) => {
  show(await cutEverywhere(world, { deed, victims: ['web'], times: TIMES, atOnce: AT_ONCE }));
});

test.each(deeds)('kill -9 of PostgreSQL between any two steps of $name', async (deed) => {
  const victims = ['postmaster', 'backend'] as const;
  show(await cutEverywhere(world, { deed, victims, times: TIMES, atOnce: AT_ONCE }));
});

test.each([
  ['the worker', 'worker'],
  ['PostgreSQL', 'postmaster'],
] as const)('kill -9 of %s between any two steps of sending a letter', async (_, victim) => {
  show(await cutLettersEverywhere(world, { victim, times: TIMES }));
});
