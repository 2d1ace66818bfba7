-- Money that comes in: what residents begin to pay here, and what banks bring.
--
-- A payment is money that moves as one: one payment of a gateway, one operation of a bank agent, one
-- line of a registry. It is keyed by its own id; what each account got of it are its parts, which
-- lead with the account (docs/decisions/0023).

-- What a resident pays at once and sees as one. A gateway that names one account in each of its
-- payments makes several of it.
create table payment_baskets (
  basket_id bigint generated always as identity primary key,
  public_id text not null unique,      -- stands in addresses: chance, and nothing can be counted by it
  user_id bigint not null references users,
  method text not null check (method in ('sbp', 'bank_card')),
  receipt_email text not null,
  source text not null check (source in ('cabinet', 'api', 'autopay')),
  started_at timestamptz not null
);
create index payment_baskets_of_user on payment_baskets (user_id);

create table payments (
  payment_id bigint generated always as identity primary key,
  channel text not null check (channel in ('gateway', 'bank_agent', 'registry', 'desk')),
  means text not null check (means in ('sbp', 'card', 'cash_desk', 'bank', 'post', 'terminal',
    'other')),                         -- what the ledger calls its channel
  state text not null check (state in ('created', 'unknown', 'pending', 'succeeded', 'canceled',
    'unidentified', 'returned', 'reversed')),
  amount_kopecks bigint not null check (amount_kopecks > 0),
  refunded_kopecks bigint not null default 0,   -- also what is asked for and not answered yet
  basket_id bigint references payment_baskets,
  agent text,                          -- the bank that brought it, by the name of its agreement
  agent_txn_id text,                   -- the bank's own number of the operation: once for ever
  payer_reference text,                -- the account as the payer or the bank wrote it
  paid_on date,                        -- the day on which the citizen paid
  reason text,                         -- why it will not be, or why its owner is not known
  created_at timestamptz not null,
  state_changed_at timestamptz not null,
  check (refunded_kopecks between 0 and amount_kopecks),
  check ((agent is null) = (agent_txn_id is null)),
  check (channel not in ('bank_agent', 'registry') or agent is not null),
  check (state not in ('succeeded', 'unidentified', 'returned', 'reversed') or paid_on is not null)
);
create unique index payments_of_agent on payments (agent, agent_txn_id) where agent is not null;
create index payments_of_basket on payments (basket_id) where basket_id is not null;
create index payments_unfinished on payments (state, state_changed_at)
  where state in ('created', 'unknown', 'pending', 'unidentified');
create index payments_by_day on payments (paid_on) where paid_on is not null;

-- What an account got. `ledger_key` and `ledger_month` name its entry, which comes in the
-- transaction that learns of success.
create table payment_parts (
  personal_account_id bigint not null references personal_accounts,
  payment_id bigint not null,
  is_penalty boolean not null default false,   -- the payer chose to pay penalties
  amount_kopecks bigint not null check (amount_kopecks > 0),
  refunded_kopecks bigint not null default 0,
  for_month date check (extract(day from for_month) = 1),   -- the month that the payer named
  ledger_key text,
  ledger_month date,
  posted_at timestamptz,
  primary key (personal_account_id, payment_id, is_penalty),
  check (refunded_kopecks between 0 and amount_kopecks),
  check ((ledger_key is null) = (posted_at is null) and (ledger_month is null) = (posted_at is null))
);
create index payment_parts_of_payment on payment_parts (payment_id);

-- A payment's life in a gateway. The row, with its key, is there before anything is sent.
create table gateway_payments (
  payment_id bigint primary key references payments,
  gateway text not null,
  idempotence_key text not null,
  request text not null,               -- to the letter: the same key takes the same body alone
  gateway_payment_id text,
  gateway_state text,                  -- in the gateway's own words
  sent_at timestamptz,                 -- first; a gateway forgets a key after its time
  sending_until timestamptz,           -- somebody is sending it now, unless they died meanwhile
  confirmation_url text,               -- where the payer confirms
  confirmation_qr text,                -- what a QR code for the payer holds
  looked_at timestamptz,               -- when somebody who looks at it last made us ask
  asked_times integer not null default 0,
  ask_after timestamptz,               -- null: the gateway has said its last word
  unique (gateway, idempotence_key)
);
create unique index gateway_payments_by_id on gateway_payments (gateway, gateway_payment_id)
  where gateway_payment_id is not null;
