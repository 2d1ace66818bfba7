-- A question about a reading is its author's: two people of a household ask two, and whoever moves
-- in does not join what the one before had asked.
drop index reading_cases_open;
create unique index reading_cases_open
  on reading_cases (personal_account_id, meter_id, kind, user_id) where state = 'open';
