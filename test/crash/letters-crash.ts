import { setTimeout as sleep } from 'node:timers/promises';
import { checkReadings } from '../check-readings.ts';
import type { CrashWorld } from './crash-world.ts';
import { ask, deeds, isTaken } from './households.ts';
import type { StepReport } from './web-crash.ts';
import { nobody, type Statement } from './wire.ts';

/** Jobs that a worker does at once: so many letters can be cut by one kill. */
const AT_ONCE = 4;
/** After so long nobody else comes to the step. */
const QUIET_MS = 1_500;
/** And after so long nobody comes at all. */
const NOBODY_MS = 30_000;
/** What a worker does at its start, and after a job, is over. */
const STARTED_MS = 2_000;
const SENT_MS = 90_000;

export type LetterVictim = 'worker' | 'postmaster';
/** A word to PostgreSQL, by how it begins, or to the mail server. */
type Step = { label: string; side: 'before' | 'after' };

export type LetterSeries = {
  victim: LetterVictim;
  times: number;
  /** Without it: every step. */
  isWanted?: (step: Step) => boolean;
};

/** Without its condition: jobs that end together are ended by one statement of another form. */
const labelOf = ({ text }: Statement): string =>
  (text.split(/ (?:where|using) /, 1)[0] ?? '').slice(0, 60);
/** A word of the mail's is heard, and not answered. */
const isMailWord = (label: string): boolean => /^[A-Z]{4}$/.test(label);
const [before, after] = ['before', 'after'] as const;

/** What a worker says from taking a letter's job to its end. */
async function tellLetterStory(world: CrashWorld): Promise<Step[]> {
  const [household = 0] = world.take(1);
  const words = new Set<string>();
  await world.start('worker');
  await sleep(STARTED_MS);
  world.wires.worker.watch({
    before: async (statement) => void words.add(labelOf(statement)),
    after: async () => {},
  });
  world.mailroom.watch(async (word) => void words.add(word));
  await submit(world, household);
  await sent(world, [household]);
  await sleep(STARTED_MS);
  const sides = (label: string) => (isMailWord(label) ? [after] : [before, after]);
  return [...words].flatMap((label) => sides(label).map((side) => ({ label, side })));
}

/**
 * Cuts the sending of letters at each of its steps, until so many letters were cut there. Each
 * must arrive all the same, and a second copy must be known as such by its Message-ID.
 */
export async function cutLettersEverywhere(
  world: CrashWorld,
  { victim, times, isWanted = () => true }: LetterSeries,
): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  const story = await tellLetterStory(world);
  for (const step of story.filter(isWanted)) {
    const name = `${step.side} ${step.label.slice(0, 60)}`;
    const report = { deed: 'a letter', victim, step: name, cut: 0, kills: 0 };
    while (report.cut < times) {
      report.cut += await cutLetters(world, step, victim);
      report.kills += 1;
      if (report.kills > times * 2) throw new Error(`nobody comes to ${name}`);
    }
    reports.push(report);
  }
  return reports;
}

async function cutLetters(world: CrashWorld, step: Step, victim: LetterVictim): Promise<number> {
  const households = world.take(AT_ONCE);
  await world.kill('worker');
  for (const household of households) await submit(world, household);
  const { stopped, stop } = gather();
  const hold = (at: Step) =>
    at.label === step.label && at.side === step.side ? stop() : Promise.resolve();
  world.wires.worker.watch({
    before: (statement) => hold({ label: labelOf(statement), side: 'before' }),
    after: (statement) => hold({ label: labelOf(statement), side: 'after' }),
  });
  world.mailroom.watch((label) => hold({ label, side: 'after' }));
  const starting = world.start('worker').catch(() => {});
  const count = await stopped;
  if (victim === 'worker') await world.kill('worker');
  else world.killDatabase('postmaster', 0);
  world.wires.worker.watch(nobody);
  world.mailroom.watch(async () => {});
  await starting;
  if (victim === 'worker') await world.start('worker');
  else await world.databaseBack(victim);
  await sent(world, households);
  const place = `letters, ${step.side} ${step.label}, ${victim}`;
  expectArrived(world, households, place);
  const wrong = await checkReadings(world);
  if (wrong.length > 0) throw new Error(`${place}:\n${wrong.join('\n')}`);
  return count;
}

/** Everybody who comes stays; told when all are there, or nobody else comes. */
function gather() {
  const { promise: stopped, resolve } = Promise.withResolvers<number>();
  let count = 0;
  let timer = setTimeout(() => resolve(0), NOBODY_MS);
  return {
    stopped,
    stop(): Promise<void> {
      count += 1;
      clearTimeout(timer);
      if (count >= AT_ONCE) resolve(count);
      else timer = setTimeout(() => resolve(count), QUIET_MS);
      return new Promise(() => {});
    },
  };
}

async function submit(world: CrashWorld, household: number): Promise<void> {
  const deed = deeds[0];
  if (!deed) throw new Error('there is nothing to do');
  const told = await ask(world, deed.ask(household, { status: 0, confirmation: '' }));
  if (!isTaken(told)) throw new Error(`a reading was answered ${told.status}`);
}

const addressOf = (household: number): string => `u${household + 1}@bench.example`;

/** Until the letters are noted as sent. What a dead worker holds is let go as if a minute passed. */
async function sent(world: CrashWorld, households: number[]): Promise<void> {
  const addresses = households.map(addressOf);
  const deadline = performance.now() + SENT_MS;
  for (;;) {
    await world.query(
      `update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'
       where locked_at is not null`,
    );
    const { rows } = await world.query(
      `select count(*)::int as count from letters where to_address = any($1) and state = 'sent'`,
      [addresses],
    );
    if (rows[0].count === households.length) return;
    if (performance.now() > deadline) throw new Error(`letters do not go: ${addresses}`);
    await sleep(200);
  }
}

function expectArrived(world: CrashWorld, households: number[], place: string): void {
  for (const household of households) {
    const address = addressOf(household);
    const copies = world.mailroom.delivered.filter(({ to }) => to === address);
    const ids = new Set(copies.map(({ messageId }) => messageId));
    const isGood = copies.length >= 1 && copies.length <= 2 && ids.size === 1 && !ids.has('');
    if (!isGood) throw new Error(`${place}: ${address} got ${JSON.stringify(copies)}`);
  }
}
