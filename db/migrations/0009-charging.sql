-- Charging, penalties, the ledger and the close of months.
--
-- What a close writes for every account leads its keys by the close or by the month, so that the
-- twenty-fourth month is appended where the twenty-third ended and not scattered over all pages
-- (docs/decisions/0018). None of these tables refers to personal_accounts by a foreign key: its
-- check would lock, and so rewrite, every account's row at each close; `ochag verify ledger` proves it.

-- ---------------------------------------------------------------- rates, in force from a day

-- Append-only: of several rows for one day the one recorded last holds, and a charge line goes on
-- naming the row that it was made with.
create table tariffs (
  tariff_id integer generated always as identity primary key,
  category text not null check (category in ('stove', 'stove_and_heater', 'heating')),
  valid_from date not null,
  price_per_m3 numeric(12, 6) not null check (price_per_m3 > 0),
  is_example boolean not null default false,
  source text not null default '',
  recorded_at timestamptz not null
);
create index tariffs_in_force on tariffs (category, valid_from, tariff_id);

create table norms (
  norm_id integer generated always as identity primary key,
  use text not null check (use in ('stove_with_central_hot_water',
    'stove_without_hot_water', 'stove_and_heater', 'heater', 'heating')),
  valid_from date not null,
  volume_m3 numeric(10, 4) not null check (volume_m3 >= 0),
  unit text not null check (unit in ('person', 'm2')),   -- per month and person, or heated m²
  is_example boolean not null default false,
  source text not null default '',
  recorded_at timestamptz not null
);
create index norms_in_force on norms (use, valid_from, norm_id);

create table temperature_coefficients (
  coefficient_id integer generated always as identity primary key,
  climate_zone smallint not null,
  month date not null check (extract(day from month) = 1),
  coefficient numeric(6, 4) not null check (coefficient > 0),
  is_example boolean not null default false,
  source text not null default '',
  recorded_at timestamptz not null
);
create index temperature_coefficients_in_force
  on temperature_coefficients (climate_zone, month, coefficient_id);

create table key_rates (
  key_rate_id integer generated always as identity primary key,
  valid_from date not null,
  percent numeric(6, 3) not null check (percent >= 0),
  source text not null default '',
  recorded_at timestamptz not null
);
create index key_rates_in_force on key_rates (valid_from, key_rate_id);

-- ---------------------------------------------------------------- facts of one account

-- `recorded_month` is the first month that was open when the row came: if it changes earlier ones,
-- they are recalculated as that month is closed.
create table privileges (
  personal_account_id bigint not null references personal_accounts,
  privilege_id bigint generated always as identity,
  valid_from date not null,
  valid_to date,                       -- the first day that it no longer holds
  share numeric(5, 4) not null check (share > 0 and share <= 1),
  category text not null default '',
  recorded_month date not null,
  recorded_at timestamptz not null,
  register_import_id bigint,
  staff_member_id bigint,
  cancelled_at timestamptz,
  cancelled_month date,
  primary key (personal_account_id, privilege_id),
  check (valid_to is null or valid_to > valid_from)
);
create unique index privileges_once on privileges (personal_account_id, valid_from)
  where cancelled_at is null;

create table account_events (
  personal_account_id bigint not null references personal_accounts,
  account_event_id bigint generated always as identity,
  meter_id bigint,
  kind text not null check (kind in ('fault_reported', 'fault_found', 'removed_for_verification',
    'installed', 'replaced', 'disconnected', 'connected', 'access_refused', 'control_reading',
    'temporary_absence', 'residents', 'heated_area')),
  starts_on date not null,
  ends_on date,                        -- as the paper says it; what it means is the engine's
  value numeric(12, 3),                -- a reading, persons or m², by kind
  document text not null default '',
  recorded_month date not null,
  recorded_at timestamptz not null,
  register_import_id bigint,
  staff_member_id bigint,
  cancelled_at timestamptz,
  cancelled_month date,
  primary key (personal_account_id, account_event_id),
  foreign key (personal_account_id, meter_id) references meters,
  check (ends_on is null or ends_on >= starts_on)
);
create unique index account_events_once
  on account_events (personal_account_id, kind, starts_on, coalesce(meter_id, 0))
  where cancelled_at is null;

