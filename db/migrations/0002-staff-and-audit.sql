-- Staff of the supplier, and the record of who did and saw what.

create table staff_members (
  staff_member_id bigint generated always as identity primary key,
  email text not null,
  email_key text not null unique check (email_key = lower(email_key)),
  name text not null check (name <> ''),
  role text not null check (role in ('operator', 'accountant', 'administrator', 'auditor')),
  password_hash text not null,
  is_demo boolean not null default false,
  created_at timestamptz not null,
  disabled_at timestamptz              -- nobody is deleted: the audit names them
);

-- A row exists only for who has passed the second factor as well.
create table staff_sessions (
  staff_session_id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  staff_member_id bigint not null references staff_members,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null default '',
  address text not null default ''
);
create index staff_sessions_staff_member_id on staff_sessions (staff_member_id);
create index staff_sessions_expires_at on staff_sessions (expires_at);

-- Append-only. Ids and codes; never what was typed, never a token. The account and the person
-- whose data it was about are found by their columns.
create table audit_entries (
  audit_entry_id bigint generated always as identity primary key,
  happened_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('resident', 'staff', 'bank', 'system')),
  actor_id bigint,                     -- user_id or staff_member_id, by kind
  actor_name text not null default '', -- as it was then: of staff, the bank's agent, the product's reason
  action text not null,                -- such as look_at_account, accept_linking
  personal_account_id bigint,
  user_id bigint,                      -- whose data, where it is a person's
  subject text not null default '',    -- such as linking_request:12
  reason text not null default '',
  request_id text not null default '',
  details jsonb not null default '{}'
);
create index audit_entries_account on audit_entries (personal_account_id, audit_entry_id)
  where personal_account_id is not null;
create index audit_entries_user on audit_entries (user_id, audit_entry_id) where user_id is not null;
create index audit_entries_actor on audit_entries (actor_kind, actor_id, audit_entry_id);
create index audit_entries_happened_at on audit_entries (happened_at);
create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function forbid_change();
create trigger audit_entries_not_emptied before truncate on audit_entries
  for each statement execute function forbid_change();
