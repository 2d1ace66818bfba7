import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger } from '#src/billing/verify-ledger.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { loadDemo } from './load-demo.ts';

/** What a word of the list says of account $1 in the closed month $2. */
const proofs: Readonly<Record<string, string>> = {
  recalculation: `select from lines where kind = 'recalculation'`,
  penalty: `select from account_months join c using (close_id)
    where personal_account_id = $1 and penalty_kopecks > 0`,
  advance: `select from account_months join c using (close_id)
    where personal_account_id = $1 and closing_kopecks < 0`,
  coefficient: `select from lines where method = 'METER' and volume_m3 <> measured_m3`,
  absence: `select from lines where method = 'NORM_NO_METER'
    and (basis #>> '{parts,0,quantity}')::numeric < 3`,
  nothing: `select from account_months join c using (close_id)
    where personal_account_id = $1 and charged_kopecks = 0 and not exists (select from lines)`,
  rollover: `select from lines where (basis ->> 'isRollover')::boolean and amount_kopecks > 0`,
  less: `select from lines where kind = 'recalculation' and method = 'METER' and amount_kopecks < 0`,
};

type Asked = { word: string; number: string; month: PlainMonth };

async function isThere(world: RegisterWorld, { word, number, month }: Asked): Promise<boolean> {
  const proof = proofs[word] ?? `select from lines where kind = 'charge' and method = '${word}'`;
  const [row] = await world.rows<{ found: boolean }>(
    `with c as (select close_id from month_closes where month = $2 and state = 'closed'),
       lines as (select l.* from charge_lines l join c using (close_id)
         where personal_account_id = $1)
     select exists (${proof}) as found`,
    [await idOf(world, number), month],
  );
  return row?.found ?? false;
}

async function idOf(world: RegisterWorld, number: string): Promise<number> {
  const [row] = await world.rows<{ id: number }>(
    'select personal_account_id as id from personal_account_numbers where number = $1',
    [number],
  );
  if (!row) throw new Error(`There is no account ${number}`);
  return row.id;
}

type Listed = { situation: string; number: string; months: PlainMonth[]; words: string[] };

async function readList(openMonth: PlainMonth): Promise<Listed[]> {
  const text = await readFile(new URL('../docs/demo.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => /^\|[^|]*\| `39\d+` \|/.test(line));
  return rows.map((line) => {
    const [, situation = '', number = '', months = '', words = ''] = line.split('|');
    const [from = 0, to = from] = months.trim().split('–').map(Number);
    return {
      situation: situation.trim(),
      number: number.replaceAll('`', '').trim(),
      months: Array.from({ length: from - to + 1 }, (_, at) => addMonths(openMonth, at - from)),
      words: [...words.matchAll(/`(\w+)`/g)].map(([, word = '']) => word),
    };
  });
}

// The second day lies beyond the years whose prices and coefficients the profile knows.
describe.each([
  { now: '2026-12-12T10:00:00+02:00', openMonth: '2026-12-01', accounts: 80 },
  { now: '2030-07-01T08:00:00+02:00', openMonth: '2030-07-01', accounts: 20 },
])('the demo loaded at $now', ({ now, openMonth, accounts }) => {
  let world: RegisterWorld;
  beforeAll(async () => {
    world = await openRegisterWorld({ now });
    await loadDemo(world, { personalAccounts: accounts });
  }, 300_000);
  afterAll(() => world.stop());

  test('each situation of the list is there, in the account and the months that it names', async () => {
    const list = await readList(openMonth);
    expect(list.length).toBeGreaterThanOrEqual(20);
    const missing: string[] = [];
    for (const { situation, number, months, words } of list) {
      expect(words).not.toEqual([]);
      for (const month of months) {
        for (const word of words) {
          if (!(await isThere(world, { word, number, month })))
            missing.push(`${situation}: ${word} ${month}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  test('all accounts of the list belong to the resident who shows them, each with a name', async () => {
    const links = await world.rows<{ number: string; own_name: string }>(
      `select p.number, l.own_name from personal_account_links l
     join personal_accounts p using (personal_account_id)
     join users u using (user_id) where u.email_key = 'boris@example.ru'`,
    );
    const listed = new Set((await readList(openMonth)).map(({ number }) => number));
    expect(new Set(links.map(({ number }) => number))).toEqual(listed);
    expect(links.filter(({ own_name }) => own_name === '' || own_name.length > 40)).toEqual([]);
  });

  test('the ledger of the whole demo is proved: no entry, line or balance differs', async () => {
    const client = await world.pool.connect();
    try {
      const report = await verifyLedger(client, { db: world.db, rules: world.supplier.billing });
      expect(report).toEqual({ months: 24, accounts, notRecomputed: 0, difference: null });
    } finally {
      client.release();
    }
  }, 120_000);
});
