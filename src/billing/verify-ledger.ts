import type pg from 'pg';
import type { Database } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { BillingRules } from './rates.ts';
import { compareWithEngine } from './verify-engine.ts';

/** The first thing that is not as it should be. */
export type LedgerDifference = {
  month: PlainMonth;
  number: string;
  /** Which of the figures, in words of the tables. */
  what: string;
  kept: string;
  computed: string;
};

export type LedgerReport = {
  months: number;
  accounts: number;
  /** Whose facts a later register changed for a closed month: their charges are not computed anew. */
  notRecomputed: number;
  difference: LedgerDifference | null;
};

export type VerifyOptions = {
  db: Database;
  rules: BillingRules;
  /** Sums only, without charging every month again. */
  isSumsOnly?: boolean;
  report?: (month: PlainMonth) => void;
};

type Closed = { close_id: number; month: PlainMonth; previous_close_id: number | null };

/**
 * Proves every figure from those below it: months from entries, entries from lines, opening from
 * closing, and lines from readings by the engine. Stops at the first that differs.
 */
export async function verifyLedger(
  client: pg.ClientBase,
  { db, rules, isSumsOnly = false, report = () => {} }: VerifyOptions,
): Promise<LedgerReport> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const { rows } = await client.query<Closed>(
      `select close_id, month, lag(close_id) over (order by month) as previous_close_id
       from month_closes where state = 'closed' order by month`,
    );
    const result: LedgerReport = { months: 0, accounts: 0, notRecomputed: 0, difference: null };
    result.difference =
      (await findOrphan(client)) ?? (await findStray(client)) ?? (await findUnreversed(client));
    for (const close of rows) {
      if (result.difference) break;
      report(close.month);
      result.difference = await findWrongSum(client, close);
      if (!result.difference && !isSumsOnly) {
        const engine = await compareWithEngine(client, {
          closeId: close.close_id,
          month: close.month,
          previousCloseId: close.previous_close_id,
          booksSince: rows[0]?.month ?? close.month,
          rules,
          db,
        });
        result.difference = engine.difference;
        result.notRecomputed += engine.notRecomputed;
      }
      result.months += 1;
      result.accounts = await countAccounts(client, close.close_id);
    }
    return result;
  } finally {
    await client.query('rollback');
  }
}

async function countAccounts(client: pg.ClientBase, closeId: number): Promise<number> {
  const { rows } = await client.query(
    'select count(*)::int as count from account_months where close_id = $1',
    [closeId],
  );
  return rows[0].count;
}

/** No foreign key holds an entry to its account (docs/decisions/0018), so this does. */
async function findOrphan(client: pg.ClientBase): Promise<LedgerDifference | null> {
  return first(
    client,
    `select e.billing_month as month, e.personal_account_id::text as number,
       'entry without a personal account' as what, e.idempotency_key as kept, '' as computed
     from ledger_entries e where not exists (select from personal_accounts a
       where a.personal_account_id = e.personal_account_id) limit 1`,
  );
}

/** An entry of a close stands in the month of that close. */
async function findStray(client: pg.ClientBase): Promise<LedgerDifference | null> {
  return first(
    client,
    `select e.billing_month as month, ${numberOf('e')} as number, 'entry of no close' as what,
       e.idempotency_key as kept, '' as computed
     from ledger_entries e where e.close_id is not null and not exists (select from month_closes c
       where c.close_id = e.close_id and c.month = e.billing_month) limit 1`,
  );
}

/** What was reversed comes to nothing. */
async function findUnreversed(client: pg.ClientBase): Promise<LedgerDifference | null> {
  return first(
    client,
    `select min(e.billing_month) as month, ${numberOf('e')} as number,
       'entries of a reversed close' as what, sum(e.amount_kopecks)::text as kept, '0' as computed
     from month_closes c join ledger_entries e
       on e.billing_month = c.month and e.close_id = c.close_id
     where c.state = 'reversed'
     group by e.personal_account_id, c.close_id having sum(e.amount_kopecks) <> 0 limit 1`,
  );
}

