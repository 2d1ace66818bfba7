-- What an import has brought can be taken back: each of its rows names it.
--
-- Rates are read by everybody and few; an import of them is undone while no month was closed with it.
alter table tariffs add column register_import_id bigint;
alter table norms add column register_import_id bigint;
alter table temperature_coefficients add column register_import_id bigint;
alter table key_rates add column register_import_id bigint;

-- A fact that a later file changed is cancelled and told anew; undoing that file brings it back.
alter table privileges add column cancelled_by_import_id bigint;
alter table account_events add column cancelled_by_import_id bigint;

create index privileges_import on privileges (register_import_id);
create index account_events_import on account_events (register_import_id);
create index imported_charges_import on imported_charges (register_import_id);
create index imported_payments_import on imported_payments (register_import_id);

-- An operation comes once, whichever account it names the second time.
create index imported_payments_operation on imported_payments (operation_key);
-- Two spaces part what an operation is from how often it was taken back and came again.
create index ledger_entries_operation on ledger_entries (split_part(idempotency_key, '  ', 1))
  where close_id is null and kind = 'payment';
