import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PaymentMethodColumn } from '#src/db/schema/payments.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AutopayEnd, AutopayWhen, RunState } from './autopay-rule.ts';

/** What a person of the household wishes to be charged, or last wished, as the desk is told of it. */
export type AccountAutopay = {
  userId: number;
  lastName: string;
  firstName: string;
  middleName: string;
  method: PaymentMethodColumn;
  when: AutopayWhen;
  capKopecks: number;
  /** null: it is on. */
  ended: { reason: AutopayEnd; at: Date } | null;
  /** Told of, not charged yet. */
  announced: { dueOn: PlainDate; kopecks: number } | null;
  nextDueOn: PlainDate | null;
  /** By whichever wish of theirs; a sum only where one was asked for. */
  lastRun: { state: RunState; dueOn: PlainDate; kopecks: number | null } | null;
};

type Row = {
  user_id: number;
  last_name: string;
  first_name: string;
  middle_name: string;
  method: PaymentMethodColumn;
  day: number | null;
  cap_kopecks: number;
  next_due_on: PlainDate | null;
} & ({ end_reason: AutopayEnd; ended_at: Date } | { end_reason: null; ended_at: null }) &
  ({ told_on: PlainDate; told_kopecks: number } | { told_on: null; told_kopecks: null }) &
  (
    | { run_state: RunState; run_on: PlainDate; run_kopecks: number | null }
    | { run_state: null; run_on: null; run_kopecks: null }
  );

type AccountPlace = { personalAccountId: number };

/** Of each who has the account now the wish that holds, or else the last one. */
export async function findAutopayOfAccount(
  db: Db,
  _actor: StaffMember,
  { personalAccountId }: AccountPlace,
): Promise<AccountAutopay[]> {
  const { rows } = await sql<Row>`
    select distinct on (r.user_id) r.user_id, u.last_name, u.first_name, u.middle_name, m.method,
      r.day, r.cap_kopecks, r.next_due_on, r.end_reason, r.ended_at,
      told.due_on as told_on, told.announced_kopecks as told_kopecks,
      last.state as run_state, last.due_on as run_on, last.amount_kopecks as run_kopecks
    from autopay_rules r
      join personal_account_links l on l.personal_account_id = r.personal_account_id
        and l.personal_account_link_id = r.personal_account_link_id
        and l.ended_at is null and l.visible_until is null
      join users u on u.user_id = r.user_id
      join saved_payment_methods m on m.saved_method_id = r.saved_method_id
      left join lateral (select run.due_on, run.announced_kopecks from autopay_runs run
        where run.personal_account_id = r.personal_account_id
          and run.autopay_rule_id = r.autopay_rule_id and run.state = 'announced'
        order by run.due_on limit 1) told on true
      left join lateral (select run.state, run.due_on, run.amount_kopecks from autopay_runs run
          join autopay_rules own on own.personal_account_id = run.personal_account_id
            and own.autopay_rule_id = run.autopay_rule_id
        where run.personal_account_id = r.personal_account_id and own.user_id = r.user_id
          and run.state <> 'announced'
        order by run.due_on desc, run.autopay_rule_id desc limit 1) last on true
    where r.personal_account_id = ${personalAccountId}
    order by r.user_id, r.state = 'active' desc, r.autopay_rule_id desc`.execute(db);
  return rows.map(toAutopay);
}

const toAutopay = (row: Row): AccountAutopay => ({
  userId: row.user_id,
  lastName: row.last_name,
  firstName: row.first_name,
  middleName: row.middle_name,
  method: row.method,
  when: row.day === null ? { on: 'bill' } : { on: 'day', day: row.day },
  capKopecks: row.cap_kopecks,
  ended: row.end_reason === null ? null : { reason: row.end_reason, at: row.ended_at },
  announced: row.told_on === null ? null : { dueOn: row.told_on, kopecks: row.told_kopecks },
  nextDueOn: row.next_due_on,
  lastRun: row.run_state && { state: row.run_state, dueOn: row.run_on, kopecks: row.run_kopecks },
});
