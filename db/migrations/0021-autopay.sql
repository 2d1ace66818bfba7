-- Autopay: ways to pay that a resident let us keep, the rules by which we charge them, and what each
-- month made of a rule (docs/decisions/0026).

-- What a payer agreed to as they paid, with the edition of the text. null: nothing is kept.
alter table payment_baskets add column save_consent_version text;

-- A way to pay that is kept without a payment: written down before anything is sent, like a payment.
create table method_bindings (
  binding_id bigint generated always as identity primary key,
  public_id text not null unique,
  user_id bigint not null references users,
  gateway text not null,
  method text not null check (method in ('sbp', 'bank_card')),
  receipt_email text not null,
  consent_version text not null,
  idempotence_key text not null,
  request text not null,               -- to the letter: the same key takes the same body alone
  gateway_binding_id text,
  confirmation_url text,               -- where its owner confirms
  state text not null check (state in ('created', 'pending', 'active', 'inactive')),
  started_at timestamptz not null,
  unique (gateway, idempotence_key)
);
create unique index method_bindings_by_id on method_bindings (gateway, gateway_binding_id)
  where gateway_binding_id is not null;
create index method_bindings_of_user on method_bindings (user_id);

-- The gateway's own name for a card or a bank's account: with our keys it moves money, so that it
-- goes as the way to pay is removed. The row stays, for the charges that were made by it.
create table saved_payment_methods (
  saved_method_id bigint generated always as identity primary key,
  user_id bigint not null references users,
  gateway text not null,
  gateway_method_id text,              -- null: removed, or revoked at the payer's bank
  method text not null check (method in ('sbp', 'bank_card')),
  title text not null,                 -- what its owner knows it by; emptied with the cabinet
  receipt_email text not null,         -- where its чеки go, as typed at the payment that kept it
  state text not null check (state in ('active', 'revoked')),
  revoked_by text check (revoked_by in ('owner', 'bank', 'cabinet_closed')),
  consent_version text not null,
  consented_at timestamptz not null,
  payment_id bigint references payments,         -- what kept it: a payment,
  binding_id bigint references method_bindings,  -- or a binding
  saved_at timestamptz not null,
  revoked_at timestamptz,
  check ((state = 'revoked') = (revoked_at is not null)),
  check ((state = 'revoked') = (revoked_by is not null)),
  check ((state = 'active') = (gateway_method_id is not null)),
  check ((payment_id is null) <> (binding_id is null))
);
-- One payment keeps one way to pay, however often its success is told; a card is kept once.
create unique index saved_payment_methods_of_payment on saved_payment_methods (payment_id)
  where payment_id is not null;
create unique index saved_payment_methods_of_binding on saved_payment_methods (binding_id)
  where binding_id is not null;
create unique index saved_payment_methods_live on saved_payment_methods (gateway, gateway_method_id)
  where gateway_method_id is not null;
create index saved_payment_methods_of_user on saved_payment_methods (user_id);

-- A wish is never edited: another wish ends it and begins a new one.
create table autopay_rules (
  personal_account_id bigint not null references personal_accounts,
  autopay_rule_id bigint generated always as identity,
  user_id bigint not null,
  personal_account_link_id bigint not null,    -- who leaves the account and comes back begins anew
  saved_method_id bigint not null,
  trigger_on text not null check (trigger_on in ('day', 'bill')),
  day smallint check (day between 1 and 28),
  cap_kopecks bigint not null check (cap_kopecks >= 100),   -- of a calendar month
  next_due_on date,                    -- of a day: the next that is to be announced
  billed_month date,                   -- of bills: the newest that it has seen
  state text not null check (state in ('active', 'ended')),
  end_reason text check (end_reason in ('turned_off', 'changed', 'method_removed',
    'permission_revoked', 'gateway_gone', 'access_ended', 'account_closed', 'cabinet_closed')),
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (personal_account_id, autopay_rule_id),
  check ((trigger_on = 'day') = (day is not null)),
  check ((trigger_on = 'day') = (next_due_on is not null)),
  check ((trigger_on = 'bill') = (billed_month is not null)),
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'ended') = (end_reason is not null))
);
create unique index autopay_rules_live on autopay_rules (personal_account_id, user_id)
  where state = 'active';
create index autopay_rules_by_id on autopay_rules (autopay_rule_id);
create index autopay_rules_of_user on autopay_rules (user_id);
create index autopay_rules_of_method on autopay_rules (saved_method_id) where state = 'active';
create index autopay_rules_due on autopay_rules (next_due_on) where state = 'active';
create index autopay_rules_of_bills on autopay_rules (billed_month)
  where state = 'active' and trigger_on = 'bill';

-- A month of a rule: its key is what makes a charge once. Of a day: the month of the day; of a
-- bill: the month that the bill is for.
create table autopay_runs (
  personal_account_id bigint not null,
  autopay_rule_id bigint not null,
  month date not null check (extract(day from month) = 1),
  due_on date not null,
  announced_at timestamptz,            -- null: it was not, and nothing was charged
  announced_kopecks bigint check (announced_kopecks > 0),   -- no more than this is charged
  state text not null check (state in ('announced', 'charging', 'paid', 'refused', 'nothing_owed',
    'cap_reached', 'not_announced', 'not_charged', 'called_off')),
  amount_kopecks bigint check (amount_kopecks > 0),
  payment_id bigint,
  decided_at timestamptz not null,
  primary key (personal_account_id, autopay_rule_id, month),
  foreign key (personal_account_id, autopay_rule_id) references autopay_rules,
  check ((announced_at is null) = (announced_kopecks is null)),
  check ((payment_id is null) = (amount_kopecks is null)),
  check ((payment_id is not null) = (state in ('charging', 'paid', 'refused'))),
  check (amount_kopecks <= announced_kopecks),
  check (payment_id is null or announced_at is not null)
);
create unique index autopay_runs_of_payment on autopay_runs (personal_account_id, payment_id)
  where payment_id is not null;
create index autopay_runs_announced on autopay_runs (due_on) where state = 'announced';
create trigger autopay_runs_not_deleted before delete on autopay_runs
  for each row execute function forbid_change();
create trigger autopay_rules_not_deleted before delete on autopay_rules
  for each row execute function forbid_change();

alter table one_time_tokens drop constraint one_time_tokens_purpose_check;
alter table one_time_tokens add constraint one_time_tokens_purpose_check
  check (purpose in ('activation', 'password_reset', 'contact_change', 'staff_invitation',
    'data_export', 'autopay_ending'));