-- What the supplier's old system had charged before our books: shown, never recomputed.
create table imported_charges (
  personal_account_id bigint not null references personal_accounts,
  month date not null check (extract(day from month) = 1),
  volume_m3 numeric(12, 3) not null,
  charged_kopecks bigint not null,
  recalculated_kopecks bigint not null,
  penalty_kopecks bigint not null,
  paid_kopecks bigint not null,
  closing_kopecks bigint not null,
  register_import_id bigint not null,
  primary key (personal_account_id, month)
);

-- Payments of the months before our books: they are in the register's balances already.
create table imported_payments (
  personal_account_id bigint not null references personal_accounts,
  operation_key text not null,
  paid_on date not null,
  amount_kopecks bigint not null,
  channel text not null,
  register_import_id bigint not null,
  primary key (personal_account_id, operation_key)
);

-- ---------------------------------------------------------------- the close of a month

create table month_closes (
  close_id integer generated always as identity primary key,
  month date not null check (extract(day from month) = 1),
  state text not null check (state in ('running', 'closed', 'reversed')),
  is_first boolean not null,
  started_at timestamptz not null,     -- the moment that all its rows carry, also after a kill
  closed_at timestamptz,
  totals jsonb not null default '{}',
  actor text not null,
  reversed_at timestamptz,
  reversed_by text,
  reversal_reason text,
  check ((state = 'running') = (closed_at is null)),
  check ((state = 'reversed') = (reversal_reason is not null))
);
create unique index month_closes_once on month_closes (month) where state <> 'reversed';
create unique index month_closes_one_at_a_time on month_closes ((true)) where state = 'running';

-- The work of a close in parts of consecutive accounts. A part is whole or not there.
create table month_close_ranges (
  close_id integer not null references month_closes,
  range_no integer not null,
  first_account_id bigint not null,
  last_account_id bigint not null,
  done_at timestamptz,
  totals jsonb,
  primary key (close_id, range_no)
);

-- A month of an account: the row that residents see and the state that the next close starts from.
-- It counts once its close is closed.
create table account_months (
  close_id integer not null,
  personal_account_id bigint not null,
  month date not null,
  opening_kopecks bigint not null,     -- plus: the subscriber owes
  charged_kopecks bigint not null,
  recalculated_kopecks bigint not null,
  penalty_kopecks bigint not null,
  paid_kopecks bigint not null,        -- plus: money came in; the row adds up with a minus before it
  corrected_kopecks bigint not null,
  closing_kopecks bigint not null,
  closing_penalty_kopecks bigint not null,   -- the part of the closing balance that is penalties
  volume_m3 numeric(12, 3) not null,
  is_estimated boolean not null,
  due_on date not null,
  state json not null,
  primary key (close_id, personal_account_id),
  check (closing_kopecks = opening_kopecks + charged_kopecks + recalculated_kopecks
    + penalty_kopecks + corrected_kopecks - paid_kopecks)
);

create table charge_lines (
  close_id integer not null,
  personal_account_id bigint not null,
  line_no smallint not null,
  kind text not null check (kind in ('charge', 'recalculation')),
  charged_month date not null,         -- whose consumption it is; the close's month for a charge
  method text not null,
  starts_on date not null,
  ends_on date not null,               -- the first day that it no longer holds
  meter_id bigint,
  measured_m3 numeric(12, 3) not null, -- before the coefficient
  coefficient numeric(6, 4) not null,
  volume_m3 numeric(12, 3) not null,
  tariff_id integer not null,
  price_per_m3 numeric(12, 6) not null,
  amount_kopecks bigint not null,
  account_event_id bigint,
  basis json not null,                 -- readings, norms, averages that the volume was made of
  primary key (close_id, personal_account_id, line_no),
  check (ends_on > starts_on)
);

create table penalty_lines (
  close_id integer not null,
  personal_account_id bigint not null,
  line_no smallint not null,
  debt_month date not null,            -- whose debt is late
  due_on date not null,
  total_kopecks bigint not null,       -- of this debt, up to the close
  posted_before_kopecks bigint not null,
  amount_kopecks bigint not null check (amount_kopecks = total_kopecks - posted_before_kopecks),
  basis json not null,                 -- the spans: debt, days, rate, divisor
  primary key (close_id, personal_account_id, line_no)
);

-- ---------------------------------------------------------------- the ledger

