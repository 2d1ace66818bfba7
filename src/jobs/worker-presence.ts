import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';

/** First keys of our advisory locks; the second one is a hash of a name. Any numbers of our own. */
const LOCK_CLASS = { worker: 390_104_201, recurring: 390_104_202 } as const;
type LockClass = keyof typeof LOCK_CLASS;

/**
 * A job taken less than this long ago is never taken away: its worker may be announcing itself, or
 * coming back after the database was restarted.
 */
const GRACE_SECONDS = 30;

export type Presence = {
  announce(workerId: string): Promise<void>;
  withdraw(workerId: string): Promise<void>;
  /** Runs `work` unless another worker is at it; false when it is. */
  alone(name: string, work: () => Promise<void>): Promise<boolean>;
  /** Gives back the jobs of workers that died; the queue by itself waits four hours. */
  releaseJobsOfTheDead(): Promise<void>;
  close(): Promise<void>;
};

type PresenceOptions = {
  pool: pg.Pool;
  log: FastifyBaseLogger;
  /** The connection broke, and the database perhaps with it. */
  onLost: () => void;
};

/**
 * Who is alive, told by advisory locks on one connection of the worker's own: the locks of a
 * killed process vanish with its connection, whatever killed it. It must be a session of
 * PostgreSQL itself: behind PgBouncer give the worker a direct address.
 */
export function openPresence({ pool, log, onLost }: PresenceOptions): Presence {
  const announced = new Set<string>();
  let client: pg.Client | null = null;
  let isClosed = false;
  let tail: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<pg.Client> {
    if (isClosed) throw new Error('The worker has stopped');
    const fresh = new pg.Client(pool.options);
    const forget = () => {
      if (client !== fresh) return;
      client = null;
      if (!isClosed) onLost();
    };
    fresh.on('error', forget);
    fresh.on('end', forget);
    await fresh.connect();
    for (const workerId of announced) await lock(fresh, 'worker', workerId);
    client = fresh;
    return fresh;
  }

  /** One question at a time: a connection of pg answers no more. */
  function ask<T>(question: (on: pg.Client) => Promise<T>): Promise<T> {
    const answer = tail.then(async () => question(client ?? (await connect())));
    tail = answer.catch(() => {});
    return answer;
  }

  return {
    async announce(workerId) {
      announced.add(workerId);
      await ask((on) => lock(on, 'worker', workerId));
    },
    async withdraw(workerId) {
      announced.delete(workerId);
      // Stopping: a connection that is gone has let the lock go with it.
      if (client) await ask((on) => unlock(on, 'worker', workerId)).catch(() => {});
    },
    async alone(name, work) {
      const isOurs = await ask((on) => lock(on, 'recurring', name));
      if (!isOurs) return false;
      try {
        await work();
      } finally {
        // A connection that broke meanwhile has let the lock go already.
        await ask((on) => unlock(on, 'recurring', name)).catch(() => {});
      }
      return true;
    },
    async releaseJobsOfTheDead() {
      const dead = await ask(findDeadWorkers);
      if (dead.length === 0) return;
      log.warn({ workers: dead }, 'jobs of workers that died are given back');
      await ask((on) => on.query('select graphile_worker.force_unlock_workers($1)', [dead]));
    },
    async close() {
      isClosed = true;
      // A database that hangs must not hold up the end; the locks go with the connection anyway.
      await Promise.race([client?.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
    },
  };
}

async function lock(on: pg.Client, kind: LockClass, name: string): Promise<boolean> {
  const { rows } = await on.query('select pg_try_advisory_lock($1, hashtext($2)) as got', [
    LOCK_CLASS[kind],
    name,
  ]);
  return rows[0].got;
}

async function unlock(on: pg.Client, kind: LockClass, name: string): Promise<void> {
  await on.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS[kind], name]);
}

/** The queue's own times are PostgreSQL's: no rule of ours looks at them. */
async function findDeadWorkers(on: pg.Client): Promise<string[]> {
  const { rows } = await on.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker.jobs as job
     where locked_at < now() - make_interval(secs => $2) and not exists (
       select from pg_locks
       where locktype = 'advisory' and granted and objsubid = 2 and classid = $1::bigint::oid
         and database = (select oid from pg_database where datname = current_database())
         and objid = (hashtext(job.locked_by)::bigint & 4294967295)::oid)`,
    [LOCK_CLASS.worker, GRACE_SECONDS],
  );
  return rows.map((row) => row.locked_by);
}
