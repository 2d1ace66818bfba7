import { checkReadings } from '../check-readings.ts';
import type { CrashWorld } from './crash-world.ts';
import { ask, askUntilAnswered, type Deed, isTaken, prepare, type Told } from './households.ts';
import { createLockstep, type Step } from './lockstep.ts';
import { nobody } from './wire.ts';

export type Victim = 'web' | 'postmaster' | 'backend';
export type StepReport = { deed: string; victim: string; step: string; cut: number; kills: number };
export type Series = {
  deed: Deed;
  /** In turns. */
  victims: readonly Victim[];
  /** How many requests are cut at each step, */
  times: number;
  /** and how many of them by one kill. */
  atOnce: number;
  /** Without it: every step. */
  isWanted?: (text: string, side: Step['side']) => boolean;
};

/** All that a deed says to the database, in order: the steps between which it may be cut. */
async function tellStory(world: CrashWorld, deed: Deed): Promise<string[]> {
  const { lockstep, answers } = await runTogether(world, deed, { count: 1, stop: null });
  const told = await Promise.all(answers);
  if (!told.every(isTaken)) throw new Error(`${deed.name} was answered ${told[0]?.status}`);
  return lockstep.story();
}

/**
 * Cuts `deed` at each of its steps until it was cut there `times` times; after each cut the users
 * ask again, and everything must be as if nothing had happened. Throws at the first that is not.
 */
export async function cutEverywhere(
  world: CrashWorld,
  { deed, victims, times, atOnce, isWanted = () => true }: Series,
): Promise<StepReport[]> {
  const story = await tellStory(world, deed);
  const reports: StepReport[] = [];
  for (const [wave, text] of story.entries()) {
    for (const side of ['before', 'after'] as const) {
      if (!isWanted(text, side)) continue;
      const report = {
        deed: deed.name,
        victim: victims.join(', '),
        step: `${side} ${wave + 1} of ${story.length}: ${text.slice(0, 60)}`,
        cut: 0,
        kills: 0,
      };
      while (report.cut < times) {
        const victim = victims[(reports.length + report.kills) % victims.length] ?? 'web';
        const count = Math.min(atOnce, times - report.cut);
        report.cut += await cutOnce(world, deed, { step: { wave, side }, victim, count });
        report.kills += 1;
        if (report.kills > times * 2) throw new Error(`nobody comes to ${report.step}`);
      }
      reports.push(report);
    }
  }
  return reports;
}

type Cut = { step: Step; victim: Victim; count: number };

/**
 * @returns how many requests stood at the step when the victim was killed; 0 when the machine was
 * so slow that they lost each other.
 */
async function cutOnce(world: CrashWorld, deed: Deed, cut: Cut): Promise<number> {
  const { step, victim, count } = cut;
  const backend = await world.backendPid();
  const { answers, households, done, stopped } = await runTogether(world, deed, {
    count,
    stop: step,
  });
  const atStep = await Promise.race([stopped, Promise.all(answers).then(() => 0)]);
  if (atStep === 0) return 0;
  if (victim === 'web') await world.kill('serve');
  else world.killDatabase(victim, backend);
  world.wires.serve.watch(nobody);
  const first = await Promise.all(answers);
  if (victim === 'web') await world.start('serve');
  else await world.databaseBack(victim);
  await expectSound(world, `${deed.name}, ${JSON.stringify(cut)}, before the repeat`);
  await Promise.all(
    households.map(async (household, index) => {
      const told = await askUntilAnswered(world, deed.ask(household, done[index] as Told));
      const place = `${deed.name}, ${JSON.stringify(cut)}`;
      await expectDone(world, { deed, household, first: first[index] as Told, told, place });
    }),
  );
  await expectSound(world, `${deed.name}, ${JSON.stringify(cut)}, after the repeat`);
  return atStep;
}

async function runTogether(
  world: CrashWorld,
  deed: Deed,
  { count, stop }: { count: number; stop: Step | null },
) {
  world.wires.serve.watch(nobody);
  const households = world.take(count);
  const done = await Promise.all(households.map((household) => prepare(world, deed, household)));
  const { promise: stopped, resolve } = Promise.withResolvers<number>();
  const lockstep = createLockstep({ members: count, stop, act: resolve });
  world.wires.serve.watch(lockstep);
  const answers = households.map((household, index) =>
    ask(world, deed.ask(household, done[index] as Told)).finally(() => lockstep.leave()),
  );
  return { lockstep, answers, households, done, stopped };
}

async function expectSound(world: CrashWorld, place: string): Promise<void> {
  const wrong = await checkReadings(world);
  if (wrong.length > 0) throw new Error(`${place}:\n${wrong.join('\n')}`);
}

type Done = { deed: Deed; household: number; first: Told; told: Told; place: string };

/** The household has what it asked for, once, under the number that it was told. */
async function expectDone(world: CrashWorld, { deed, household, first, told, place }: Done) {
  if (!isTaken(told)) throw new Error(`${place}: the repeat was answered ${told.status}`);
  if (isTaken(first) && first.confirmation !== told.confirmation) {
    throw new Error(`${place}: ${first.confirmation} was promised, ${told.confirmation} is there`);
  }
  const { rows } = await world.query(
    `select value_m3::int as value, status, confirmation_number::int as number from meter_readings
     where personal_account_id = $1 and confirmation_number is not null order by meter_reading_id`,
    [household + 1],
  );
  const found = JSON.stringify(rows.map(({ value, status }) => [value, status]));
  if (found !== JSON.stringify(deed.leaves)) throw new Error(`${place}: there is ${found}`);
  const number = Number(told.confirmation.replace(/\D/g, '').slice(2));
  if (number !== rows.at(-1)?.number) {
    throw new Error(`${place}: told ${told.confirmation}, kept ${rows.at(-1)?.number}`);
  }
}
