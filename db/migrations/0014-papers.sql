-- Other papers of an account (справки, акты сверки, подтверждения), frozen like bills; and the file of
-- one's own data, made in the background.

-- What a paper says is frozen as it is made, its PDF as it is first drawn. `subject` is what it tells
-- about: a day, a period, a reading's confirmation. A later one of the same subject replaces it, and
-- both stay. Numbers run within an account: nobody learns how many papers others have.
create table papers (
  personal_account_id bigint not null,
  paper_no integer not null check (paper_no >= 1),
  kind text not null check (kind in ('no_debt', 'reconciliation', 'reading', 'month', 'payment')),
  subject text not null,
  holder_since date not null,          -- whose it is: another holder of the account does not see it
  number text not null,
  verify_code text not null,
  template_version text not null,
  facts_sha256 bytea not null check (length(facts_sha256) = 32), -- without number, code and day
  data text not null,                  -- JSON, kept to the letter: it is what was hashed
  sha256 bytea not null check (length(sha256) = 32),
  made_at timestamptz not null,
  pdf bytea,                           -- null until somebody first asks for it
  pdf_sha256 bytea check (length(pdf_sha256) = 32),
  rendered_at timestamptz,
  primary key (personal_account_id, paper_no),
  check ((pdf is null) = (rendered_at is null) and (pdf is null) = (pdf_sha256 is null))
);
create index papers_subject on papers (personal_account_id, kind, subject, paper_no);
-- Not unique, as every unique key of the table leads with its account: a code is 98 bits of chance.
create index papers_verify_code on papers (verify_code);
alter table papers alter column pdf set storage external;

create function freeze_paper() returns trigger language plpgsql as $$
begin
  if old.pdf is not null
    or (new.personal_account_id, new.paper_no, new.kind, new.subject, new.holder_since, new.number,
        new.verify_code, new.template_version, new.facts_sha256, new.data, new.sha256, new.made_at)
      is distinct from
      (old.personal_account_id, old.paper_no, old.kind, old.subject, old.holder_since, old.number,
        old.verify_code, old.template_version, old.facts_sha256, old.data, old.sha256, old.made_at)
  then
    raise exception 'a paper is frozen' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger papers_frozen before update on papers for each row execute function freeze_paper();
create trigger papers_not_deleted before delete on papers
  for each row execute function forbid_change();
create trigger papers_not_emptied before truncate on papers
  for each statement execute function forbid_change();

-- One at a time for a person. Personal data by the heap: it goes when its time is over.
create table data_exports (
  data_export_id bigint generated always as identity primary key,
  user_id bigint not null unique references users,
  asked_at timestamptz not null,
  made_at timestamptz,
  expires_at timestamptz,
  zip bytea,
  check ((made_at is null) = (zip is null) and (made_at is null) = (expires_at is null))
);
create index data_exports_expires_at on data_exports (expires_at);
alter table data_exports alter column zip set storage external;

alter table one_time_tokens drop constraint one_time_tokens_purpose_check;
alter table one_time_tokens add constraint one_time_tokens_purpose_check
  check (purpose in
    ('activation', 'password_reset', 'contact_change', 'staff_invitation', 'data_export'));
