import { sql } from 'kysely';
import type { Actor, Resident, System } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AutopayEnd } from './autopay-rule.ts';

/** Which rules: one, all of a person, of an account of theirs, or all by one way to pay. */
export type RulesToEnd =
  | { ruleId: number }
  | { userId: number; personalAccountId?: number }
  | { savedMethodId: number };

export type EndedRule = { personalAccountId: number; ruleId: number; userId: number };

/**
 * Ends rules and calls off what they have announced; what is charged already goes on. Gives those that
 * it ended: of two who end one, one does.
 */
export async function endRules(
  tx: Tx,
  _actor: Actor,
  which: RulesToEnd,
  { reason, now }: { reason: AutopayEnd; now: Date },
): Promise<EndedRule[]> {
  const isAsked =
    'ruleId' in which
      ? sql`autopay_rule_id = ${which.ruleId}`
      : 'savedMethodId' in which
        ? sql`saved_method_id = ${which.savedMethodId}`
        : sql`user_id = ${which.userId} and personal_account_id =
            coalesce(${which.personalAccountId ?? null}::bigint, personal_account_id)`;
  // Held by a statement of its own: what a worker announces meanwhile is seen by the next one alone.
  await sql`select from autopay_rules where state = 'active' and ${isAsked}
    order by personal_account_id, autopay_rule_id for update`.execute(tx);
  type Row = { personal_account_id: number; autopay_rule_id: number; user_id: number };
  const { rows } = await sql<Row>`
    with ended as (
      update autopay_rules set state = 'ended', end_reason = ${reason}, ended_at = ${now}
      where state = 'active' and ${isAsked}
      returning personal_account_id, autopay_rule_id, user_id),
    called_off as (
      update autopay_runs run set state = 'called_off', decided_at = ${now}
      from ended where run.personal_account_id = ended.personal_account_id
        and run.autopay_rule_id = ended.autopay_rule_id and run.state = 'announced')
    select * from ended`.execute(tx);
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    ruleId: row.autopay_rule_id,
    userId: row.user_id,
  }));
}

/** Whose rule it is, and of which account; it may have ended. */
export async function findOwnerOfRule(
  tx: Tx,
  _actor: System,
  ruleId: number,
): Promise<{ userId: number; personalAccountId: number } | null> {
  const row = await tx
    .selectFrom('autopay_rules')
    .select(['user_id as userId', 'personal_account_id as personalAccountId'])
    .where('autopay_rule_id', '=', ruleId)
    .executeTakeFirst();
  return row ?? null;
}

/** Numbers of a person's accounts that were paid by what they removed, and are paid for by nothing now. */
export async function findUnpaidAccountNumbers(
  db: Db,
  actor: Resident,
  savedMethodId: number,
): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select distinct a.number
    from autopay_rules r
      join personal_accounts a on a.personal_account_id = r.personal_account_id
    where r.user_id = ${actor.userId} and r.saved_method_id = ${savedMethodId}
      and r.end_reason = 'method_removed' and not exists (
        select from autopay_rules other
        where other.personal_account_id = r.personal_account_id
          and other.user_id = r.user_id and other.state = 'active')
    order by a.number`.execute(db);
  return rows.map(({ number }) => number);
}

type Lost = { ruleId: number; reason: 'access_ended' | 'account_closed' };

/** Rules whose owner has lost the account, or whose account is closed. */
export async function findLostRules(
  db: Db,
  _actor: System,
  { today, limit }: { today: PlainDate; limit: number },
): Promise<Lost[]> {
  const { rows } = await sql<{ autopay_rule_id: number; is_closed: boolean }>`
    select r.autopay_rule_id,
      l.ended_at is null and l.visible_until is null as is_closed
    from autopay_rules r
      join personal_accounts a on a.personal_account_id = r.personal_account_id
      join personal_account_links l on l.personal_account_id = r.personal_account_id
        and l.personal_account_link_id = r.personal_account_link_id
    where r.state = 'active' and (l.ended_at is not null or l.visible_until is not null
      or a.closed_on <= ${today}::date)
    limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ruleId: row.autopay_rule_id,
    reason: row.is_closed ? 'account_closed' : 'access_ended',
  }));
}
