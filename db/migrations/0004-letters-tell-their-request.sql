-- The request that queued a letter, as its line in the log names it; empty: no request did.
alter table letters add column request_id text not null default '';
