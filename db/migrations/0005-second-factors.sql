-- Second factors of residents and of staff. An owner is a user or a member of staff, hence no
-- foreign keys: nobody of either kind is ever deleted while factors remain.

create table totp_secrets (
  owner_kind text not null check (owner_kind in ('user', 'staff')),
  owner_id bigint not null,
  sealed_secret bytea not null,        -- AES-256-GCM by a key that the database does not hold
  last_used_step bigint not null,      -- of 30 seconds: a code works once
  created_at timestamptz not null,
  primary key (owner_kind, owner_id)
);

create table passkeys (
  passkey_id bigint generated always as identity primary key,
  owner_kind text not null check (owner_kind in ('user', 'staff')),
  owner_id bigint not null,
  credential_id text not null unique,  -- base64url, as the authenticator named it
  public_key bytea not null,
  counter bigint not null,
  transports text not null default '', -- separated by commas
  name text not null check (name <> ''),
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_owner on passkeys (owner_kind, owner_id);

-- A used code is a row that is gone.
create table recovery_codes (
  owner_kind text not null check (owner_kind in ('user', 'staff')),
  owner_id bigint not null,
  code_hash bytea not null,
  created_at timestamptz not null,
  primary key (owner_kind, owner_id, code_hash)
);

-- What an authenticator was asked to sign: for minutes, once.
create table passkey_challenges (
  challenge_hash bytea primary key,
  owner_kind text not null check (owner_kind in ('user', 'staff')),
  owner_id bigint not null,
  purpose text not null check (purpose in ('add', 'sign_in')),
  expires_at timestamptz not null
);
create index passkey_challenges_expires_at on passkey_challenges (expires_at);

-- Between the password and the second factor. Not a session: nothing but the next step opens.
create table pending_sign_ins (
  token_hash bytea primary key,
  owner_kind text not null check (owner_kind in ('user', 'staff')),
  owner_id bigint not null,
  remembered boolean not null,
  next_address text not null default '',
  held_form text not null default '',  -- sent on after the sign-in; signed for its visitor
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index pending_sign_ins_owner on pending_sign_ins (owner_kind, owner_id);
create index pending_sign_ins_expires_at on pending_sign_ins (expires_at);

alter table one_time_tokens drop constraint one_time_tokens_purpose_check;
alter table one_time_tokens add constraint one_time_tokens_purpose_check
  check (purpose in
    ('activation', 'password_reset', 'contact_change', 'staff_invitation'));