const numberOf = (alias: string): string =>
  `coalesce((select a.number from personal_accounts a
    where a.personal_account_id = ${alias}.personal_account_id), ${alias}.personal_account_id::text)`;

/** Each figure of a month's row against what it is the sum of. */
async function findWrongSum(
  client: pg.ClientBase,
  { close_id, month, previous_close_id }: Closed,
): Promise<LedgerDifference | null> {
  return first(
    client,
    `with entries as (
       select personal_account_id,
         coalesce(sum(amount_kopecks) filter (where kind = 'opening'), 0) as opened,
         coalesce(sum(amount_kopecks) filter (where kind = 'charge'), 0) as charged,
         coalesce(sum(amount_kopecks) filter (where kind = 'recalculation'), 0) as recalculated,
         coalesce(sum(amount_kopecks) filter (where kind = 'penalty'), 0) as penalty,
         coalesce(sum(amount_kopecks) filter (where kind = 'correction'), 0) as corrected,
         -coalesce(sum(amount_kopecks) filter (where kind = 'payment'), 0) as paid
       from ledger_entries where billing_month = $2 and (close_id is null or close_id = $1)
       group by personal_account_id),
     lines as (
       select personal_account_id,
         coalesce(sum(amount_kopecks) filter (where kind = 'charge'), 0) as charged,
         coalesce(sum(amount_kopecks) filter (where kind = 'recalculation'), 0) as recalculated
       from charge_lines where close_id = $1 group by personal_account_id),
     late as (
       select personal_account_id, sum(amount_kopecks) as penalty
       from penalty_lines where close_id = $1 group by personal_account_id),
     kept as (select * from account_months where close_id = $1),
     before as (select personal_account_id, closing_kopecks from account_months
       where close_id = $3),
     both_sides as (
       select coalesce(k.personal_account_id, e.personal_account_id, l.personal_account_id,
           b.personal_account_id) as personal_account_id,
         k.opening_kopecks, coalesce(b.closing_kopecks, 0) + coalesce(e.opened, 0) as opening,
         k.charged_kopecks, coalesce(e.charged, 0) as charged, coalesce(l.charged, 0) as line_charged,
         k.recalculated_kopecks, coalesce(e.recalculated, 0) as recalculated,
         coalesce(l.recalculated, 0) as line_recalculated,
         k.penalty_kopecks, coalesce(e.penalty, 0) as penalty, coalesce(p.penalty, 0) as line_penalty,
         k.corrected_kopecks, coalesce(e.corrected, 0) as corrected,
         k.paid_kopecks, coalesce(e.paid, 0) as paid
       from kept k full join entries e using (personal_account_id)
         full join lines l on l.personal_account_id
           = coalesce(k.personal_account_id, e.personal_account_id)
         full join before b on b.personal_account_id
           = coalesce(k.personal_account_id, e.personal_account_id)
         left join late p on p.personal_account_id = k.personal_account_id)
     select $2::date as month, ${numberOf('x')} as number, d.what, d.kept::text, d.computed::text
     from both_sides x cross join lateral (values
       ('opening balance', x.opening_kopecks, x.opening),
       ('charged, by entries', x.charged_kopecks, x.charged),
       ('charged, by lines', x.charged_kopecks, x.line_charged),
       ('recalculated, by entries', x.recalculated_kopecks, x.recalculated),
       ('recalculated, by lines', x.recalculated_kopecks, x.line_recalculated),
       ('penalty, by entries', x.penalty_kopecks, x.penalty),
       ('penalty, by lines', x.penalty_kopecks, x.line_penalty),
       ('corrected', x.corrected_kopecks, x.corrected),
       ('paid', x.paid_kopecks, x.paid)) d (what, kept, computed)
     where d.kept is distinct from d.computed
     order by x.personal_account_id limit 1`,
    [close_id, month, previous_close_id],
  );
}

async function first(
  client: pg.ClientBase,
  text: string,
  values: unknown[] = [],
): Promise<LedgerDifference | null> {
  const { rows } = await client.query<LedgerDifference>(text, values);
  return rows[0] ?? null;
}
