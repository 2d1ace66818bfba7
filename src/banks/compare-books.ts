import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { FoundDifference } from './differences-store.ts';

/** What an agent's registries tell of a day against what it paid online. */
export async function compareAgents(db: Db, day: PlainDate): Promise<FoundDifference[]> {
  const { rows } = await sql<FoundDifference>`
    with told as (
      select r.*, p.payment_id as ours, p.amount_kopecks as our_kopecks, p.paid_on as our_day,
        regexp_replace(upper(p.payer_reference), '[[:space:].-]', '', 'g')
          = regexp_replace(upper(r.payer_reference), '[[:space:].-]', '', 'g') as is_same_account
      from bank_registry_rows r
        left join payments p on p.payment_id = coalesce(r.payment_id, (
          select q.payment_id from payments q
          where q.agent = r.agent and q.agent_txn_id = r.agent_txn_id
            and q.state <> 'reversed'))
      where r.is_live and r.paid_on = ${day}),
    silent as (
      select p.*, exists (select from bank_registries r where r.agent = p.agent
          and r.state in ('loaded', 'approved', 'posted')
          and p.paid_on between r.first_day and r.last_day) as has_registry
      from payments p
      where p.channel = 'bank_agent' and p.paid_on = ${day}
        and p.state in ('succeeded', 'unidentified')
        and not exists (select from bank_registry_rows r where r.is_live
          and r.agent = p.agent and r.agent_txn_id = p.agent_txn_id))
    select case when ours is null then 'not_posted'
        when our_kopecks <> amount_kopecks then 'other_sum'
        when not is_same_account then 'other_account' else 'other_day' end as kind,
      paid_on as day, agent || ' ' || agent_txn_id as subject, agent, ours as "paymentId",
      our_kopecks as "ourKopecks", amount_kopecks as "theirKopecks"
    from told where ours is null or our_kopecks <> amount_kopecks or not is_same_account
      or our_day <> paid_on
    union all
    select 'not_in_registry', paid_on, agent || ' ' || agent_txn_id, agent, payment_id,
      amount_kopecks, null
    from silent where has_registry
    union all
    select 'no_registry', ${day}::date, agent, agent, null, sum(amount_kopecks)::bigint, null
    from silent where not has_registry group by agent`.execute(db);
  return rows;
}

/** What reached our accounts against what registries say was sent. */
export async function compareStatements(db: Db, day: PlainDate): Promise<FoundDifference[]> {
  const { rows } = await sql<FoundDifference>`
    select 'unmatched_money' as kind, received_on as day,
      document_number || ' ' || payer_account as subject, null as agent,
      null::bigint as "paymentId", null::bigint as "ourKopecks", amount_kopecks as "theirKopecks"
    from bank_transactions where registry_id is null and received_on = ${day}
    union all
    select 'no_money', r.last_day, r.agent || ' ' || r.registry_id, r.agent, null,
      r.transferred_kopecks, null
    from bank_registries r
    where r.state = 'posted' and r.last_day = ${day}
      and not exists (select from bank_transactions t where t.registry_id = r.registry_id)
      and exists (select from bank_statements s where s.first_day <= r.last_day + 5
        and s.last_day >= r.last_day + 5)`.execute(db);
  return rows;
}

/** What stands in the ledger against what was paid, whatever way it came. */
export async function compareLedger(db: Db, day: PlainDate): Promise<FoundDifference[]> {
  const { rows } = await sql<FoundDifference>`
    select 'ledger_differs' as kind, p.paid_on as day, 'payment ' || p.payment_id as subject,
      p.agent, p.payment_id as "paymentId", coalesce(-sum(e.amount_kopecks), 0)::bigint
      as "ourKopecks", p.amount_kopecks as "theirKopecks"
    from payments p
      left join payment_parts part on part.payment_id = p.payment_id
      left join ledger_entries e on e.personal_account_id = part.personal_account_id
        and e.billing_month = part.ledger_month and e.idempotency_key = part.ledger_key
    where p.state = 'succeeded' and p.paid_on = ${day}
    group by p.payment_id
    having coalesce(-sum(e.amount_kopecks), 0) <> p.amount_kopecks
    union all
    select 'ledger_differs', r.refunded_on, 'refund ' || r.refund_id, null, r.payment_id,
      coalesce(sum(e.amount_kopecks), 0)::bigint, r.amount_kopecks
    from payment_refunds r
      left join ledger_entries e on e.personal_account_id = r.personal_account_id
        and e.billing_month = r.ledger_month and e.idempotency_key
          in ('refunded ' || r.refund_id, 'refunded ' || r.refund_id || ' penalty')
    where r.state = 'succeeded' and r.refunded_on = ${day}
    group by r.refund_id
    having coalesce(sum(e.amount_kopecks), 0) <> r.amount_kopecks`.execute(db);
  return rows;
}
