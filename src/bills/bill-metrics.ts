import { Counter } from 'prom-client';
import { createDatabaseGauge } from '#src/db/database-gauge.ts';

export const billsFrozen = new Counter({
  name: 'ochag_bills_frozen_total',
  help: 'Bills that this process froze after closes',
});

export const billsDrawn = new Counter({
  name: 'ochag_bills_drawn_total',
  help: 'PDFs of bills that this process drew ahead',
});

export const billsUnmade = new Counter({
  name: 'ochag_bills_unmade_total',
  help: 'Bills that could not be frozen or drawn; the log names the account',
});

createDatabaseGauge({
  name: 'ochag_bill_ranges',
  help: 'Parts of the last closed month, by what is done with their bills: waiting, frozen, drawn',
  labels: ['state'],
  query: `select case when drawn_at is not null then 'drawn'
      when frozen_at is not null then 'frozen' else 'waiting' end as state, count(*) as value
    from bill_ranges where close_id = (select max(close_id) from bill_ranges) group by 1`,
});

createDatabaseGauge({
  name: 'ochag_bill_letters_waiting',
  help: 'Letters with bills that are still to be queued',
  labels: [],
  query: 'select count(*) as value from bill_letters where queued_at is null',
});
