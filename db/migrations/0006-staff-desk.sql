-- The desk of staff: search, second-person approval, decisions on what residents sent.

-- ---------------------------------------------------------------- search

-- Trusted since PostgreSQL 13: the owner of the database may create it.
create extension if not exists pg_trgm;

-- One small alphabet for both keyboards: case, ё and й go, letters of one shape are one letter, signs
-- become spaces. Plain Latin, since pg_trgm sees no other letters in a database of the C locale. The
-- list is searched from its beginning for each sign of the text, so what is frequent stands first. Bodies of
-- the standard's form are bound to what they call: a restored dump finds it whatever its search_path.
create function search_fold(given text) returns text
language sql immutable strict parallel safe return
  translate(given,
    ' оаеинтсрвлкмдупягыбзчйхжшюцщэфё.,0123456789АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЭЮЯ;:-/()"«»№_+*|&!<>ABCDEFGHIJKLMNOPQRSTUVWXYZъьЪЬ''’\',
    ' oaeihtcpblkmdynsgivzqixjwruwefe  0123456789avbgdeejziiklmhonpctyfxuqwwiers                  abcdefghijklmnopqrstuvwxyz');

create function search_words(given text) returns text[]
language sql immutable strict parallel safe return
  array_remove(string_to_array(search_fold(given), ' '), '');

-- A serial number, however it is written.
create function search_code(given text) returns text
language sql immutable strict parallel safe return
  replace(search_fold(given), ' ', '');

create function personal_account_words(
  last_name text, first_name text, middle_name text, address text) returns tsvector
language sql immutable strict parallel safe return
  array_to_tsvector(
    search_words(last_name || ' ' || first_name || ' ' || middle_name || ' ' || address));

-- Made once, as the row is written: the index and the vocabulary both take it from here.
alter table personal_accounts add column words tsvector generated always as
  (personal_account_words(holder_last_name, holder_first_name, holder_middle_name, address)) stored;
create index personal_accounts_words on personal_accounts using gin (words);
create index meters_serial_number on meters (search_code(serial_number));

-- Every word that stands in a name or an address: some tens of thousands for a million accounts, so
-- a typo is looked for among the words and not among the accounts. Words are never taken out.
create table search_vocabulary (word text primary key check (word ~ '^[a-z]{2}'));
create index search_vocabulary_trigrams on search_vocabulary using gin (word gin_trgm_ops);

create function learn_search_words() returns trigger language plpgsql as $$
begin
  -- In order, so that two who learn the same words wait for each other and never in a ring.
  insert into search_vocabulary (word)
  select distinct spelled.word from changed a, unnest(tsvector_to_array(a.words)) as spelled (word)
  where spelled.word ~ '^[a-z]{2}'
    and not exists (select from search_vocabulary known where known.word = spelled.word)
  order by spelled.word
  on conflict do nothing;
  return null;
end $$;
create trigger personal_accounts_added_words after insert on personal_accounts
  referencing new table as changed for each statement execute function learn_search_words();
create trigger personal_accounts_changed_words after update on personal_accounts
  referencing new table as changed for each statement execute function learn_search_words();

insert into search_vocabulary (word)
select distinct word from personal_accounts a, unnest(tsvector_to_array(a.words)) word
where word ~ '^[a-z]{2}' order by word on conflict do nothing;

-- ---------------------------------------------------------------- readings entered and decided by staff

-- Who of the staff brought the reading in; user_id stays empty unless it is a resident's own.
alter table meter_readings add column staff_member_id bigint references staff_members;

-- An improbable reading counts at once, since the resident said that it is right; staff look at it
-- afterwards. No row: nobody has looked yet.
create table reading_reviews (
  personal_account_id bigint not null,
  meter_reading_id bigint not null,
  outcome text not null check (outcome in ('confirmed', 'voided')),
  reason text not null check (reason <> ''),
  decided_by bigint not null references staff_members,
  decided_at timestamptz not null,
  primary key (personal_account_id, meter_reading_id),
  foreign key (personal_account_id, meter_reading_id) references meter_readings
);
create index meter_readings_improbable on meter_readings (meter_reading_id)
  where is_confirmed_improbable;

alter table reading_cases add column decided_by bigint references staff_members;
create index reading_cases_waiting on reading_cases (created_at) where state = 'open';
alter table linking_requests add column decided_by bigint references staff_members;
create index linking_requests_waiting on linking_requests (created_at) where state = 'open';
create index linking_requests_account_number on linking_requests (account_number);

-- A letter that failed for good, and that staff will not try again.
alter table letters add column closed_at timestamptz;
alter table letters add column closed_reason text;
create index letters_failed on letters (letter_id) where state = 'failed' and closed_at is null;

-- ---------------------------------------------------------------- what takes two

create table approvals (
  approval_id bigint generated always as identity primary key,
  kind text not null,                  -- a key of the registry of kinds
  payload jsonb not null,              -- ids and codes: what is done once it is approved
  payload_sha256 text not null,
  personal_account_id bigint,          -- whose account it is about
  reason text not null check (reason <> ''),
  proposed_by bigint not null references staff_members,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'proposed'
    check (state in ('proposed', 'approved', 'refused', 'expired')),
  decided_by bigint references staff_members,
  decided_at timestamptz,
  decision_reason text,
  -- Never one person alone, whatever the program believes.
  check (decided_by is null or decided_by <> proposed_by),
  check ((state in ('approved', 'refused')) = (decided_by is not null)),
  check ((state = 'proposed') = (decided_at is null)),
  check (expires_at > proposed_at)
);
-- The same thing is proposed once.
create unique index approvals_proposed on approvals (kind, payload_sha256) where state = 'proposed';
create index approvals_account on approvals (personal_account_id, approval_id)
  where personal_account_id is not null;

-- What was proposed is what is approved; a decision is the last word.
create function guard_approval() returns trigger language plpgsql as $$
begin
  if old.state <> 'proposed' then
    raise exception 'approval % is decided', old.approval_id
      using errcode = 'integrity_constraint_violation';
  end if;
  if row(new.kind, new.payload, new.payload_sha256, new.personal_account_id, new.reason,
      new.proposed_by, new.proposed_at, new.expires_at)
    is distinct from row(old.kind, old.payload, old.payload_sha256, old.personal_account_id,
      old.reason, old.proposed_by, old.proposed_at, old.expires_at) then
    raise exception 'approval % must stay as it was proposed', old.approval_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger approvals_guarded before update on approvals
  for each row execute function guard_approval();
create trigger approvals_not_deleted before delete on approvals
  for each row execute function forbid_change();
create trigger approvals_not_emptied before truncate on approvals
  for each statement execute function forbid_change();

-- ---------------------------------------------------------------- the record

create index audit_entries_action on audit_entries (action, audit_entry_id);
