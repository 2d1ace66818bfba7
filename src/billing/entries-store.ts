import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { type AccountPlace, isMonthVisible } from './charges-store.ts';
import type { LedgerKind, MoneyEntry } from './money-entry.ts';

/** An entry of the ledger as its owner sees it. */
export type LedgerEntry = MoneyEntry & { channel: string | null; cause: string; enteredAt: Date };

type EntryRow = {
  kind: LedgerKind;
  billing_month: PlainMonth;
  is_penalty: boolean;
  amount_kopecks: number;
  for_month: PlainMonth | null;
  value_date: PlainDate;
  channel: string | null;
  cause: string;
  entered_at: Date;
};

const entryColumns = sql.raw(`e.kind, e.billing_month, e.is_penalty, e.amount_kopecks,
  e.for_month, e.value_date, e.channel, e.cause, e.entered_at`);

/** Of one month, or of all after one; without either, of all. */
export type EntryRange = { month?: PlainMonth; after?: PlainMonth | null };

/**
 * Entries that count, oldest first: those posted by themselves, and those of a close once it is
 * closed. What a reversed close had entered, its reversal took back: both are left out.
 */
export async function findLedgerEntries(
  db: Db,
  actor: Actor,
  { personalAccountId, month, after }: AccountPlace & EntryRange,
): Promise<LedgerEntry[]> {
  const isAsked = sql`e.billing_month > coalesce(${after ?? null}::date, '-infinity')
    and e.billing_month = coalesce(${month ?? null}::date, e.billing_month)
    and ${isMonthVisible(actor, { personalAccountId }, sql`e.billing_month`)}`;
  const { rows } = await sql<EntryRow>`
    select ${entryColumns}, e.ledger_entry_id from month_closes c join ledger_entries e
      on e.billing_month = c.month and e.personal_account_id = ${personalAccountId}
        and e.close_id = c.close_id
    where c.state = 'closed' and ${isAsked}
    union all
    select ${entryColumns}, e.ledger_entry_id from ledger_entries e
    where e.personal_account_id = ${personalAccountId} and e.close_id is null and ${isAsked}
    order by billing_month, value_date, ledger_entry_id`.execute(db);
  return rows.map(toEntry);
}

function toEntry(row: EntryRow): LedgerEntry {
  return {
    kind: row.kind,
    billingMonth: row.billing_month,
    isPenalty: row.is_penalty,
    amountKopecks: row.amount_kopecks,
    forMonth: row.for_month,
    valueDate: row.value_date,
    channel: row.channel,
    cause: row.cause,
    enteredAt: row.entered_at,
  };
}

/** A payment of a month before our books. */
export type ImportedPayment = { paidOn: PlainDate; amountKopecks: number; channel: string };

/** Of a month that is seen, all that was paid: else its row would not add up. */
const monthOfPayment = sql<PlainMonth>`date_trunc('month', p.paid_on)`;

export async function findImportedPayments(
  db: Db,
  actor: Actor,
  { personalAccountId, from, to }: AccountPlace & { from: PlainDate; to: PlainDate },
): Promise<ImportedPayment[]> {
  const { rows } = await sql<{ paid_on: PlainDate; amount_kopecks: number; channel: string }>`
    select p.paid_on, p.amount_kopecks, p.channel from imported_payments p
    where p.personal_account_id = ${personalAccountId}
      and p.paid_on >= ${from}::date and p.paid_on < ${to}::date
      and ${isMonthVisible(actor, { personalAccountId }, monthOfPayment)}
    order by p.paid_on, p.operation_key`.execute(db);
  return rows.map((row) => ({
    paidOn: row.paid_on,
    amountKopecks: row.amount_kopecks,
    channel: row.channel,
  }));
}

export type BalanceRow = {
  personalAccountId: number;
  /** null: no month of it is closed yet. */
  lastMonth: PlainMonth | null;
  dueOn: PlainDate | null;
  totalKopecks: number;
  /** Of it; below nought where penalties were paid before a bill had them. */
  penaltyKopecks: number;
  /** How many entries were posted since the last closed month. */
  sinceCount: number;
};

/**
 * What is owed now: the closing balance of the last closed month, before any close what the
 * register told, and what has been posted since. Accounts that the actor may not see, or that are
 * somebody else's by now, are left out.
 */
export async function findBalances(
  db: Db,
  actor: Actor,
  personalAccountIds: readonly number[],
): Promise<BalanceRow[]> {
  const { rows } = await sql<{
    personal_account_id: number;
    month: PlainMonth | null;
    due_on: PlainDate | null;
    total: number;
    penalty: number;
    since: number;
    since_penalty: number;
    since_count: number;
  }>`
    select a.personal_account_id, last.month, last.due_on,
      coalesce(last.closing_kopecks, a.opening_balance_kopecks + a.opening_penalty_kopecks) as total,
      coalesce(last.closing_penalty_kopecks, a.opening_penalty_kopecks) as penalty,
      since.total as since, since.penalty as since_penalty,
      since.entries as since_count
    from personal_accounts a
      left join lateral (
        select c.month, m.due_on, m.closing_kopecks, m.closing_penalty_kopecks
        from month_closes c join account_months m
          on m.close_id = c.close_id and m.personal_account_id = a.personal_account_id
        where c.state = 'closed' order by c.month desc limit 1) last on true
      cross join lateral (
        select count(*)::integer as entries, coalesce(sum(e.amount_kopecks), 0)::bigint as total,
          coalesce(sum(e.amount_kopecks) filter (where e.is_penalty), 0)::bigint as penalty
        from ledger_entries e
        where e.personal_account_id = a.personal_account_id and e.close_id is null
          and e.billing_month > coalesce(last.month, '-infinity')) since
    where a.personal_account_id = any(${personalAccountIds}::bigint[])
      and ${seesNow(actor)}`.execute(db);
  return rows.map((row) => {
    const totalKopecks = row.total + row.since;
    return {
      personalAccountId: row.personal_account_id,
      lastMonth: row.month,
      dueOn: row.due_on,
      totalKopecks,
      penaltyKopecks: stillOwed(row.penalty + row.since_penalty, totalKopecks),
      sinceCount: row.since_count,
    };
  });
}

/** What is paid beyond all debts has paid penalties (`debts.pay`): the next close says the same. */
const stillOwed = (penaltyKopecks: number, totalKopecks: number): number =>
  penaltyKopecks > 0 ? Math.min(penaltyKopecks, Math.max(totalKopecks, 0)) : penaltyKopecks;

/** Whether the actor may see what is true of the account now. */
export async function canSeeNow(
  db: Db,
  actor: Actor,
  { personalAccountId }: AccountPlace,
): Promise<boolean> {
  const { rows } = await sql`select from personal_accounts a
    where a.personal_account_id = ${personalAccountId} and ${seesNow(actor)}`.execute(db);
  return rows.length > 0;
}

function seesNow(actor: Actor) {
  if (actor.kind === 'bank') return sql`false`;
  if (actor.kind !== 'resident') return sql`true`;
  return sql`exists (
    select from personal_account_links l where l.personal_account_id = a.personal_account_id and l.user_id = ${actor.userId}
      and l.ended_at is null and l.visible_until is null)`;
}
