-- Bills (квитанции): what a paper says is frozen as it is made, and its PDF as it is first drawn.

-- A version for each close of the month: a month that was reopened and closed again has a new one
-- beside the old, and both are kept.
create table bills (
  personal_account_id bigint not null,
  month date not null check (extract(day from month) = 1),
  version smallint not null check (version >= 1),
  close_id integer not null,
  number text not null,
  verify_code text not null,
  template_version text not null,
  data text not null,                  -- JSON, kept to the letter: it is what was hashed
  sha256 bytea not null check (length(sha256) = 32),
  made_at timestamptz not null,
  pdf bytea,                           -- null until somebody first asks for it
  pdf_sha256 bytea check (length(pdf_sha256) = 32),
  rendered_at timestamptz,
  primary key (personal_account_id, month, version),
  unique (personal_account_id, close_id),
  check ((pdf is null) = (rendered_at is null) and (pdf is null) = (pdf_sha256 is null))
);
-- Not unique, as every unique key of the table leads with its account: a code is 98 bits of chance.
create index bills_verify_code on bills (verify_code);

-- Compressed already.
alter table bills alter column pdf set storage external;

-- The only thing that ever comes to a bill is its PDF, once.
create function freeze_bill() returns trigger language plpgsql as $$
begin
  if old.pdf is not null
    or (new.personal_account_id, new.month, new.version, new.close_id, new.number, new.verify_code,
        new.template_version, new.data, new.sha256, new.made_at)
      is distinct from
      (old.personal_account_id, old.month, old.version, old.close_id, old.number, old.verify_code,
        old.template_version, old.data, old.sha256, old.made_at)
  then
    raise exception 'a bill is frozen' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger bills_frozen before update on bills for each row execute function freeze_bill();
create trigger bills_not_deleted before delete on bills
  for each row execute function forbid_change();
create trigger bills_not_emptied before truncate on bills
  for each statement execute function forbid_change();
