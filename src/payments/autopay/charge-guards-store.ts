import { sql } from 'kysely';
import type { System } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';

/**
 * Whether a payment of the account may have taken money of which the books do not know yet: a gateway has
 * not said, or the payer is at the bank's page now.
 */
export async function hasPaymentUnderWay(
  tx: Tx,
  _actor: System,
  { personalAccountId, since }: { personalAccountId: number; since: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select from payment_parts part join payments p on p.payment_id = part.payment_id
      left join payment_baskets b on b.basket_id = p.basket_id
    where part.personal_account_id = ${personalAccountId} and part.ledger_key is null
      and (p.state in ('created', 'unknown')
        or p.state = 'pending' and (b.source = 'autopay' or p.created_at > ${since}))
    limit 1`.execute(tx);
  return rows.length > 0;
}

/** A charge whose rule has ended, or whose day has passed: what has not left by then never leaves. */
export async function isChargeCalledOff(
  db: Db,
  _actor: System,
  { paymentId, today }: { paymentId: number; today: PlainDate },
): Promise<boolean> {
  const { rows } = await sql`
    select from payment_parts part
      join autopay_runs run on run.personal_account_id = part.personal_account_id
        and run.payment_id = part.payment_id
      join autopay_rules r on r.personal_account_id = run.personal_account_id
        and r.autopay_rule_id = run.autopay_rule_id
    where part.payment_id = ${paymentId} and (r.state <> 'active' or run.due_on < ${today}::date)
    limit 1`.execute(db);
  return rows.length > 0;
}
