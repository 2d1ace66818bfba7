import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { system } from '#src/actor.ts';
import { approveRegistry } from '#src/banks/decide-registry.ts';
import { systemClock } from '#src/clock.ts';
import { createDatabase } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { Chance } from './chance.ts';
import { fetchBooks } from './storm-books.ts';
import { postJson } from './storm-deeds.ts';
import { runCommand, type StormHouse } from './storm-house.ts';

type Settling = { house: StormHouse; pool: pg.Pool; chance: Chance; say: (line: string) => void };

/** Longer than the leases of the dead. */
const LONGEST_MS = 180_000;

/** What life does after such an hour: the bank says again, sends its registry, and books are compared. */
export async function settleStorm(settling: Settling): Promise<string[]> {
  await repeatUnanswered(settling);
  for (const day of await daysOfBank(settling.house)) await postRegistry(settling, day);
  return reconcile(settling);
}

/** Of half of those that were not answered; the other half come by the registry alone. */
async function repeatUnanswered({ house, chance }: Settling): Promise<void> {
  const { bank } = await fetchBooks(house);
  for (const { txnId, state } of bank.operations) {
    if (state !== 'unknown' || chance.next() < 0.5) continue;
    await postJson(`${house.sandbox.url}/bank/api/operations/${txnId}/repeat`, {});
  }
}

async function daysOfBank(house: StormHouse): Promise<string[]> {
  const { bank } = await fetchBooks(house);
  const held = bank.operations.filter(({ state }) => state === 'paid' || state === 'unknown');
  return [...new Set(held.map(({ at }) => at.slice(0, 10)))];
}

async function postRegistry({ house, pool, say }: Settling, day: string): Promise<void> {
  const address = `${house.sandbox.url}/bank/registry?date=${day}&form=terminals`;
  const file = join(house.folder, `registry-${day}.txt`);
  await writeFile(file, Buffer.from(await (await fetch(address)).arrayBuffer()));
  const options = ['--agent', 'demo', '--template', 'terminals', '--json'];
  const loaded = await runCommand(house, ['import', 'registry', file, ...options]);
  if (loaded.exitCode !== 0) throw new Error(`the registry is refused: ${loaded.out}`);
  const { registryId } = JSON.parse(loaded.out) as { registryId: number };
  const { rows } = await pool.query(
    'select file_sha256 as "fileSha256" from bank_registries where registry_id = $1',
    [registryId],
  );
  const deed = { actorName: 'двое', requestId: '', reason: 'сверено' };
  await inTransaction(createDatabase(pool), (tx) =>
    approveRegistry(tx, system('two people'), {
      registryId,
      ...rows[0],
      deed,
      now: systemClock.now(),
    }),
  );
  await until(async () => {
    const query = 'select state from bank_registries where registry_id = $1';
    return (await pool.query(query, [registryId])).rows[0].state === 'posted';
  });
  say(`the bank's registry of ${day} is posted`);
}

/** `ochag reconcile`, again while somebody who died holds what it asks about. */
async function reconcile({ house, pool }: Settling): Promise<string[]> {
  const said: string[] = [];
  const { rows } = await pool.query<{ day: string }>(
    `select distinct (created_at at time zone 'Europe/Kaliningrad')::date::text as day
     from payments order by day`,
  );
  for (const { day } of rows) {
    const deadline = performance.now() + LONGEST_MS;
    for (;;) {
      const { exitCode, out } = await runCommand(house, ['reconcile', '--date', day]);
      const isDone = !/Шлюз не говорит|сверка неполная/.test(out) && exitCode !== 1;
      // What the first of them puts right is told there alone.
      if (said.length === 0 || isDone) said.push(out.trim());
      if (isDone || performance.now() > deadline) break;
      await sleep(3_000);
    }
  }
  return said;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('it did not come true');
    await sleep(200);
  }
}
