import { Counter } from 'prom-client';
import { createDatabaseGauge } from '#src/db/database-gauge.ts';

export const lettersTried = new Counter({
  name: 'ochag_letters_total',
  help: 'Tries to send a letter, by outcome: sent, failed (never again), queued (will be repeated)',
  labelNames: ['kind', 'outcome'],
});

createDatabaseGauge({
  name: 'ochag_letters',
  help: 'Letters that nobody has got, by state: queued (to be sent), failed (given up)',
  labels: ['state'],
  query: `select state, count(letters.state) as value
    from unnest(array['queued', 'failed']) as state
    left join letters using (state) group by 1`,
});

createDatabaseGauge({
  name: 'ochag_letters_oldest_seconds',
  help: 'Age of the letter that has waited longest; 0 when none waits',
  labels: [],
  query: `select coalesce(greatest(0, extract(epoch from now() - min(created_at))), 0) as value
    from letters where state = 'queued'`,
});
