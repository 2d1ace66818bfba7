-- The first shape of the house. A landed migration is never edited: its checksum is kept.
-- Tables of one personal account lead their keys by personal_account_id, so that the same schema
-- spreads over a distributed PostgreSQL by that column (docs/decisions/0002).

-- ---------------------------------------------------------------- supplier

create table settings (
  name text primary key,
  value jsonb not null
);

-- A row is a closed month; the month after the last one is the first open month.
create table billing_months (
  month date primary key check (extract(day from month) = 1),
  closed_at timestamptz not null,
  register_import_id bigint            -- the first register, which opened the books with it
);

-- ---------------------------------------------------------------- identity

create table users (
  user_id bigint generated always as identity primary key,
  email text not null,                 -- as the person typed it
  email_key text not null unique,      -- lower case: what is compared
  phone text not null unique,          -- E.164
  last_name text not null,
  first_name text not null,
  middle_name text not null default '',
  address text not null default '',
  password_hash text not null,
  is_demo boolean not null default false,
  created_at timestamptz not null,
  check (email_key = lower(email_key))
);

-- A registration becomes a user only when its letter is answered, so nobody can occupy
-- somebody else's address by typing it.
create table registrations (
  registration_id bigint generated always as identity primary key,
  email text not null,
  email_key text not null,
  phone text not null,
  last_name text not null,
  first_name text not null,
  middle_name text not null default '',
  address text not null default '',
  account_number text not null,
  password_hash text not null,
  consent_version text not null,
  consent_text_hash text not null,
  consent_address text not null,
  consent_user_agent text not null,
  -- Hash of the visitor's cookie: whoever answers the letter in another browser must know the password.
  visitor_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index registrations_email_key on registrations (email_key);
create index registrations_expires_at on registrations (expires_at);

-- Only SHA-256 of a token is kept. The worker makes the token as it sends the letter,
-- so that it never lies in the queue.
create table one_time_tokens (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('activation', 'password_reset')),
  subject_id bigint not null,          -- registration_id or user_id, by purpose
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index one_time_tokens_subject on one_time_tokens (purpose, subject_id);
create index one_time_tokens_expires_at on one_time_tokens (expires_at);

create table sessions (
  session_id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  user_id bigint not null references users,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  remembered boolean not null default false,
  user_agent text not null default '',
  address text not null default ''
);
create index sessions_user_id on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

create table api_tokens (
  api_token_id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  user_id bigint not null references users,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index api_tokens_user_id on api_tokens (user_id);

-- Append-only: a withdrawal is a row of its own (152-ФЗ, art. 9).
create table consents (
  consent_id bigint generated always as identity primary key,
  user_id bigint not null references users,
  document text not null,
  version text not null,
  text_hash text not null,
  act text not null check (act in ('given', 'withdrawn')),
  acted_at timestamptz not null,
  address text not null,
  user_agent text not null
);
create index consents_user_id on consents (user_id);

create function forbid_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger consents_append_only before update or delete on consents
  for each row execute function forbid_change();
create trigger consents_not_emptied before truncate on consents
  for each statement execute function forbid_change();

-- ---------------------------------------------------------------- shared by every web process

-- Written by rate-limiter-flexible; keys are hashes, never addresses or logins in clear.
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

create table idempotency_keys (
  user_id bigint not null,
  operation text not null,
  idempotency_key text not null,
  request_hash text not null,
  response jsonb,
  created_at timestamptz not null,
  primary key (user_id, operation, idempotency_key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

-- ---------------------------------------------------------------- notifications

create table letters (
  letter_id bigint generated always as identity primary key,
  kind text not null,
  to_address text not null,
  user_id bigint,
  data jsonb not null default '{}',    -- never a token: see one_time_tokens
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index letters_state on letters (state, created_at) where state <> 'sent';
create index letters_user_id on letters (user_id);

-- ---------------------------------------------------------------- imports from the supplier's billing

create table register_imports (
  register_import_id bigint generated always as identity primary key,
  kind text not null check (kind in ('register', 'readings')),
  file_name text not null,
  file_sha256 text not null,
  as_of date not null,
  is_full boolean not null default false,
  lines_total integer not null default 0,
  lines_accepted integer not null default 0,
  lines_refused integer not null default 0,
  accounts_added integer not null default 0,
  accounts_changed integer not null default 0,
  accounts_ended integer not null default 0,
  meters_added integer not null default 0,
  meters_changed integer not null default 0,
  meters_ended integer not null default 0,
  readings_added integer not null default 0,
  summary jsonb not null default '{}',         -- all that was said at the end of the import
  imported_at timestamptz not null,
  undone_at timestamptz
);

-- ---------------------------------------------------------------- personal accounts

-- The one door from a number to an account: a small table of its own, since a number cannot be
-- unique inside a table that is spread by personal_account_id.
create table personal_account_numbers (
  number text primary key,
  personal_account_id bigint not null
);

create sequence personal_account_ids;

-- The current state; what held before is in personal_account_revisions.
create table personal_accounts (
  personal_account_id bigint primary key default nextval('personal_account_ids'),
  number text not null,
  unified_number text,                         -- ЕЛС of ГИС ЖКХ, 10 characters
  holder_last_name text not null,
  holder_first_name text not null default '',
  holder_middle_name text not null default '',
  address text not null,
  fias_id text,
  residents smallint not null check (residents >= 0),
  heated_area_m2 numeric(9, 2) check (heated_area_m2 >= 0),
  has_stove boolean not null,
  has_water_heater boolean not null,
  has_heating boolean not null,
  has_central_hot_water boolean not null,
  opened_on date not null,
  closed_on date,
  -- At the account's first appearance. Plus: the subscriber owes.
  opening_balance_kopecks bigint not null default 0,
  opening_penalty_kopecks bigint not null default 0,
  opening_debt_since date,
  opening_balance_on date not null,
  last_bill_kopecks bigint,
  linking_pin text,                            -- printed on each bill: a proof for linking
  holder_since date not null,
  attributes_since date not null,              -- when this state began to hold
  register_import_id bigint not null,          -- the import that made this state
  first_import_id bigint not null              -- the import that made the account
);
create index personal_accounts_unified_number on personal_accounts (unified_number)
  where unified_number is not null;

-- A state that held in [valid_from, valid_to).
create table personal_account_revisions (
  personal_account_id bigint not null references personal_accounts,
  revision_id bigint generated always as identity,
  valid_from date not null,
  valid_to date not null,
  unified_number text,
  holder_last_name text not null,
  holder_first_name text not null,
  holder_middle_name text not null,
  address text not null,
  fias_id text,
  residents smallint not null,
  heated_area_m2 numeric(9, 2),
  has_stove boolean not null,
  has_water_heater boolean not null,
  has_heating boolean not null,
  has_central_hot_water boolean not null,
  opened_on date not null,
  closed_on date,
  last_bill_kopecks bigint,
  linking_pin text,
  holder_since date not null,
  register_import_id bigint not null,          -- the import that had made this state
  ended_by_import_id bigint not null,          -- the import that replaced it
  primary key (personal_account_id, revision_id),
  check (valid_from <= valid_to)
);
create index personal_account_revisions_ended_by on personal_account_revisions (ended_by_import_id);
create index personal_account_revisions_import on personal_account_revisions (register_import_id);

-- «Сальдо» of a later register that differs from what was opened: listed, never taken. Of one field
-- the latest two are kept: the second comes back when the import of the first is undone.
create table register_differences (
  personal_account_id bigint not null references personal_accounts,
  register_import_id bigint not null,
  field text not null,
  ours text not null,
  theirs text not null,
  primary key (personal_account_id, field, register_import_id)
);
create index register_differences_import on register_differences (register_import_id);

-- Which user sees which account. A change of holder ends access to what comes after
-- visible_until; the user keeps what had been theirs.
create table personal_account_links (
  personal_account_id bigint not null references personal_accounts,
  personal_account_link_id bigint generated always as identity,
  user_id bigint not null,
  own_name text not null default '',
  proof text not null check (proof in ('meter_serial', 'last_bill', 'pin', 'staff', 'demo')),
  linked_at timestamptz not null,
  visible_until date,
  visible_until_reason text,
  visible_until_import_id bigint,              -- the import whose change of holder set it
  ended_at timestamptz,
  primary key (personal_account_id, personal_account_link_id)
);
create unique index personal_account_links_live
  on personal_account_links (personal_account_id, user_id) where ended_at is null;
create index personal_account_links_user_id on personal_account_links (user_id) where ended_at is null;
create index personal_account_links_import on personal_account_links (visible_until_import_id)
  where visible_until_import_id is not null;

-- What could not be proved and was sent to staff.
create table linking_requests (
  linking_request_id bigint generated always as identity primary key,
  user_id bigint not null references users,
  account_number text not null,
  holder_last_name text not null,
  comment text not null default '',
  state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
  decision_reason text,
  decided_at timestamptz,
  created_at timestamptz not null
);
create index linking_requests_user_id on linking_requests (user_id);
create unique index linking_requests_open on linking_requests (user_id, account_number)
  where state = 'open';

-- ---------------------------------------------------------------- meters

create sequence meter_ids;

create table meters (
  personal_account_id bigint not null references personal_accounts,
  meter_id bigint not null default nextval('meter_ids'),
  serial_number text not null,
  model text not null default '',
  integer_digits smallint not null check (integer_digits between 3 and 9),
  decimal_digits smallint not null default 0 check (decimal_digits between 0 and 3),
  is_outdoor boolean not null,
  is_thermocompensated boolean not null,
  climate_zone smallint not null,
  commissioned_on date,
  sealed_on date,
  verified_until date,
  removed_on date,
  attributes_since date not null,
  register_import_id bigint not null,
  first_import_id bigint not null,
  primary key (personal_account_id, meter_id),
  unique (personal_account_id, serial_number)
);
create index meters_import on meters (first_import_id);

create table meter_revisions (
  personal_account_id bigint not null,
  meter_id bigint not null,
  revision_id bigint generated always as identity,
  valid_from date not null,
  valid_to date not null,
  model text not null,
  integer_digits smallint not null,
  decimal_digits smallint not null,
  is_outdoor boolean not null,
  is_thermocompensated boolean not null,
  climate_zone smallint not null,
  commissioned_on date,
  sealed_on date,
  verified_until date,
  removed_on date,
  register_import_id bigint not null,
  ended_by_import_id bigint not null,
  primary key (personal_account_id, meter_id, revision_id),
  foreign key (personal_account_id, meter_id) references meters,
  check (valid_from <= valid_to)
);
create index meter_revisions_ended_by on meter_revisions (ended_by_import_id);
create index meter_revisions_import on meter_revisions (register_import_id);

create sequence reading_confirmation_numbers;

create table meter_readings (
  personal_account_id bigint not null,
  meter_reading_id bigint generated always as identity,
  meter_id bigint not null,
  value_m3 numeric(12, 3) not null check (value_m3 >= 0),
  taken_on date not null,
  billing_month date not null check (extract(day from billing_month) = 1),
  -- The resident said that the counter had passed through zero since the reading before.
  is_rollover boolean not null default false,
  -- The one question was asked, and answered «да, верно».
  is_confirmed_improbable boolean not null default false,
  source text not null check (source in
    ('register', 'cabinet', 'api', 'phone', 'office', 'inspector', 'bank', 'bill', 'telemetry', 'other')),
  -- accepted: it counts. stored: kept, but by law does not count (expired verification).
  -- corrected: replaced by a later version. withdrawn: taken back by who had sent it.
  status text not null check (status in ('accepted', 'stored', 'corrected', 'withdrawn')),
  not_counted_reason text,
  confirmation_number bigint,
  received_at timestamptz not null,
  user_id bigint,
  corrects_reading_id bigint,
  status_changed_at timestamptz,
  register_import_id bigint,
  primary key (personal_account_id, meter_reading_id),
  foreign key (personal_account_id, meter_id) references meters,
  foreign key (personal_account_id, corrects_reading_id) references meter_readings,
  check ((status = 'stored') = (not_counted_reason is not null) or status in ('corrected', 'withdrawn'))
);
create index meter_readings_by_date
  on meter_readings (personal_account_id, meter_id, taken_on desc, meter_reading_id desc);
create unique index meter_readings_confirmation_number
  on meter_readings (personal_account_id, confirmation_number) where confirmation_number is not null;

-- What staff must look at before a reading can count.
create table reading_cases (
  personal_account_id bigint not null,
  reading_case_id bigint generated always as identity,
  meter_id bigint not null,
  user_id bigint not null,
  kind text not null check (kind in ('rollover', 'meter_replaced')),
  value_m3 numeric(12, 3) not null,
  taken_on date not null,
  comment text not null default '',
  state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
  decision_reason text,
  created_at timestamptz not null,
  decided_at timestamptz,
  primary key (personal_account_id, reading_case_id),
  foreign key (personal_account_id, meter_id) references meters
);
create unique index reading_cases_open
  on reading_cases (personal_account_id, meter_id, kind) where state = 'open';
create index meter_readings_import on meter_readings (register_import_id)
  where register_import_id is not null;
create index personal_accounts_import on personal_accounts (first_import_id);
