import type { Db } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';

/** What letters about a rule tell of it; null: there is no such rule. */
export async function findRuleFacts(
  db: Db,
  { personalAccountId, ruleId }: { personalAccountId: number; ruleId: number },
) {
  const row = await db
    .selectFrom('autopay_rules as r')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
    .innerJoin('saved_payment_methods as m', 'm.saved_method_id', 'r.saved_method_id')
    .select(['a.number', 'm.title', 'r.day', 'r.cap_kopecks', 'r.next_due_on', 'r.state'])
    .select('r.end_reason')
    .where('r.personal_account_id', '=', personalAccountId)
    .where('r.autopay_rule_id', '=', ruleId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    number: row.number,
    title: row.title,
    when: row.day === null ? ({ on: 'bill' } as const) : ({ on: 'day', day: row.day } as const),
    capKopecks: row.cap_kopecks,
    nextDueOn: row.next_due_on,
    isActive: row.state === 'active',
    endReason: row.end_reason,
  };
}

export async function findRunFacts(
  db: Db,
  key: { personalAccountId: number; ruleId: number; month: PlainMonth },
) {
  const rule = await findRuleFacts(db, key);
  const run = await db
    .selectFrom('autopay_runs as run')
    .leftJoin('payments as p', 'p.payment_id', 'run.payment_id')
    .select(['run.state', 'run.due_on', 'run.announced_kopecks', 'run.amount_kopecks', 'p.reason'])
    .where('run.personal_account_id', '=', key.personalAccountId)
    .where('run.autopay_rule_id', '=', key.ruleId)
    .where('run.month', '=', key.month)
    .executeTakeFirst();
  if (!rule || !run) return null;
  return {
    ...rule,
    state: run.state,
    dueOn: run.due_on,
    announcedKopecks: run.announced_kopecks,
    amountKopecks: run.amount_kopecks,
    reason: run.reason,
  };
}
