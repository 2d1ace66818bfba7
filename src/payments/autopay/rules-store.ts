import { sql } from 'kysely';
import type { Resident, System } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { AutopayRule } from './autopay-rule.ts';

type RuleRow = {
  personal_account_id: number;
  autopay_rule_id: number;
  user_id: number;
  saved_method_id: number;
  trigger_on: 'day' | 'bill';
  day: number | null;
  cap_kopecks: number;
  next_due_on: PlainDate | null;
  created_at: Date;
};

const columns = sql.raw(`r.personal_account_id, r.autopay_rule_id, r.user_id, r.saved_method_id,
  r.trigger_on, r.day, r.cap_kopecks, r.next_due_on, r.created_at`);

const toRule = (row: RuleRow): AutopayRule => ({
  personalAccountId: row.personal_account_id,
  ruleId: row.autopay_rule_id,
  userId: row.user_id,
  savedMethodId: row.saved_method_id,
  when: row.day === null ? { on: 'bill' } : { on: 'day', day: row.day },
  capKopecks: row.cap_kopecks,
  nextDueOn: row.next_due_on,
  createdAt: row.created_at,
});

type AccountPlace = { personalAccountId: number };

/** The person's own rule of an account; null: autopay is off. */
export async function findOwnRule(
  db: Db,
  actor: Resident,
  { personalAccountId }: AccountPlace,
): Promise<AutopayRule | null> {
  const { rows } = await sql<RuleRow>`
    select ${columns} from autopay_rules r
      join personal_account_links l on l.personal_account_id = r.personal_account_id
        and l.personal_account_link_id = r.personal_account_link_id
    where r.personal_account_id = ${personalAccountId} and r.user_id = ${actor.userId}
      and r.state = 'active' and l.ended_at is null and l.visible_until is null`.execute(db);
  return rows[0] ? toRule(rows[0]) : null;
}

/** All that a person ever wished: for the file of their own data. */
export async function listOwnRules(db: Db, actor: Resident) {
  const rows = await db
    .selectFrom('autopay_rules as r')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
    .innerJoin('saved_payment_methods as m', 'm.saved_method_id', 'r.saved_method_id')
    .select(['a.number', 'm.title', 'r.trigger_on', 'r.day', 'r.cap_kopecks', 'r.state'])
    .select(['r.created_at', 'r.ended_at', 'r.end_reason'])
    .where('r.user_id', '=', actor.userId)
    .orderBy('r.autopay_rule_id')
    .execute();
  return rows.map((row) => ({
    accountNumber: row.number,
    method: row.title,
    on: row.trigger_on,
    day: row.day,
    capKopecks: row.cap_kopecks,
    state: row.state,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
  }));
}

/** The rule with what decides whether it may charge, held until the transaction ends. */
export type HeldRule = AutopayRule & {
  /** Its owner still has the account, and the account is open. */
  isLive: boolean;
  number: string;
  unifiedNumber: string | null;
  email: string;
};

/**
 * Holds every rule of the account, so that two who would charge it go one after another, and gives
 * the one that is asked for; null: it has ended.
 */
export async function holdRule(
  tx: Tx,
  _actor: System,
  { personalAccountId, ruleId, today }: AccountPlace & { ruleId: number; today: PlainDate },
): Promise<HeldRule | null> {
  type Row = RuleRow & {
    is_live: boolean;
    number: string;
    unified_number: string | null;
    email: string;
  };
  const { rows } = await sql<Row>`
    select ${columns}, a.number, a.unified_number, u.email,
      l.ended_at is null and l.visible_until is null and u.closed_at is null
        and coalesce(a.closed_on > ${today}::date, true) as is_live
    from autopay_rules r
      join personal_accounts a on a.personal_account_id = r.personal_account_id
      join personal_account_links l on l.personal_account_id = r.personal_account_id
        and l.personal_account_link_id = r.personal_account_link_id
      join users u on u.user_id = r.user_id
    where r.personal_account_id = ${personalAccountId} and r.state = 'active'
    order by r.autopay_rule_id for update of r`.execute(tx);
  const row = rows.find((one) => one.autopay_rule_id === ruleId);
  if (!row) return null;
  const { number, unified_number: unifiedNumber, email, is_live: isLive } = row;
  return { ...toRule(row), isLive, number, unifiedNumber, email };
}

/** The person's live link to the account, held: of two wishes at once one comes after the other. */
export async function holdLink(
  tx: Tx,
  actor: Resident,
  { personalAccountId }: AccountPlace,
): Promise<number | null> {
  const row = await tx
    .selectFrom('personal_account_links')
    .select('personal_account_link_id')
    .where('personal_account_id', '=', personalAccountId)
    .where('user_id', '=', actor.userId)
    .where('ended_at', 'is', null)
    .where('visible_until', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row?.personal_account_link_id ?? null;
}

export type NewRule = AccountPlace & {
  linkId: number;
  savedMethodId: number;
  day: number | null;
  capKopecks: number;
  /** Of a day; of bills, the newest that is there already. */
  nextDueOn: PlainDate | null;
  billedMonth: PlainMonth | null;
  now: Date;
};

export async function addRule(tx: Tx, actor: Resident, rule: NewRule): Promise<number> {
  const row = await tx
    .insertInto('autopay_rules')
    .values({
      personal_account_id: rule.personalAccountId,
      user_id: actor.userId,
      personal_account_link_id: rule.linkId,
      saved_method_id: rule.savedMethodId,
      trigger_on: rule.day === null ? 'bill' : 'day',
      day: rule.day,
      cap_kopecks: rule.capKopecks,
      next_due_on: rule.nextDueOn,
      billed_month: rule.billedMonth,
      state: 'active',
      created_at: rule.now,
    })
    .returning('autopay_rule_id')
    .executeTakeFirstOrThrow();
  return row.autopay_rule_id;
}

export async function setNextDue(
  tx: Tx,
  _actor: System,
  { personalAccountId, ruleId, nextDueOn }: AutopayRule,
): Promise<void> {
  await tx
    .updateTable('autopay_rules')
    .set({ next_due_on: nextDueOn })
    .where('personal_account_id', '=', personalAccountId)
    .where('autopay_rule_id', '=', ruleId)
    .execute();
}

export async function setBilled(
  tx: Tx,
  _actor: System,
  { personalAccountId, ruleId, month }: AccountPlace & { ruleId: number; month: PlainMonth },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('autopay_rules')
    .set({ billed_month: month })
    .where('personal_account_id', '=', personalAccountId)
    .where('autopay_rule_id', '=', ruleId)
    .where('billed_month', '<', month)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Before every bill of ours. */
const NO_BILL = '2000-01-01';

/** The month of the newest bill of an account. */
export async function findBilledMonth(
  db: Db,
  _actor: Resident,
  { personalAccountId }: AccountPlace,
): Promise<PlainMonth> {
  const { rows } = await sql<{ month: PlainMonth | null }>`
    select max(month) as month from bills
    where personal_account_id = ${personalAccountId}`.execute(db);
  return rows[0]?.month ?? NO_BILL;
}
