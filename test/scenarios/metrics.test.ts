import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOperationsApp } from '#src/http/operations.ts';
import { createRateLimits } from '#src/http/rate-limits.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { queueLetter } from '#src/mail/letters.ts';
import '#src/process/desk-metrics.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
let operations: ReturnType<typeof createOperationsApp>;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  operations = createOperationsApp(world);
});
afterAll(async () => {
  await operations.close();
  await world.stop();
});

/** `name{labels} value`, as Prometheus reads it; null when there is none. */
async function shown(series: string): Promise<number | null> {
  const { payload } = await operations.inject('/metrics');
  const line = payload.split('\n').find((each) => each.startsWith(`${series} `));
  return line ? Number(line.slice(series.length + 1)) : null;
}

test('letters that wait or were given up are counted, with the age of the oldest', async () => {
  expect(await shown('ochag_letters_oldest_seconds')).toBe(0);
  const to = 'somebody@example.ru';
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await queueLetter(world.db, { kind: 'probe', to }, new Date());
  await queueLetter(world.db, { kind: 'probe', to }, anHourAgo);
  expect(await shown('ochag_letters{state="queued"}')).toBe(2);
  expect(await shown('ochag_letters{state="failed"}')).toBe(0);
  expect(await shown('ochag_letters_oldest_seconds')).toBeGreaterThan(3_500);
  await world.pool.query(`update letters set state = 'failed'`);
  expect(await shown('ochag_letters{state="failed"}')).toBe(2);
  expect(await shown('ochag_letters_oldest_seconds')).toBe(0);
});

test('jobs that nobody takes and jobs that are given up are seen by their task', async () => {
  await enqueue(world.db, 'look_at_me', {}, { maxAttempts: 3 });
  await world.pool.query(
    `update graphile_worker._private_jobs set run_at = now() - interval '10 minutes'`,
  );
  expect(await shown('ochag_jobs_oldest_seconds{task="look_at_me"}')).toBeGreaterThan(500);
  expect(await shown('ochag_jobs_queued{task="look_at_me",state="waiting"}')).toBe(1);
  await world.pool.query(`update graphile_worker._private_jobs set attempts = max_attempts`);
  expect(await shown('ochag_jobs_queued{task="look_at_me",state="exhausted"}')).toBe(1);
  expect(await shown('ochag_jobs_oldest_seconds{task="look_at_me"}')).toBeNull();
});

test('what waits for staff is counted by its queue', async () => {
  const { userId } = await createSubscriber(world);
  expect(await shown('ochag_desk_open{queue="linking_requests"}')).toBe(0);
  await world.pool.query(
    `insert into linking_requests (user_id, account_number, holder_last_name, created_at)
     values ($1, '390000000001', 'x', now() - interval '2 days')`,
    [userId],
  );
  expect(await shown('ochag_desk_open{queue="linking_requests"}')).toBe(1);
  const age = await shown('ochag_desk_oldest_seconds{queue="linking_requests"}');
  expect(age).toBeGreaterThan(170_000);
  expect(await shown('ochag_desk_open{queue="reading_cases"}')).toBe(0);
});

test('every limit shows its tries and its refusals from its first use', async () => {
  const limits = createRateLimits(world.pool, 'a secret');
  const limit = { name: 'probe_limit', points: 2, perSeconds: 60 };
  await limits.consume(limit, 'somebody');
  expect(await shown('ochag_rate_limit_tries_total{limit="probe_limit"}')).toBe(1);
  expect(await shown('ochag_rate_limited_total{limit="probe_limit"}')).toBe(0);
  for (let turn = 0; turn < 3; turn += 1) await limits.consume(limit, 'somebody');
  expect(await shown('ochag_rate_limit_tries_total{limit="probe_limit"}')).toBe(4);
  expect(await shown('ochag_rate_limited_total{limit="probe_limit"}')).toBe(2);
});

test('the age of the last backup, and the database itself', async () => {
  expect(await shown('ochag_backup_age_seconds')).toBeNull();
  const madeAt = JSON.stringify(new Date(Date.now() - 7_200_000).toISOString());
  await world.pool.query(`insert into settings values ('last_backup', $1)`, [madeAt]);
  expect(await shown('ochag_backup_age_seconds')).toBeGreaterThan(7_100);
  expect(await shown('ochag_database_up')).toBe(1);
  expect(await shown('ochag_database_connections{state="waiting"}')).toBe(0);
});
