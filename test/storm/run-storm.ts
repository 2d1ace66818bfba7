import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { answerFaults, newsFaults } from '#sandbox/yookassa/faults.ts';
import { type Chance, createChance } from './chance.ts';
import { settleStorm } from './settle-storm.ts';
import { compareBooks, type StormBooks } from './storm-books.ts';
import { payByGateway, payByTerminal, postJson, type Storming } from './storm-deeds.ts';
import { type StormHouse, startStormHouse } from './storm-house.ts';
import { settlePayers } from './storm-payers.ts';

export type StormOptions = {
  /** Migrated and empty. */
  databaseUrl: string;
  pool: pg.Pool;
  count: number;
  seed: number;
  payers: number;
  /** Between two kills, at the most. */
  killEveryMs: number;
  say?: (line: string) => void;
};

export type StormReport = {
  books: StormBooks;
  /** What `ochag reconcile` said at the end, of each day. */
  reconciled: string[];
  killed: { web: number; worker: number };
  faults: Record<string, Record<string, number>>;
  seconds: { storm: number; settling: number };
};

const TOGETHER = 20;
/** The last ones die in peace: who died a minute ago is no longer waited for. */
const KILLS_UNTIL = 0.6;
/** Of each role, on a machine that is through with the payments in no time. */
const LEAST_KILLS = 2;
const SYSTEMS = ['yookassa', 'tbank', 'bank'] as const;

const refusals = ['cancel', 'cancel:insufficient_funds', 'cancel:3d_secure_failed'];
const faults: Record<(typeof SYSTEMS)[number], readonly string[]> = {
  yookassa: [...answerFaults, ...newsFaults, ...refusals, 'receipt_canceled'],
  tbank: ['error_after_commit', 'drop', 'cancel', 'webhook_twice', 'webhook_never'],
  bank: ['drop_answer', 'parallel', 'silence'],
};

/** So many payments of all channels, each by its own bad luck, while processes die; then the books. */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const { databaseUrl, pool, count, seed, say = () => {} } = options;
  const chance = createChance(seed);
  const payers = await settlePayers(pool, options.payers);
  const house = await startStormHouse(databaseUrl);
  try {
    const begun = performance.now();
    await rage({ house, payers, chance }, options);
    const raged = performance.now();
    say(`${count} payments begun in ${secondsOf(raged - begun)} s, now they come to rest`);
    const reconciled = await settleStorm({ house, pool, chance, say });
    const settled = performance.now();
    const books = await compareBooks({ house, pool });
    const seconds = { storm: secondsOf(raged - begun), settling: secondsOf(settled - raged) };
    const killed = { ...house.killed };
    return { books, reconciled, killed, faults: await takenFaults(house), seconds };
  } finally {
    await house.stop();
  }
}

const secondsOf = (ms: number): number => Math.round(ms / 100) / 10;

async function rage(
  storming: Storming,
  { count, seed, killEveryMs, say = () => {} }: StormOptions,
): Promise<void> {
  const { house } = storming;
  const progress = { begun: 0, isOver: false };
  async function lane(): Promise<void> {
    while (progress.begun < count) {
      progress.begun += 1;
      if (progress.begun % 1_000 === 0) say(`${progress.begun} of ${count}`);
      await oneDeed(storming);
    }
  }
  const killing = killNowAndThen(house, {
    chance: createChance(seed + 1),
    everyMs: killEveryMs,
    isOver: () => {
      const isLate = progress.begun > count * KILLS_UNTIL;
      const { web, worker } = house.killed;
      return progress.isOver || (isLate && Math.min(web, worker) >= LEAST_KILLS);
    },
  });
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  progress.isOver = true;
  await killing;
  for (const system of SYSTEMS) await order(house, system, 'succeed');
}

async function oneDeed(storming: Storming): Promise<void> {
  const { house, chance } = storming;
  const where = chance.next();
  const system = where < 0.4 ? 'yookassa' : where < 0.7 ? 'tbank' : 'bank';
  if (chance.next() < 0.4) await order(house, system, chance.pick(faults[system]));
  if (system === 'bank') await payByTerminal(storming);
  else await payByGateway(storming, system);
}

async function order({ sandbox }: StormHouse, system: string, next: string): Promise<void> {
  const answer = await postJson(`${sandbox.url}/control/${system}`, { next });
  if (!answer.ok) throw new Error(await answer.text());
}

type Killing = { chance: Chance; everyMs: number; isOver: () => boolean };

async function killNowAndThen(
  house: StormHouse,
  { chance, everyMs, isOver }: Killing,
): Promise<void> {
  while (!isOver()) {
    await sleep(everyMs * (0.3 + 0.7 * chance.next()));
    if (!isOver()) await house.killOne(chance);
  }
}

async function takenFaults({ sandbox }: StormHouse): Promise<StormReport['faults']> {
  const taken: StormReport['faults'] = {};
  for (const system of SYSTEMS) {
    const answer = await fetch(`${sandbox.url}/control/${system}`);
    taken[system] = ((await answer.json()) as { taken: Record<string, number> }).taken;
  }
  return taken;
}

/** For people and for a closing note. */
export function describeStorm(report: StormReport): string[] {
  const { books, reconciled, killed, faults: taken, seconds } = report;
  return [
    `storm ${seconds.storm} s, settling ${seconds.settling} s`,
    `kill -9: web ${killed.web}, worker ${killed.worker}`,
    ...Object.entries(taken).map(
      ([system, kinds]) =>
        `faults of ${system}: ${Object.entries(kinds)
          .map(([name, times]) => `${name} ${times}`)
          .join(', ')}`,
    ),
    ...reconciled,
    ...books.compared,
    ...(books.problems.length === 0
      ? ['books agree to the kopeck, nothing is unknown']
      : books.problems.slice(0, 50).map((problem) => `WRONG: ${problem}`)),
  ];
}
