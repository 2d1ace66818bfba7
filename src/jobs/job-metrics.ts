import type pg from 'pg';
import { Counter, Gauge, Histogram } from 'prom-client';

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

const queues = new Set<pg.Pool>();

// The queue is read when somebody asks, so that a worker that hangs cannot hide a growing queue.
new Gauge({
  name: 'ochag_jobs_queued',
  help: 'Jobs in the queue, by state: waiting, running, exhausted',
  labelNames: ['task', 'state'],
  async collect() {
    this.reset();
    for (const pool of queues) {
      for (const { task, state, count } of await readQueue(pool)) {
        this.inc({ task, state }, count);
      }
    }
  },
});

type QueueCount = { task: string; state: string; count: number };

/** Nothing while the database is away: the other metrics must still be readable then. */
async function readQueue(pool: pg.Pool): Promise<QueueCount[]> {
  const query = `
    select task_identifier as task, count(*)::int as count,
      case when locked_at is not null then 'running'
           when attempts >= max_attempts then 'exhausted' else 'waiting' end as state
    from graphile_worker.jobs group by 1, 3`;
  return pool.query<QueueCount>(query).then(
    ({ rows }) => rows,
    () => [],
  );
}

/** Shows the queue of this database in the metrics until the returned function is called. */
export function watchQueue(pool: pg.Pool): () => void {
  queues.add(pool);
  return () => queues.delete(pool);
}
