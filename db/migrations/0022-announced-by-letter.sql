-- The letter that told of a charge: what was not sent in time is not charged (docs/decisions/0031).
-- Without a reference, as 0002 says of accounts' tables: a letter that is gone has told nobody.
alter table autopay_runs add column letter_id bigint;

-- Those announced before know theirs by what it carries.
update autopay_runs run set letter_id = l.letter_id
from letters l
where run.state = 'announced' and l.kind = 'autopay_announced'
  and (l.data ->> 'personalAccountId')::bigint = run.personal_account_id
  and (l.data ->> 'ruleId')::bigint = run.autopay_rule_id
  and (l.data ->> 'month')::date = run.month;
