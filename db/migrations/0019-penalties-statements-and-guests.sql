-- A payment may have a part for penalties beside the one for gas, and a gateway gives back the sum of
-- both at once: a refund says how much of it was for penalties (docs/decisions/0028).
alter table payment_refunds
  add column penalty_kopecks bigint not null default 0
    check (penalty_kopecks between 0 and amount_kopecks);
update payment_refunds set penalty_kopecks = amount_kopecks where is_penalty;
alter table payment_refunds drop column is_penalty;

-- The desk lists statements with what came by each.
create index bank_transactions_of_statement on bank_transactions (statement_id);

-- Whoever holds a bill may pay it without signing in: then nobody's is the basket, and it knows the code
-- of the bill's genuineness instead.
alter table payment_baskets
  alter column user_id drop not null,
  add column verify_code text,
  drop constraint payment_baskets_source_check,
  add constraint payment_baskets_source_check
    check (source in ('cabinet', 'api', 'autopay', 'guest')),
  add constraint payment_baskets_payer_check check ((user_id is null) = (source = 'guest')
    and (verify_code is not null) = (source = 'guest'));
