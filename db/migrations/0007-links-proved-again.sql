-- A former resident who proves an account again keeps the link, so the link alone does not tell what
-- it rests on. Null: proved once, when it was linked.
alter table personal_account_links add column proved_again_at timestamptz;
