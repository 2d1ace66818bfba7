import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { Logger, type Runner, run, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { watchDatabase } from '#src/db/database-gauge.ts';
import { errorForLog } from './error-for-log.ts';
import { type Recurring, startRecurring } from './recurring.ts';
import { observeTask, type Tasks } from './task.ts';
import { openPresence, type Presence } from './worker-presence.ts';

export type WorkerOptions = {
  /** Of PostgreSQL itself, not of PgBouncer: the worker listens and holds session locks. */
  pool: pg.Pool;
  log: FastifyBaseLogger;
  tasks: Tasks;
  recurring?: readonly Recurring[];
  /** Jobs at once. */
  concurrency?: number;
};

export type Worker = { stop(): Promise<void> };

/** Running jobs are asked to give up a little before they are left, so that they can clean up. */
const ABORT_AFTER_MS = 8_000;
const STOP_AFTER_MS = 10_000;
/** Only for retries: a new job is announced by NOTIFY and starts in milliseconds. */
const POLL_INTERVAL_MS = 1_000;
const MAX_RESTART_PAUSE_MS = 15_000;
/** Much shorter than the grace of a job's lock, so that a reconnect comes first. */
const PRESENCE_SECONDS = 10;

/**
 * Runs jobs and recurring work until stopped, through any absence of the database.
 * @throws when the queue cannot be reached at the start.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, recurring = [] } = options;
  const log = options.log.child({ part: 'worker' });
  // A database that died may have given us jobs in an answer that never came: they would wait for
  // us as long as we live. The next runner has another name, and theirs are given back.
  const onLost = () => void runner?.stop().catch(() => {});
  const presence = openPresence({ pool, log, onLost });
  const stopping = new AbortController();
  const launch = () => launchRunner({ ...options, log }, presence);
  let runner: Runner | undefined;
  runner = await launch().catch(async (error) => {
    await presence.close();
    throw error;
  });

  async function supervise(): Promise<void> {
    for (let failures = 0; ; ) {
      // The queue's runner gives up when it could not save a job's outcome.
      await runner?.promise.catch(() => {});
      while (!stopping.signal.aborted) {
        const pause = Math.min(500 * 2 ** failures, MAX_RESTART_PAUSE_MS);
        log.error({ pause }, 'the queue was lost, starting again');
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
        try {
          runner = await launch();
          failures = 0;
          if (stopping.signal.aborted) await runner.stop();
          break;
        } catch (error) {
          failures += 1;
          log.error({ err: errorForLog(error) }, 'the queue cannot be reached');
        }
      }
      if (stopping.signal.aborted) return;
    }
  }

  const supervision = supervise();
  const keepPresence: Recurring = {
    name: 'worker-presence',
    everySeconds: PRESENCE_SECONDS,
    run: presence.releaseJobsOfTheDead,
  };
  const loops = [
    startRecurring({ recurring: [keepPresence], presence: everyone(presence), log }),
    startRecurring({ recurring, presence, log }),
  ];
  const unwatchDatabase = watchDatabase(pool);

  return {
    async stop() {
      stopping.abort();
      unwatchDatabase();
      const finished = Promise.all([
        runner?.stop().catch(() => {}),
        supervision,
        ...loops.map((loop) => loop.stop()),
      ]).then(() => true);
      const isFinished = await Promise.race([
        finished,
        sleep(STOP_AFTER_MS, false, { ref: false }),
      ]);
      if (!isFinished) {
        log.warn('some jobs did not finish in time and will be run again');
        await runner?.kill().catch(() => {});
      }
      await presence.close();
    },
  };
}

/** Presence is each worker's own affair; the rest is done by one worker at a time. */
const everyone = (presence: Presence): Presence => ({
  ...presence,
  alone: (_, work) => always(work),
});

async function always(work: () => Promise<void>): Promise<boolean> {
  await work();
  return true;
}

function launchRunner(options: WorkerOptions, presence: Presence): Promise<Runner> {
  const { pool, log, tasks, concurrency = 4 } = options;
  const events: WorkerEvents = new EventEmitter();
  const warn = (error: unknown) =>
    log.warn({ err: errorForLog(error) }, 'presence is not announced yet');
  events.on('pool:create', ({ workerPool }) => presence.announce(workerPool.id).catch(warn));
  events.on('pool:release', ({ workerPool }) => presence.withdraw(workerPool.id).catch(warn));
  return run({
    pgPool: pool,
    events,
    concurrency,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    parsedCronItems: [],
    gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
    logger: new Logger(() => queueLog(log)),
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, observeTask(name, task, log)]),
    ),
    // With a delay, be it none, a failure to save a job's outcome stops the runner, which we start
    // again; without one it would be an unhandled rejection, the end of the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
}

type QueueLogMeta = { failure?: boolean; success?: boolean };

/** The queue's own messages, quieter by one level; outcomes of jobs are logged by observeTask. */
function queueLog(log: FastifyBaseLogger) {
  return (level: string, message: string, meta?: QueueLogMeta): void => {
    if (meta?.failure || meta?.success) return;
    const queueLevel = level === 'error' || level === 'warning' ? 'warn' : 'debug';
    log[queueLevel]({ queue: true }, message);
  };
}
