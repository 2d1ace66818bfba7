import { setTimeout as sleep } from 'node:timers/promises';
import { register } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createPool } from '#src/db/database.ts';
import { captureLog } from '#test/captured-log.ts';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { enqueue } from './enqueue.ts';
import type { Task } from './task.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

let database: Awaited<ReturnType<typeof openScratchDatabase>>;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.stop());
beforeEach(() => database.pool.query('delete from graphile_worker._private_jobs'));

/** A task that remembers what it was given. */
function recorder() {
  const seen: unknown[] = [];
  const task: Task = async (payload) => {
    seen.push(payload);
  };
  return { seen, task };
}

async function withWorker(options: Partial<WorkerOptions>, act: () => Promise<void>) {
  const { log } = captureLog();
  const worker = await startWorker({ pool: database.pool, log, tasks: {}, ...options });
  await act().finally(() => worker.stop());
}

const soon = { timeout: 1_000, interval: 10 };
const later = { timeout: 8_000, interval: 50 };

test('a job of a committed transaction runs within a second', async () => {
  const { seen, task } = recorder();
  await withWorker({ tasks: { note: task } }, async () => {
    await database.db.transaction().execute((tx) => enqueue(tx, 'note', { reading: 7 }));
    await vi.waitFor(() => expect(seen).toEqual([{ reading: 7 }]), soon);
  });
});

test('a job of a rolled back transaction never runs', async () => {
  const { seen, task } = recorder();
  await withWorker({ tasks: { note: task } }, async () => {
    const undone = database.db.transaction().execute(async (tx) => {
      await enqueue(tx, 'note', { undone: true });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await enqueue(database.db, 'note', { kept: true });
    await vi.waitFor(() => expect(seen).toEqual([{ kept: true }]), soon);
    await sleep(1_200);
    expect(seen).toEqual([{ kept: true }]);
  });
});

test('a second job of one key replaces the first', async () => {
  const { seen, task } = recorder();
  await enqueue(database.db, 'note', { version: 1 }, { jobKey: 'bill:1' });
  await enqueue(database.db, 'note', { version: 2 }, { jobKey: 'bill:1' });
  await withWorker({ tasks: { note: task } }, async () => {
    await vi.waitFor(() => expect(seen).toEqual([{ version: 2 }]), soon);
  });
});

test('a failed job is run again, and logs hold nothing of the row at fault', async () => {
  const { log, text } = captureLog();
  const attempts: number[] = [];
  const flaky: Task = async (_, { attempt }) => {
    attempts.push(attempt);
    const error = Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(anna@…)' });
    if (attempt === 1) throw error;
  };
  await withWorker({ log, tasks: { flaky } }, async () => {
    await enqueue(database.db, 'flaky', {});
    await vi.waitFor(() => expect(attempts).toEqual([1, 2]), later);
  });
  expect(text()).toContain('will be tried again');
  expect(text()).not.toContain('anna');
}, 15_000);

test('a job out of tries stays in the queue and is counted', async () => {
  const hopeless: Task = async () => {
    throw new Error('no');
  };
  await withWorker({ tasks: { hopeless } }, async () => {
    await enqueue(database.db, 'hopeless', {}, { maxAttempts: 1 });
    await vi.waitFor(async () => {
      const text = await register.metrics();
      expect(text).toContain('ochag_jobs_total{task="hopeless",outcome="exhausted"} 1');
      expect(text).toContain('ochag_jobs_queued{task="hopeless",state="exhausted"} 1');
    }, later);
  });
});

test('the worker outlives the database going away, in the middle of a job too', async () => {
  const { log, text } = captureLog();
  const { seen, task } = recorder();
  const slow: Task = async () => {
    await sleep(300);
  };
  const pool = createPool({ connectionString: database.connectionString });
  await withWorker({ pool, log, tasks: { note: task, slow } }, async () => {
    await enqueue(database.db, 'slow', {});
    await sleep(150);
    await database.goAway();
    await sleep(2_000);
    await database.comeBack();
    await enqueue(database.db, 'note', { after: 'the absence' });
    await vi.waitFor(() => expect(seen).toEqual([{ after: 'the absence' }]), later);
  });
  expect(text()).toContain('the queue was lost, starting again');
  await pool.end();
}, 20_000);

test('stopping waits for the job that runs', async () => {
  let isFinished = false;
  let isStarted = false;
  const slow: Task = async () => {
    isStarted = true;
    await sleep(700);
    isFinished = true;
  };
  await withWorker({ tasks: { slow } }, async () => {
    await enqueue(database.db, 'slow', {});
    await vi.waitFor(() => expect(isStarted).toBe(true), soon);
  });
  expect(isFinished).toBe(true);
  const { rows } = await database.pool.query('select from graphile_worker.jobs');
  expect(rows).toHaveLength(0);
});

test('a job of a killed worker is done by the next, a living one keeps its own', async () => {
  const { seen, task } = recorder();
  await enqueue(database.db, 'note', { whose: 'killed' });
  await database.pool.query(`update graphile_worker._private_jobs
    set locked_by = 'pool-of-the-killed', locked_at = now() - interval '1 minute', attempts = 1`);
  let runs = 0;
  const long: Task = async () => {
    runs += 1;
    await sleep(2_000);
  };
  await withWorker({ tasks: { long } }, async () => {
    await enqueue(database.db, 'long', {});
    await vi.waitFor(() => expect(runs).toBe(1), soon);
    await database.pool.query(`update graphile_worker._private_jobs
      set locked_at = now() - interval '1 minute' where locked_by <> 'pool-of-the-killed'`);
    await withWorker({ tasks: { note: task, long } }, async () => {
      await vi.waitFor(() => expect(seen).toEqual([{ whose: 'killed' }]), later);
      await sleep(1_500);
    });
  });
  expect(runs).toBe(1);
}, 20_000);

test('recurring work runs at start and again, one worker at a time, come what may', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const recurring = [
    {
      name: 'look',
      everySeconds: 0.2,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(50);
        running -= 1;
        runs += 1;
        if (runs === 1) throw new Error('not today');
      },
    },
  ];
  await withWorker({ recurring }, async () => {
    await withWorker({ recurring }, async () => {
      await vi.waitFor(() => expect(runs).toBeGreaterThan(4), later);
    });
  });
  expect(most).toBe(1);
}, 15_000);

test('a worker that cannot reach the queue at its start says so', async () => {
  const pool = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const { log } = captureLog();
  await expect(startWorker({ pool, log, tasks: {} })).rejects.toThrow();
  await pool.end();
});
