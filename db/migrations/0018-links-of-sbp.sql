-- Links of СБП that the supplier's bank has given each personal account for good (кассовые ссылки):
-- bills print them beside the payment code. A later file replaces, undoing it brings back.
create table sbp_links (
  personal_account_id bigint not null references personal_accounts,
  sbp_link_id bigint generated always as identity,
  link text not null,
  recorded_at timestamptz not null,
  register_import_id bigint not null,
  cancelled_at timestamptz,
  cancelled_by_import_id bigint,
  primary key (personal_account_id, sbp_link_id)
);
create unique index sbp_links_once on sbp_links (personal_account_id) where cancelled_at is null;
create unique index sbp_links_of_one on sbp_links (link) where cancelled_at is null;
create index sbp_links_import on sbp_links (register_import_id);

alter table register_imports drop constraint register_imports_kind_check;
alter table register_imports add constraint register_imports_kind_check
  check (kind in ('register', 'readings', 'charges', 'payments', 'events', 'tariffs', 'norms',
    'coefficients', 'key_rates', 'privileges', 'sbp_links'));
