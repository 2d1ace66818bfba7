import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Home } from '#test/billing-homes.ts';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';

/** A metered home that is late with its opening debt, and a home by norm; two months closed. */
let world: BillingWorld;
let metered: Home;
beforeAll(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
  metered = await world.addHome({ balanceKopecks: 500_000, debtSince: '2025-09-01' });
  await world.addReadings(metered, [
    ['2025-12-21', '1250'],
    ['2026-01-21', '1318'],
    ['2026-02-21', '1400'],
  ]);
  await world.addHome({ meter: null, hasHeating: false });
  await world.pay(metered, '2026-02-12', 30_000);
  await world.closeThrough('2026-01-01', '2026-02-01');
});
afterAll(() => world.stop());

const guarded = ['ledger_entries', 'charge_lines', 'penalty_lines', 'account_months'];

/** Damages the books as somebody with the database's own rights could, and puts all back. */
async function whatIsFoundAfter(damage: string): Promise<string | undefined> {
  for (const table of guarded) {
    await world.rows(`create table kept_${table} as select * from ${table}`);
    await world.rows(`alter table ${table} disable trigger user`);
  }
  try {
    await world.rows(damage);
    return (await world.verify()).difference?.what;
  } finally {
    for (const table of guarded) {
      await world.rows(`truncate ${table}`);
      const columns = (
        await world.rows<{ column_name: string }>(
          `select column_name from information_schema.columns
           where table_name = '${table}' order by ordinal_position`,
        )
      ).map((row) => row.column_name);
      const list = columns.join(', ');
      await world.rows(
        `insert into ${table} (${list}) overriding system value select ${list} from kept_${table}`,
      );
      await world.rows(`drop table kept_${table}`);
      await world.rows(`alter table ${table} enable trigger user`);
    }
  }
}

describe('the check of the ledger finds', () => {
  beforeEach(async () => {
    expect((await world.verify()).difference).toBeNull();
  });

  test.each([
    ['a line that was changed', `update charge_lines set amount_kopecks = amount_kopecks + 1`],
    ['what a line was made of', `update charge_lines set basis = '{}'`],
    ['the m³ before k', `update charge_lines set measured_m3 = measured_m3 + 1`],
    ['the days of a line', `update charge_lines set ends_on = ends_on - 1`],
    ['a line that is gone', `delete from charge_lines where method = 'METER'`],
    ['a payment that is gone', `delete from ledger_entries where kind = 'payment'`],
    [
      'a payment of another day',
      `update ledger_entries set value_date = value_date - 40
       where kind = 'payment'`,
    ],
    [
      'a penalty of another debt',
      `update ledger_entries set for_month = '2025-10-01'
       where kind = 'penalty' and for_month = '2025-09-01'`,
    ],
    ['what a penalty was made of', `update penalty_lines set basis = '[]'`],
    [
      'the debt of a penalty',
      `update penalty_lines set debt_month = '2024-01-01'
       where debt_month = '2025-09-01'`,
    ],
    [
      'the state for the next month',
      `update account_months
       set state = replace(state::text, '1400', '1300')::json`,
    ],
    [
      'a balance',
      `update account_months set closing_kopecks = closing_kopecks + 1,
       opening_kopecks = opening_kopecks + 1`,
    ],
    ['the volume of a month', `update account_months set volume_m3 = volume_m3 + 1`],
    ['the day until which to pay', `update account_months set due_on = due_on + 1`],
    [
      'a month that is gone',
      `delete from account_months where (close_id, personal_account_id)
       in (select max(close_id), max(personal_account_id) from account_months)`,
    ],
    [
      'an entry of nobody',
      `insert into ledger_entries (billing_month, personal_account_id,
       idempotency_key, kind, is_penalty, amount_kopecks, value_date, close_id, cause, entered_at)
       select '2026-02-01', personal_account_id, 'more', 'charge', false, 5, '2026-02-28',
         max(close_id) - 1, 'nobody', now() from account_months group by 2`,
    ],
  ])('%s', async (_what, damage) => {
    expect(await whatIsFoundAfter(damage)).toBeTruthy();
  });
});
