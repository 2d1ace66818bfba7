import type pg from 'pg';
import { Gauge } from 'prom-client';

/** Databases that the metrics of this process tell of. */
const watched = new Set<pg.Pool>();

/** Shows this database in the metrics until the returned function is called. */
export function watchDatabase(pool: pg.Pool): () => void {
  watched.add(pool);
  return () => watched.delete(pool);
}

// The first of these, so that it does not count what the others ask.
new Gauge({
  name: 'ochag_database_connections',
  help: 'Connections of this process, by state: busy, idle; waiting are requests without one',
  labelNames: ['state'],
  collect() {
    this.reset();
    for (const pool of watched) {
      this.inc({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.inc({ state: 'idle' }, pool.idleCount);
      this.inc({ state: 'waiting' }, pool.waitingCount);
    }
  },
});

let turn: Promise<unknown> = Promise.resolve();

/** One question at a time: who looks must not take the connections of those who work. */
function ask(pool: pg.Pool, query: string): Promise<pg.QueryResult> {
  const answer = turn.then(() => pool.query(query));
  turn = answer.catch(() => {});
  return answer;
}

export type DatabaseGauge = {
  name: string;
  help: string;
  labels: readonly string[];
  /** Gives a row per value: the labels, and `value`. */
  query: string;
};

/**
 * A number read from the database when somebody asks, so that a process that hangs cannot hide
 * what grows. Nothing while the database is away: other metrics must be readable then.
 */
export function createDatabaseGauge({ name, help, labels, query }: DatabaseGauge): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    async collect() {
      this.reset();
      // One without labels is reset to 0, which would be a lie: nothing is known yet.
      if (labels.length === 0) this.remove();
      for (const pool of watched) {
        const rows = await ask(pool, query).then(
          (result) => result.rows,
          () => [],
        );
        for (const { value, ...named } of rows) this.inc(named, Number(value));
      }
    },
  });
}

new Gauge({
  name: 'ochag_database_up',
  help: '1 when the database answers this process, else 0',
  async collect() {
    this.reset();
    for (const pool of watched) {
      const isUp = await ask(pool, 'select 1').then(
        () => 1,
        () => 0,
      );
      this.set(isUp);
    }
  },
});

createDatabaseGauge({
  name: 'ochag_backup_age_seconds',
  help: 'Since the last backup by `ochag backup`; absent when there was none',
  labels: [],
  query: `select extract(epoch from now() - (value #>> '{}')::timestamptz) as value
    from settings where name = 'last_backup'`,
});