create index gateway_payments_to_ask on gateway_payments (ask_after) where ask_after is not null;

-- How each state came to be known; nothing here is ever edited.
create table payment_events (
  payment_event_id bigint generated always as identity primary key,
  payment_id bigint not null references payments,
  from_state text,
  to_state text not null,
  heard_from text not null check (heard_from in ('start', 'answer', 'notification', 'question',
    'list', 'bank', 'registry', 'staff')),
  told text not null default '',       -- the other side's word: a status, a reason; no personal data
  at timestamptz not null
);
create index payment_events_of_payment on payment_events (payment_id);
create trigger payment_events_append_only before update or delete on payment_events
  for each row execute function forbid_change();

-- Money that goes back, by our wish or by the payer's bank's.
create table payment_refunds (
  refund_id bigint generated always as identity primary key,
  payment_id bigint not null references payments,
  personal_account_id bigint not null,
  is_penalty boolean not null default false,
  kind text not null check (kind in ('refund', 'chargeback')),
  state text not null check (state in ('created', 'unknown', 'pending', 'succeeded', 'canceled')),
  amount_kopecks bigint not null check (amount_kopecks > 0),
  gateway text,
  idempotence_key text,
  request text,                        -- as it is sent, to the letter
  gateway_refund_id text,
  reason text not null,                -- of whoever decided; of a chargeback, the bank's
  staff_member_id bigint,
  refunded_on date,
  ledger_key text,
  ledger_month date,
  created_at timestamptz not null,
  state_changed_at timestamptz not null,
  asked_times integer not null default 0,
  ask_after timestamptz,
  unique (gateway, idempotence_key),
  check ((state = 'succeeded') = (ledger_key is not null))
);
create unique index payment_refunds_by_id on payment_refunds (gateway, gateway_refund_id)
  where gateway_refund_id is not null;
create index payment_refunds_of_payment on payment_refunds (payment_id);
create index payment_refunds_to_ask on payment_refunds (ask_after) where ask_after is not null;

-- Чеки of 54-ФЗ that a gateway registers. They never hold a payment up.
create table fiscal_receipts (
  fiscal_receipt_id bigint generated always as identity primary key,
  payment_id bigint not null references payments,
  refund_id bigint references payment_refunds,
  state text not null check (state in ('pending', 'succeeded', 'canceled')),
  gateway_receipt_id text,
  document_number text,
  storage_number text,
  attribute text,
  registered_at timestamptz,
  asked_times integer not null default 0,
  ask_after timestamptz,
  unique nulls not distinct (payment_id, refund_id)
);
create index fiscal_receipts_to_ask on fiscal_receipts (ask_after) where ask_after is not null;

-- An attempt is never deleted, and what a payment is does not change: only what became of it.
create function keep_payment() returns trigger language plpgsql as $$
begin
  if (new.channel, new.means, new.amount_kopecks, new.basket_id, new.agent, new.agent_txn_id,
      new.created_at)
    is distinct from
    (old.channel, old.means, old.amount_kopecks, old.basket_id, old.agent, old.agent_txn_id,
      old.created_at)
  then
    raise exception 'what a payment is does not change'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger payments_kept before update on payments
  for each row execute function keep_payment();
create trigger payments_not_deleted before delete on payments
  for each row execute function forbid_change();
create trigger payment_parts_not_deleted before delete on payment_parts
  for each row execute function forbid_change();
create trigger gateway_payments_not_deleted before delete on gateway_payments
  for each row execute function forbid_change();
create trigger payment_refunds_not_deleted before delete on payment_refunds
  for each row execute function forbid_change();
