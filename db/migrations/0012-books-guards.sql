-- What the program never does to the books, the database does not do either.

-- Triggers of each row do not see `truncate`.
create trigger charge_lines_not_emptied before truncate on charge_lines
  for each statement execute function forbid_change();
create trigger penalty_lines_not_emptied before truncate on penalty_lines
  for each statement execute function forbid_change();
create trigger account_months_not_emptied before truncate on account_months
  for each statement execute function forbid_change();

-- A close is running, then closed once all its parts are there, then perhaps reversed, and whatever
-- else it says stays as it was said: months, lines and bills name it.
create function guard_month_close() returns trigger language plpgsql as $$
begin
  if (new.close_id, new.month, new.is_first, new.started_at, new.actor)
    is distinct from (old.close_id, old.month, old.is_first, old.started_at, old.actor)
  then
    raise exception 'a close of a month is what it was begun as'
      using errcode = 'integrity_constraint_violation';
  end if;
  if old.state = 'running' and new.state = 'closed'
    and new.reversed_at is null and new.reversed_by is null
  then
    if exists (select from month_close_ranges r
      where r.close_id = new.close_id and r.done_at is null)
    then
      raise exception 'a part of the close is not done yet'
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.state = 'closed' and new.state = 'reversed'
    and new.reversed_at is not null and new.reversed_by is not null
    and (new.closed_at, new.totals) is not distinct from (old.closed_at, old.totals)
  then
    return new;
  end if;
  raise exception 'a close of a month cannot go from % to %', old.state, new.state
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger month_closes_transition before update on month_closes
  for each row execute function guard_month_close();
create trigger month_closes_not_deleted before delete on month_closes
  for each row execute function forbid_change();
create trigger month_closes_not_emptied before truncate on month_closes
  for each statement execute function forbid_change();

-- ---------------------------------------------------------------- a register that tells of closed months

-- A register describes a day and has days of its own in it (a removal, a seal, a closing). Where one of
-- them lies in a month that is closed, the account is charged again from that month on, as the month
-- `recorded_month` is closed: just so as for an event that came late.
create table register_late_changes (
  personal_account_id bigint not null references personal_accounts,
  register_import_id bigint not null,
  since date not null,                 -- the first day that was charged otherwise
  recorded_month date not null,        -- the first month that was open when it came
  recorded_at timestamptz not null,
  primary key (personal_account_id, register_import_id)
);
create index register_late_changes_recorded
  on register_late_changes (recorded_month, personal_account_id);
create index register_late_changes_import on register_late_changes (register_import_id);

create function refuse_late_change_of_shut_month() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(books_lock());
  if exists (select from billing_months b where b.month >= new.recorded_month) then
    raise exception 'the month % is shut', new.recorded_month using errcode = '40001';
  end if;
  return new;
end $$;
create trigger register_late_changes_open_month before insert on register_late_changes
  for each row execute function refuse_late_change_of_shut_month();

-- ---------------------------------------------------------------- the desk moves meters, as imports do

-- A state of a meter is ended by an import, or by an event that was recorded or taken back at the desk.
alter table meter_revisions alter column ended_by_import_id drop not null;
alter table meter_revisions add column ended_by_event_id bigint;
alter table meter_revisions add constraint meter_revisions_ended_by_one
  check ((ended_by_import_id is null) <> (ended_by_event_id is null));
