import type pg from 'pg';
import { populate } from '#bench/population.ts';
import { resident } from '#src/actor.ts';
import { addBankAgent } from '#src/banks/bank-agents-store.ts';
import { systemClock } from '#src/clock.ts';
import { createDatabase } from '#src/db/database.ts';
import { createApiToken } from '#src/identity/api-tokens.ts';

export type Payer = { accountNumber: string; token: string };

/** Households of which each has a program that pays for it, and the bank with its terminals. */
export async function settlePayers(pool: pg.Pool, count: number): Promise<Payer[]> {
  await populate(pool, count, 1);
  const db = createDatabase(pool);
  const clock = systemClock;
  await addBankAgent(
    db,
    {
      agent: 'demo',
      name: 'Банк бури',
      means: 'terminal',
      networks: ['127.0.0.0/8', '::1'],
      login: null,
      secretSha256: null,
      certificate: null,
      inn: null,
      leastKopecks: 100,
      mostKopecks: 100_000_000,
      registries: 'approval',
    },
    { now: clock.now() },
  );
  const payers: Payer[] = [];
  for (let userId = 1; userId <= count; userId += 1) {
    const made = await createApiToken({ db, clock }, resident(userId), {
      name: 'storm',
      scopes: ['payments:write'],
      lifetimeDays: 30,
      passwordHash: 'none',
    });
    if (!made.ok || !made.text) throw new Error('no token was made');
    payers.push({ accountNumber: String(userId).padStart(12, '0'), token: made.text });
  }
  return payers;
}
