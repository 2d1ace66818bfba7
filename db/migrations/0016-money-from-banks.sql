-- Money that banks bring: who they are, the registries they send, what their accounts were told, and
-- where two books differ (docs/decisions/0025).

-- A bank or a network of terminals that we have an agreement with.
create table bank_agents (
  agent text primary key check (agent ~ '^[a-z0-9][a-z0-9-]{0,31}$'),   -- stands in its address
  name text not null,
  means text not null check (means in ('cash_desk', 'bank', 'post', 'terminal', 'other')),
  networks text[] not null,            -- where it calls from; none: it pays by registries alone
  login text,                          -- of Basic, if the agreement has it
  secret_sha256 text,                  -- of 32 bytes of chance: nothing to guess slowly
  certificate text,                    -- what the proxy tells of the client's certificate
  inn text,                            -- by it a bank statement's payer is known
  least_kopecks bigint not null default 100,
  most_kopecks bigint not null default 100000000,
  -- What we have not and its registry has: by two people, or by the reconciliation alone.
  registries text not null default 'approval' check (registries in ('approval', 'reconcile')),
  added_at timestamptz not null,
  disabled_at timestamptz,
  check ((login is null) = (secret_sha256 is null)),
  check (least_kopecks between 1 and most_kopecks)
);

create table bank_registries (
  registry_id bigint generated always as identity primary key,
  agent text not null references bank_agents,
  template text not null,
  file_name text not null,
  file_sha256 text not null,
  first_day date not null,
  last_day date not null,
  rows_count integer not null check (rows_count > 0),
  total_kopecks bigint not null check (total_kopecks > 0),
  transferred_kopecks bigint not null, -- what reaches our account: the bank may keep its fee
  state text not null check (state in ('loaded', 'approved', 'posted', 'stornoing', 'stornoed',
    'dropped')),
  loaded_at timestamptz not null,
  state_changed_at timestamptz not null
);
-- The same file once, unless it was dropped or taken back.
create unique index bank_registries_by_file on bank_registries (file_sha256)
  where state not in ('stornoed', 'dropped');
create index bank_registries_by_day on bank_registries (agent, first_day, last_day);

create table bank_registry_rows (
  registry_id bigint not null references bank_registries,
  row_number integer not null,         -- the line of the file
  agent text not null,
  agent_txn_id text not null,
  payer_reference text not null,
  paid_on date not null,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  row_sha256 text not null,
  is_live boolean not null default true,   -- false: its registry was dropped or taken back
  outcome text check (outcome in ('posted', 'matched', 'unidentified', 'differs')),
  payment_id bigint references payments,
  primary key (registry_id, row_number),
  check (outcome is null or payment_id is not null)
);
-- An operation stands in one registry, whatever file brings it again.
create unique index bank_registry_rows_once on bank_registry_rows (agent, agent_txn_id)
  where is_live;
create unique index bank_registry_rows_by_hash on bank_registry_rows (row_sha256) where is_live;
create index bank_registry_rows_waiting on bank_registry_rows (registry_id) where outcome is null;
create index bank_registry_rows_by_day on bank_registry_rows (agent, paid_on) where is_live;

create trigger bank_registries_not_deleted before delete on bank_registries
  for each row execute function forbid_change();
create trigger bank_registry_rows_not_deleted before delete on bank_registry_rows
  for each row execute function forbid_change();

-- Statements of our accounts (1CClientBankExchange), and what came in by them.
create table bank_statements (
  statement_id bigint generated always as identity primary key,
  file_name text not null,
  file_sha256 text not null unique,
  first_day date not null,
  last_day date not null,
  loaded_at timestamptz not null
);
create table bank_transactions (
  bank_transaction_id bigint generated always as identity primary key,
  statement_id bigint not null references bank_statements,
  our_account text not null,
  document_number text not null,
  document_on date not null,
  received_on date not null,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  payer_inn text not null,
  payer_account text not null,
  purpose text not null,
  registry_id bigint unique references bank_registries,   -- whose money it is
  -- Statements of two days overlap: one document is one, whichever brings it.
  unique (our_account, payer_account, document_number, document_on, amount_kopecks)
);
create index bank_transactions_unmatched on bank_transactions (received_on)
  where registry_id is null;

-- Where two books differ, until it is mended or somebody has looked into it.
create table book_differences (
  difference_id bigint generated always as identity primary key,
  source text not null,                -- which comparison found it
  kind text not null,
  day date not null,
  subject text not null,               -- the operation or the file, by its own number
  agent text,
  payment_id bigint references payments,
  our_kopecks bigint,
  their_kopecks bigint,
  state text not null check (state in ('open', 'mended', 'closed')),
  reason text not null default '',     -- of whoever closed it
  found_at timestamptz not null,
  state_changed_at timestamptz not null,
  unique (source, kind, day, subject)
);
create index book_differences_open on book_differences (day) where state = 'open';
