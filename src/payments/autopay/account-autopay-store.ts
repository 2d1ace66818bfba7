import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PaymentMethodColumn } from '#src/db/schema/payments.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AutopayWhen, RunState } from './autopay-rule.ts';

/** A wish to be charged, as the desk is told of it: whose, when, and what became of the last time. */
export type AccountAutopay = {
  ruleId: number;
  lastName: string;
  firstName: string;
  middleName: string;
  method: PaymentMethodColumn;
  when: AutopayWhen;
  capKopecks: number;
  lastRun: { state: RunState; dueOn: PlainDate; kopecks: number | null } | null;
};

type Row = {
  autopay_rule_id: number;
  last_name: string;
  first_name: string;
  middle_name: string;
  method: PaymentMethodColumn;
  day: number | null;
  cap_kopecks: number;
  kopecks: number | null;
} & ({ state: RunState; due_on: PlainDate } | { state: null; due_on: null });

type AccountPlace = { personalAccountId: number };

/** Those that are on for an account, each of a person of its household. */
export async function findAutopayOfAccount(
  db: Db,
  _actor: StaffMember,
  { personalAccountId }: AccountPlace,
): Promise<AccountAutopay[]> {
  const { rows } = await sql<Row>`
    select r.autopay_rule_id, u.last_name, u.first_name, u.middle_name, m.method, r.day, r.cap_kopecks,
      run.state, run.due_on, coalesce(run.amount_kopecks, run.announced_kopecks) as kopecks
    from autopay_rules r
      join users u on u.user_id = r.user_id
      join saved_payment_methods m on m.saved_method_id = r.saved_method_id
      left join lateral (select * from autopay_runs of_rule
        where of_rule.personal_account_id = r.personal_account_id
          and of_rule.autopay_rule_id = r.autopay_rule_id
        order by of_rule.due_on desc limit 1) run on true
    where r.personal_account_id = ${personalAccountId} and r.state = 'active'
    order by r.autopay_rule_id`.execute(db);
  return rows.map((row) => ({
    ruleId: row.autopay_rule_id,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    method: row.method,
    when: row.day === null ? { on: 'bill' } : { on: 'day', day: row.day },
    capKopecks: row.cap_kopecks,
    lastRun: row.state && { state: row.state, dueOn: row.due_on, kopecks: row.kopecks },
  }));
}
