import { sql } from 'kysely';
import type { PlainMonth } from '#src/plain-date.ts';

// Of the payment `p` of a gateway, which is of one account.

const parts = sql`payment_parts t where t.payment_id = p.payment_id`;

export const accountOfPayment = sql<number>`(select min(t.personal_account_id) from ${parts})`;

/** What of it is for penalties. */
export const penaltiesOfPayment = sql<number>`(select coalesce(sum(t.amount_kopecks), 0)::bigint
  from ${parts} and t.is_penalty)`;

/** In whose statement it stands; null: in none yet. */
export const monthOfPayment = sql<PlainMonth | null>`(select min(t.ledger_month) from ${parts})`;

/** That statement is made. */
export const isPaymentBilled = sql<boolean>`exists (select from month_closes c
  where c.state = 'closed' and c.month = ${monthOfPayment})`;

/** The entry of the ledger by which its confirmation is asked. */
export const entryOfPayment = sql<number | null>`(select min(e.ledger_entry_id)
  from ledger_entries e join payment_parts t on e.personal_account_id = t.personal_account_id
    and e.billing_month = t.ledger_month and e.idempotency_key = t.ledger_key
  where t.payment_id = p.payment_id)`;
