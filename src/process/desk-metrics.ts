import { createDatabaseGauge } from '#src/db/database-gauge.ts';

/** What waits for the supplier's staff: which rows of which table wait, and since when. */
const queues = {
  linking_requests: { from: "linking_requests where state = 'open'", since: 'created_at' },
  reading_cases: { from: "reading_cases where state = 'open'", since: 'created_at' },
  improbable_readings: {
    from: `meter_readings r where is_confirmed_improbable and status = 'accepted' and not exists (
      select from reading_reviews w where w.personal_account_id = r.personal_account_id
        and w.meter_reading_id = r.meter_reading_id)`,
    since: 'received_at',
  },
  failed_letters: {
    from: "letters where state = 'failed' and closed_at is null",
    since: 'created_at',
  },
  fiscal_receipts: {
    from: `fiscal_receipts where handed_over_at is not null and closed_at is null
      and state = 'canceled'`,
    since: 'handed_over_at',
  },
  approvals: { from: "approvals where state = 'proposed'", since: 'proposed_at' },
} as const;

const perQueue = (value: (since: string) => string): string =>
  Object.entries(queues)
    .map(
      ([name, { from, since }]) =>
        `select '${name}' as queue, ${value(since)} as value from ${from}`,
    )
    .join(' union all ');

createDatabaseGauge({
  name: 'ochag_desk_open',
  help: 'Cases that wait for staff, by queue',
  labels: ['queue'],
  query: perQueue(() => 'count(*)'),
});

createDatabaseGauge({
  name: 'ochag_desk_oldest_seconds',
  help: 'Age of the case that has waited longest, by queue; 0 when none waits',
  labels: ['queue'],
  query: perQueue((since) => `coalesce(greatest(0, extract(epoch from now() - min(${since}))), 0)`),
});
