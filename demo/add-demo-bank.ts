import { addBankAgent } from '#src/banks/bank-agents-store.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

/** The bank of the example: whoever is at this machine pays as it does, with no secret. */
export async function addDemoBank({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const terms = {
    agent: 'demo',
    name: 'Банк примера',
    means: 'terminal',
    networks: ['127.0.0.0/8', '::1'],
    login: null,
    secretSha256: null,
    certificate: null,
    inn: '3900000001',
    leastKopecks: 100,
    mostKopecks: 100_000_000,
    registries: 'approval',
  } as const;
  await addBankAgent(db, terms, { now: clock.now() });
}