-- Plus: the subscriber owes; minus: they have paid or are owed. Nothing is ever edited: a mistake is
-- reversed by an opposite entry. An entry of a close counts once the close is closed.
create table ledger_entries (
  billing_month date not null check (extract(day from billing_month) = 1),
  personal_account_id bigint not null,
  idempotency_key text not null,
  ledger_entry_id bigint generated always as identity (cache 1000),
  kind text not null check (kind in
    ('opening', 'charge', 'recalculation', 'penalty', 'payment', 'correction')),
  is_penalty boolean not null,         -- of the penalties' part; a payment: the payer chose them
  amount_kopecks bigint not null,
  for_month date,                      -- whose charge it is or changes; a payment: that the payer named
  value_date date not null,            -- of a payment: the day on which the citizen paid
  close_id integer,                    -- null: posted by itself
  channel text,                        -- how a payment came
  cause text not null,
  reverses_key text,
  entered_at timestamptz not null,
  primary key (billing_month, personal_account_id, idempotency_key),
  check (kind <> 'penalty' or is_penalty),
  check (kind not in ('charge', 'recalculation') or not is_penalty),
  check ((kind = 'payment') = (channel is not null))
);
-- What is posted by itself comes once, whatever month it falls into.
create unique index ledger_entries_posted on ledger_entries (personal_account_id, idempotency_key)
  where close_id is null;

create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function forbid_change();
create trigger ledger_entries_not_emptied before truncate on ledger_entries
  for each statement execute function forbid_change();
create trigger charge_lines_append_only before update or delete on charge_lines
  for each row execute function forbid_change();
create trigger penalty_lines_append_only before update or delete on penalty_lines
  for each row execute function forbid_change();
create trigger account_months_append_only before update or delete on account_months
  for each row execute function forbid_change();

-- ---------------------------------------------------------------- nothing comes into a shut month

-- The close takes the lock alone as it shuts its month; whoever was writing by then is waited for, and
-- whoever comes later sees the month shut. 40001: the program repeats, and finds the next month.
create function books_lock() returns bigint language sql immutable as 'select 715423::bigint';

create function refuse_shut_month() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(books_lock());
  if exists (select from billing_months b where b.month >= new.billing_month) then
    raise exception 'the month % is shut', new.billing_month using errcode = '40001';
  end if;
  return new;
end $$;
create trigger ledger_entries_open_month before insert on ledger_entries
  for each row when (new.close_id is null) execute function refuse_shut_month();

-- Readings of months before the books were begun keep the months of their dates.
create function refuse_readings_of_shut_months() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(books_lock());
  if exists (select from changed c where exists (select from month_closes m
      where m.month = c.billing_month and m.state <> 'reversed')) then
    raise exception 'the month of a reading is shut' using errcode = '40001';
  end if;
  return null;
end $$;
create trigger meter_readings_open_month_added after insert on meter_readings
  referencing new table as changed
  for each statement execute function refuse_readings_of_shut_months();

create function refuse_changed_readings_of_shut_months() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(books_lock());
  if exists (select from changed c join before b using (personal_account_id, meter_reading_id)
      where c.status <> b.status and exists (select from month_closes m
        where m.month = c.billing_month and m.state <> 'reversed')) then
    raise exception 'the month of a reading is shut' using errcode = '40001';
  end if;
  return null;
end $$;
create trigger meter_readings_open_month_changed after update on meter_readings
  referencing new table as changed old table as before
  for each statement execute function refuse_changed_readings_of_shut_months();

create function refuse_fact_of_shut_month() returns trigger language plpgsql as $$
declare
  -- What is being said now: that something happened, or that it did not.
  said_in date := case when tg_op = 'INSERT' then new.recorded_month else new.cancelled_month end;
begin
  if said_in is null then return new; end if;
  perform pg_advisory_xact_lock_shared(books_lock());
  if exists (select from billing_months b where b.month >= said_in) then
    raise exception 'the month % is shut', said_in using errcode = '40001';
  end if;
  return new;
end $$;
create trigger account_events_open_month before insert or update on account_events
  for each row execute function refuse_fact_of_shut_month();
create trigger privileges_open_month before insert or update on privileges
  for each row execute function refuse_fact_of_shut_month();

-- A close reads what counted in its month, wherever the accounts lie.
create index meter_readings_by_month on meter_readings (billing_month, personal_account_id)
  where status = 'accepted';

-- The imports of the rest of the supplier's old system.
alter table register_imports drop constraint register_imports_kind_check;
alter table register_imports add constraint register_imports_kind_check
  check (kind in ('register', 'readings', 'charges', 'payments', 'events', 'tariffs', 'norms',
    'coefficients', 'key_rates', 'privileges'));
