-- Books of gateways compared with ours, and чеки that a gateway has refused (docs/decisions/0027).

-- When the books of a day were compared with those of a gateway, and whether all of it could be: one
-- that was silent is asked again.
create table book_comparisons (
  source text not null,
  day date not null,
  is_complete boolean not null,
  our_count integer not null,
  our_kopecks bigint not null,
  their_count integer not null,
  their_kopecks bigint not null,
  compared_at timestamptz not null,
  primary key (source, day)
);

create index payments_begun on payments (created_at) where channel = 'gateway';

create index payment_refunds_by_day on payment_refunds (refunded_on) where refunded_on is not null;

-- A чек that was refused is registered anew, under a key of its own, so often as pauses allow; then
-- people see to it.
alter table fiscal_receipts
  add column repeats integer not null default 0,   -- чеки sent after the first, which goes with its payment
  add column repeat_key text,                      -- of the one that is being sent; null: none is
  add column repeat_request text,                  -- to the letter: the same key takes the same body alone
  add column told text,                            -- why it was refused, in the gateway's own word
  add column handed_over_at timestamptz,           -- since when it waits for people
  add column closed_at timestamptz,                -- they have seen to it
  add check (closed_at is null or handed_over_at is not null);
create index fiscal_receipts_of_people on fiscal_receipts (handed_over_at)
  where handed_over_at is not null and closed_at is null;
