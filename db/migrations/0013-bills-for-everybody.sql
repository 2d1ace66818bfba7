-- Bills of all accounts after a close, where their PDFs lie, and how each is delivered.

-- The parts of the close once more: in each its bills are frozen, and drawn where that is configured.
create table bill_ranges (
  close_id integer not null references month_closes,
  range_no integer not null,
  first_account_id bigint not null,
  last_account_id bigint not null,
  frozen_at timestamptz,
  bills integer not null default 0,    -- how many this part froze
  drawn_at timestamptz,
  primary key (close_id, range_no)
);

-- A PDF outside of the database is known by its hash, under which it lies there.
drop trigger bills_frozen on bills;
alter table bills add column pdf_store text check (pdf_store in ('database', 'folder', 's3'));
alter table bills add column pdf_bytes integer check (pdf_bytes > 0);
update bills set pdf_store = 'database', pdf_bytes = length(pdf) where pdf is not null;
alter table bills drop constraint bills_check;
alter table bills add constraint bills_pdf_whole check (
  num_nulls(pdf_store, pdf_bytes, pdf_sha256, rendered_at) in (0, 4)
  and (pdf is not null) = (pdf_store is not null and pdf_store = 'database'));

create or replace function freeze_bill() returns trigger language plpgsql as $$
begin
  if old.pdf_sha256 is not null
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

-- How the holder wants the bills: the refusal of the paper one is an act like a consent, with the text
-- that was read; the last act counts while whoever chose it has the account.
create table bill_delivery_choices (
  personal_account_id bigint not null,
  choice_id bigint generated always as identity,
  user_id bigint not null references users,
  way text not null check (way in ('paper', 'email_pdf', 'email_link')),
  text_version text not null,
  text_hash text not null,
  chosen_at timestamptz not null,
  address text not null,
  user_agent text not null,
  primary key (personal_account_id, choice_id)
);
create index bill_delivery_choices_user_id on bill_delivery_choices (user_id);
create trigger bill_delivery_choices_append_only before update or delete on bill_delivery_choices
  for each row execute function forbid_change();
create trigger bill_delivery_choices_not_emptied before truncate on bill_delivery_choices
  for each statement execute function forbid_change();

-- Letters with bills that are still to be queued, some a minute; once queued the letter tells its fate.
create table bill_letters (
  personal_account_id bigint not null,
  close_id integer not null,
  user_id bigint not null references users,
  way text not null check (way in ('email_pdf', 'email_link')),
  asked_at timestamptz not null,
  queued_at timestamptz,
  primary key (personal_account_id, close_id)
);
create index bill_letters_waiting on bill_letters (close_id, personal_account_id)
  where queued_at is null;

-- All bills of a close in the order of their accounts, for whoever draws or writes them all.
create index bills_of_close on bills (close_id, personal_account_id);
