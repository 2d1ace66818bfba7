-- A bill whose letter came back is printed after all.
alter table bill_letters
  add column letter_id bigint,                             -- whose fate tells; letters are not kept for ever
  add column print_run integer check (print_run > 0);      -- in which run for the print house it was
create index bill_letters_printed on bill_letters (close_id, print_run) where print_run is not null;
