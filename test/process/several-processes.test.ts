import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { fieldsOf, sendReading } from '#test/household.ts';
import { type Cluster, startCluster, statusOf } from './cluster.ts';
import { eventually } from './program.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

test('session and form token hold whichever of two processes answers, and one reading is one', async () => {
  const subscriber = await cluster.createSubscriber();
  const visitor = cluster.visitor();
  await subscriber.signIn(visitor);
  const home = `/accounts/${subscriber.accountNumber}`;
  const page = await visitor.get(home);
  const fields = fieldsOf(page, 'form[action$="/readings/check"]', { value: '8650' });
  const checked = await visitor.get(`${home}/readings/check?${new URLSearchParams(fields)}`);
  expect(checked.$('h1').text()).toBe('Проверьте показание');
  // Each goes to another process, both at once: a double click behind a balancer.
  const answers = await Promise.all([1, 2].map(() => sendReading(visitor, checked)));
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(answers[0]?.location).toBe(answers[1]?.location);
  const { rows } = await cluster.database.pool.query(
    `select count(*)::int from meter_readings where user_id = $1`,
    [subscriber.userId],
  );
  expect(rows[0].count).toBe(1);
  await eventually(async () => (await cluster.subjectsOf(subscriber.email)).length > 0);
  expect(await cluster.subjectsOf(subscriber.email)).toHaveLength(1);
  expect([...cluster.proxy.served.values()].every((count) => count > 2)).toBe(true);
});

test('guesses at both processes are one count, by the address that the proxy saw', async () => {
  const { email } = await cluster.createSubscriber();
  const statuses: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const visitor = cluster.visitor();
    const page = await visitor.get('/login');
    const answer = await visitor.submit(page, { login: email, password: 'не тот' }, 'Войти');
    statuses.push(answer.status);
  }
  expect(statuses.filter((status) => status === 422)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(3);
});

test('one Idempotency-Key at both processes at once is one reading and one answer', async () => {
  const subscriber = await cluster.createSubscriber();
  const api = createApiCaller(cluster.world, await subscriber.createToken());
  const key = { 'idempotency-key': randomUUID() };
  const body = { meterSerial: subscriber.meters[0]?.serialNumber, value: '8651' };
  const path = `/accounts/${subscriber.accountNumber}/readings`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(path, body, key)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => answer.body.confirmationNumber)).size).toBe(1);
});

test('while the database is away people read what is going on; when it is back all goes on by itself', async () => {
  const subscriber = await cluster.createSubscriber();
  const visitor = cluster.visitor();
  await subscriber.signIn(visitor);
  const recovery = await visitor.get('/password/forgot');
  await cluster.gate.shut();
  const away = await visitor.get(`/accounts/${subscriber.accountNumber}`);
  expect(away.status).toBe(503);
  expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(away.$('h1').text()).toBe('Кабинет ненадолго закрыт');
  expect(away.$('main').text()).toContain('Попробуйте ещё раз');
  const form = await visitor.submit(recovery, { login: subscriber.email }, 'Получить ссылку');
  expect(form.status).toBe(503);
  for (const address of cluster.addresses) {
    expect(await statusOf(`${address}/health/ready`)).toBe(503);
    expect(await statusOf(`${address}/health/live`)).toBe(200);
  }
  const metrics = await fetch(`${cluster.addresses[2]}/metrics`);
  expect(await metrics.text()).toContain('ochag_database_up 0');

  await cluster.gate.open();
  for (const address of cluster.addresses) {
    await eventually(async () => (await statusOf(`${address}/health/ready`)) === 200);
  }
  expect((await visitor.get(`/accounts/${subscriber.accountNumber}`)).status).toBe(200);
  await visitor.submit(recovery, { login: subscriber.email }, 'Получить ссылку');
  await vi.waitFor(async () => expect(await cluster.subjectsOf(subscriber.email)).toHaveLength(1), {
    timeout: 30_000,
    interval: 200,
  });
  for (const process of [...cluster.webs, cluster.worker]) {
    expect(process.process.exitCode).toBeNull();
  }
});

test('one process killed by kill -9 is not noticed by who is signed in', async () => {
  const subscriber = await cluster.createSubscriber();
  const visitor = cluster.visitor();
  await subscriber.signIn(visitor);
  const [first] = cluster.webs;
  first?.process.kill('SIGKILL');
  await first?.exited;
  for (let turn = 0; turn < 6; turn += 1) {
    expect((await visitor.get(`/accounts/${subscriber.accountNumber}`)).status).toBe(200);
  }
});
