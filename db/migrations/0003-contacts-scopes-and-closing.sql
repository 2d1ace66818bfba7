-- Contacts that change by a letter, tokens of programs that may do less than their owner, and
-- cabinets that are closed by withdrawing the consent.

alter table one_time_tokens drop constraint one_time_tokens_purpose_check;
alter table one_time_tokens add constraint one_time_tokens_purpose_check
  check (purpose in ('activation', 'password_reset', 'contact_change'));

-- Asked for, not confirmed yet. A newer wish of the same kind replaces the older one, and with it
-- the older letter's link.
create table contact_changes (
  contact_change_id bigint generated always as identity primary key,
  user_id bigint not null references users,
  kind text not null check (kind in ('email', 'phone')),
  new_value text not null,             -- as it will stand in users: typed e-mail, E.164 phone
  created_at timestamptz not null,
  expires_at timestamptz not null,
  unique (user_id, kind)
);
create index contact_changes_expires_at on contact_changes (expires_at);

-- The tokens made before could do everything; they keep it.
alter table api_tokens add column scopes text[] not null default '{read,readings:write}'
  check (cardinality(scopes) > 0);
alter table api_tokens alter column scopes drop default;

-- The row of a closed cabinet holds nothing of the person: it is what the kept consents, readings
-- and audit entries refer to.
alter table users add column closed_at timestamptz;
