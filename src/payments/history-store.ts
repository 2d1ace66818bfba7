import { sql } from 'kysely';
import type { Resident, StaffMember } from '#src/actor.ts';
import { isMonthVisible, isVisible } from '#src/billing/charges-store.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { FiscalState } from './gateway.ts';
import type { PaymentState } from './payment-state.ts';

/** A payment of one account, as its household and the desk see it. */
export type HistoryEntry = {
  /** Stays the same, whatever becomes of it; pages go on from it. */
  key: string;
  /** The day it was paid; of one that is not, the day it was begun. */
  day: PlainDate;
  /** When it was begun here; null: it came another way. */
  begunAt: Date | null;
  amountKopecks: number;
  /** Of it, for penalties. */
  penaltyKopecks: number;
  /** The ledger's word. */
  means: string;
  state: PaymentState;
  reason: string | null;
  /** In whose statement it stands; null: in none, or in one of the old system. */
  billingMonth: PlainMonth | null;
  /** That statement is made already. */
  isBilled: boolean;
  /** Its page, for its payer alone. */
  publicId: string | null;
  fiscal: FiscalState | null;
  isImported: boolean;
  /** Charged by autopay: the person's own; at the desk anybody's. */
  isAutopay: boolean;
  /** The entry that its confirmation is asked by; null: there is none to be had. */
  paperEntryId: number | null;
};

export type HistoryQuery = {
  personalAccountId: number;
  timeZone: string;
  /** The key of the last one on the page before. */
  after?: string;
  limit?: number;
};

type Row = {
  key: string;
  day: PlainDate;
  begun_at: Date | null;
  amount_kopecks: number;
  penalty_kopecks: number;
  means: string;
  state: PaymentState;
  reason: string | null;
  billing_month: PlainMonth | null;
  is_billed: boolean;
  public_id: string | null;
  fiscal: FiscalState | null;
  is_imported: boolean;
  is_autopay: boolean;
  paper_entry_id: number | null;
};

/**
 * All that was paid on an account, newest first, whatever way it came: entries of the ledger, payments of the
 * months before our books, and what the person has begun here and has not come to an end or failed. The desk
 * sees what anybody has begun.
 */
export async function findPaymentHistory(
  db: Db,
  actor: Reader,
  { personalAccountId, timeZone, after, limit }: HistoryQuery,
): Promise<HistoryEntry[]> {
  const { rows } = await sql<Row>`
    with told as (${inLedger(actor, personalAccountId)}
      union all ${begun(actor, { personalAccountId, timeZone })}
      union all ${imported(actor, personalAccountId)})
    select told.*, exists (select from month_closes c
      where c.month = told.billing_month and c.state = 'closed') as is_billed
    from told
    where ${after ?? null}::text is null
      or (day, at, length(key), key) < (select last.day, last.at, length(last.key), last.key
        from told last where last.key = ${after ?? ''})
    order by day desc, at desc, length(key) desc, key desc limit ${limit ?? null}`.execute(db);
  return rows.map(toEntry);
}

type Reader = Resident | StaffMember;

const isSeenBasket = (actor: Reader) =>
  actor.kind === 'resident' ? sql`b.user_id = ${actor.userId}` : sql`true`;

/** A payment's page is its payer's. */
const publicIdFor = (actor: Reader) =>
  actor.kind === 'resident' ? sql`b.public_id` : sql`null::text`;

/** What a payer gave to the penalties is an entry of its own, by the same key and a word. */
const inLedger = (actor: Reader, personalAccountId: number) => sql`
  select e.value_date as day, coalesce(p.created_at, min(e.entered_at)) as at,
    coalesce('p' || p.payment_id, 'l' || min(e.ledger_entry_id)) as key,
    case when p.channel = 'gateway' then p.created_at end as begun_at,
    -sum(e.amount_kopecks)::bigint as amount_kopecks,
    coalesce(-sum(e.amount_kopecks) filter (where e.is_penalty), 0)::bigint as penalty_kopecks,
    e.channel as means, coalesce(p.state, 'succeeded') as state, null as reason, e.billing_month,
    ${publicIdFor(actor)} as public_id, f.state as fiscal, false as is_imported,
    case when sum(e.amount_kopecks) < 0
        and ${isMonthVisible(actor, { personalAccountId }, sql`e.billing_month`)}
        and not bool_or(exists (select from ledger_entries r
          where r.personal_account_id = e.personal_account_id and r.close_id is null
            and r.reverses_key = e.idempotency_key))
      then min(e.ledger_entry_id) end as paper_entry_id,
    coalesce(b.source = 'autopay', false) as is_autopay
  from ledger_entries e
    left join payment_parts part on part.personal_account_id = e.personal_account_id
      and part.ledger_key = e.idempotency_key and part.ledger_month = e.billing_month
    left join payments p on p.payment_id = part.payment_id
    left join payment_baskets b on b.basket_id = p.basket_id and ${isSeenBasket(actor)}
    left join fiscal_receipts f on f.payment_id = p.payment_id and f.refund_id is null
  where e.personal_account_id = ${personalAccountId} and e.close_id is null
    and e.kind = 'payment' and ${isVisible(actor, { personalAccountId }, sql`e.value_date`)}
  group by regexp_replace(e.idempotency_key, ' penalty$', ''), e.value_date, e.channel,
    e.billing_month, p.payment_id, b.public_id, b.source, f.state`;

const begun = (
  actor: Reader,
  { personalAccountId, timeZone }: Pick<HistoryQuery, 'personalAccountId' | 'timeZone'>,
) => {
  const day = sql<PlainDate>`(p.created_at at time zone ${timeZone})::date`;
  return sql`
  select ${day}, p.created_at, 'p' || p.payment_id, p.created_at, sum(part.amount_kopecks)::bigint,
    coalesce(sum(part.amount_kopecks) filter (where part.is_penalty), 0)::bigint,
    p.means, p.state, p.reason, null, ${publicIdFor(actor)}, null, false, null, b.source = 'autopay'
  from payment_parts part
    join payments p on p.payment_id = part.payment_id
    join payment_baskets b on b.basket_id = p.basket_id and ${isSeenBasket(actor)}
  where part.personal_account_id = ${personalAccountId} and part.ledger_key is null
    and ${isVisible(actor, { personalAccountId }, day)}
  group by p.payment_id, b.public_id, b.source`;
};

const imported = (actor: Reader, personalAccountId: number) => sql`
  select i.paid_on, i.paid_on::timestamptz, 'i' || i.operation_key, null, i.amount_kopecks, 0, i.channel, 'succeeded', null,
    null, null, null, true, null, false
  from imported_payments i
  where i.personal_account_id = ${personalAccountId}
    and ${isVisible(actor, { personalAccountId }, sql`i.paid_on`)}`;

const toEntry = (row: Row): HistoryEntry => ({
  key: row.key,
  day: row.day,
  begunAt: row.begun_at,
  amountKopecks: row.amount_kopecks,
  penaltyKopecks: row.penalty_kopecks,
  means: row.means,
  state: row.state,
  reason: row.reason,
  billingMonth: row.billing_month,
  isBilled: row.is_billed,
  publicId: row.public_id,
  fiscal: row.fiscal,
  isImported: row.is_imported,
  paperEntryId: row.paper_entry_id,
  isAutopay: row.is_autopay,
});
