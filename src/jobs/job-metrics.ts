import { Counter, Gauge, Histogram } from 'prom-client';
import { createDatabaseGauge } from '#src/db/database-gauge.ts';

export const jobsDone = new Counter({
  name: 'ochag_jobs_total',
  help: 'Jobs that ran, by outcome: done, retry (will be tried again), exhausted (left for people)',
  labelNames: ['task', 'outcome'],
});

export const jobSeconds = new Histogram({
  name: 'ochag_job_seconds',
  help: 'Time that jobs took',
  labelNames: ['task'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
});

export const recurringRuns = new Counter({
  name: 'ochag_recurring_runs_total',
  help: 'Runs of recurring work, by outcome: done, failed, elsewhere (another worker has it)',
  labelNames: ['name', 'outcome'],
});

export const recurringDoneAt = new Gauge({
  name: 'ochag_recurring_done_timestamp_seconds',
  help: 'When recurring work was last done by this process',
  labelNames: ['name'],
});

createDatabaseGauge({
  name: 'ochag_jobs_queued',
  help: 'Jobs in the queue, by state: waiting, running, exhausted',
  labels: ['task', 'state'],
  query: `select task_identifier as task, count(*) as value,
      case when locked_at is not null then 'running'
           when attempts >= max_attempts then 'exhausted' else 'waiting' end as state
    from graphile_worker.jobs group by 1, 3`,
});

createDatabaseGauge({
  name: 'ochag_jobs_oldest_seconds',
  help: 'For how long the job that is due longest waits for a worker; absent when none waits',
  labels: ['task'],
  query: `select task_identifier as task, extract(epoch from now() - min(run_at)) as value
    from graphile_worker.jobs
    where locked_at is null and attempts < max_attempts and run_at <= now() group by 1`,
});
