import { sql } from 'kysely';
import type { System } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { RunKey } from './runs-store.ts';

/** What the worker's turn is about: rules to announce, runs to charge, runs of which nobody was told. */

/** Announced, and not told: of the last days, or by a letter that came back. */
export async function findUntoldRuns(
  db: Db,
  _actor: System,
  { until, limit }: Due,
): Promise<RunKey[]> {
  const rows = await db
    .selectFrom('autopay_runs as run')
    .leftJoin('letters as l', 'l.letter_id', 'run.letter_id')
    .select(['run.personal_account_id', 'run.autopay_rule_id', 'run.month'])
    .where('run.state', '=', 'announced')
    .where((is) =>
      is.or([
        is('l.state', 'is', null),
        is('l.state', '=', 'failed'),
        is.and([is('l.state', '=', 'queued'), is('run.due_on', '<=', until)]),
      ]),
    )
    .orderBy('run.due_on')
    .limit(limit)
    .execute();
  return rows.map(toKey);
}

type Due = { until: PlainDate; limit: number };

export async function findDueRuns(
  db: Db,
  _actor: System,
  { until, limit }: Due,
): Promise<RunKey[]> {
  const rows = await db
    .selectFrom('autopay_runs')
    .select(['personal_account_id', 'autopay_rule_id', 'month'])
    .where('state', '=', 'announced')
    .where('due_on', '<=', until)
    .orderBy('due_on')
    .limit(limit)
    .execute();
  return rows.map(toKey);
}

type KeyRow = { personal_account_id: number; autopay_rule_id: number; month: PlainMonth };

const toKey = (row: KeyRow): RunKey => ({
  personalAccountId: row.personal_account_id,
  ruleId: row.autopay_rule_id,
  month: row.month,
});

type RuleKey = { personalAccountId: number; ruleId: number };

/** Rules of a day that comes within the notice. */
export async function findRulesToAnnounce(
  db: Db,
  _actor: System,
  { until, limit }: { until: PlainDate; limit: number },
): Promise<RuleKey[]> {
  const rows = await db
    .selectFrom('autopay_rules')
    .select(['personal_account_id', 'autopay_rule_id'])
    .where('state', '=', 'active')
    .where('next_due_on', '<=', until)
    .orderBy('next_due_on')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    ruleId: row.autopay_rule_id,
  }));
}

/** Rules of bills that have not seen the bill of the newest closed month. */
export async function findRulesWithBill(
  db: Db,
  _actor: System,
  { limit }: { limit: number },
): Promise<(RuleKey & { month: PlainMonth })[]> {
  const { rows } = await sql<KeyRow>`
    select r.personal_account_id, r.autopay_rule_id, c.month
    from (select close_id, month from month_closes where state = 'closed'
        order by month desc limit 1) c
      join autopay_rules r on r.state = 'active' and r.trigger_on = 'bill'
        and r.billed_month < c.month
      join bills b on b.personal_account_id = r.personal_account_id and b.close_id = c.close_id
    limit ${limit}`.execute(db);
  return rows.map(toKey);
}
