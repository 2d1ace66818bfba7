import { createDatabaseGauge } from '#src/db/database-gauge.ts';

/** What waits for the supplier's staff; each row of a queue is a resident who waits for an answer. */
const queues = {
  linking_requests: 'linking_requests',
  reading_cases: 'reading_cases',
} as const;

const perQueue = (value: string): string =>
  Object.entries(queues)
    .map(
      ([name, table]) =>
        `select '${name}' as queue, ${value} as value from ${table} where state = 'open'`,
    )
    .join(' union all ');

createDatabaseGauge({
  name: 'ochag_desk_open',
  help: 'Cases that wait for staff, by queue',
  labels: ['queue'],
  query: perQueue('count(*)'),
});

createDatabaseGauge({
  name: 'ochag_desk_oldest_seconds',
  help: 'Age of the case that has waited longest, by queue; 0 when none waits',
  labels: ['queue'],
  query: perQueue(`coalesce(greatest(0, extract(epoch from now() - min(created_at))), 0)`),
});
