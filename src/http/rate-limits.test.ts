import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { features } from '#src/features.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';
import { createApp } from './app.ts';
import { createRateLimits } from './rate-limits.ts';

let world: World;
let anna: Subscriber;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const limit = { name: 'test', points: 3, perSeconds: 60 };

test('several processes share one count, and two at once never pass together', async () => {
  const [one, two] = [
    createRateLimits(world.pool, 'a secret of both'),
    createRateLimits(world.pool, 'a secret of both'),
  ];
  const tries = Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).consume(limit, 'anna'));
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
  const refused = outcomes.find(({ ok }) => !ok);
  expect(refused).toMatchObject({ retryAfterSeconds: expect.any(Number) });
  expect(await one.consume(limit, 'boris')).toEqual({ ok: true, remaining: 2 });
});

test('a try that is given back can be made again; what is forgotten is as if it never was', async () => {
  const limits = createRateLimits(world.pool, 'a secret');
  for (let turn = 0; turn < 10; turn += 1) {
    expect(await limits.consume(limit, 'anna')).toEqual({ ok: true, remaining: 2 });
    await limits.giveBack(limit, 'anna');
  }
  for (let turn = 0; turn < 3; turn += 1) await limits.consume(limit, 'anna');
  expect((await limits.consume(limit, 'anna')).ok).toBe(false);
  await limits.forget(limit, 'anna');
  expect(await limits.consume(limit, 'anna')).toEqual({ ok: true, remaining: 2 });
});

test('what was not counted, or is over by now, gives no try more when it is given back', async () => {
  const limits = createRateLimits(world.pool, 'a secret');
  const triesOf = async (subject: string) => {
    let tries = 0;
    while ((await limits.consume(limit, subject)).ok) tries += 1;
    return tries;
  };
  for (let turn = 0; turn < 3; turn += 1) await limits.giveBack(limit, 'nobody');
  expect(await triesOf('nobody')).toBe(3);
  await limits.consume(limit, 'late');
  await world.db.updateTable('rate_limits').set({ expire: 1 }).execute();
  await limits.giveBack(limit, 'late');
  expect(await triesOf('late')).toBe(3);
});

/** How many sign-ins with a wrong password this site takes, each said to come from `addresses`. */
async function guessAt(url: string, addresses: string[]): Promise<number[]> {
  const visitor = createVisitor(url);
  const token = String((await visitor.get('/login')).$('[name=_token]').val());
  const statuses: number[] = [];
  for (const address of addresses) {
    const fields = { _token: token, login: anna.email, password: 'не тот пароль' };
    const answer = await visitor.post('/login', fields, { 'x-forwarded-for': address });
    statuses.push(answer.status);
  }
  return statuses;
}

const startWith = async (env: Record<string, string>) => {
  const app = await createApp({ ...world.deps, config: readConfig(env) }, features);
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
};

test('guesses on one process are counted on the other', async () => {
  const { app, url } = await startWith({});
  const first = await guessAt(world.url, ['', '', '']);
  const second = await guessAt(url, ['', '', '']);
  await app.close();
  expect([...first, ...second]).toEqual([422, 422, 422, 422, 422, 429]);
});

const differing = Array.from({ length: 7 }, (_, n) => `203.0.113.${n}`);

test('without a trusted proxy nobody is believed: a made-up address changes nothing', async () => {
  expect((await guessAt(world.url, differing)).slice(-2)).toEqual([429, 429]);
});

test('behind a trusted proxy the client is who the proxy saw, and cannot make itself another', async () => {
  const { app, url } = await startWith({ OCHAG_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
  expect(await guessAt(url, differing)).toEqual(Array(7).fill(422));
  // The client wrote the left part; nginx added what it saw itself.
  const forged = differing.map((address) => `${address}, 198.51.100.77`);
  expect((await guessAt(url, forged)).slice(-2)).toEqual([429, 429]);
  await world.db.deleteFrom('rate_limits').execute();
  const throughTwo = differing.map((address) => `${address}, 198.51.100.78, 10.1.2.3`);
  expect((await guessAt(url, throughTwo)).slice(-2)).toEqual([429, 429]);
  await world.db.deleteFrom('rate_limits').execute();
  const nonsense = ['<script>', 'unknown', '', ',,,', '1.2.3.4:5678', '[::1]', 'a'.repeat(4_000)];
  for (const status of await guessAt(url, nonsense)) expect(status).toBeLessThan(500);
  await app.close();
});

test('the address that the proxy saw is the one that records keep', async () => {
  const { app, url } = await startWith({ OCHAG_TRUSTED_PROXIES: '127.0.0.1' });
  const visitor = createVisitor(url);
  const token = String((await visitor.get('/login')).$('[name=_token]').val());
  const fields = { _token: token, login: anna.email, password: anna.password };
  await visitor.post('/login', fields, { 'x-forwarded-for': '6.6.6.6, 198.51.100.9' });
  await app.close();
  const session = await world.db
    .selectFrom('sessions')
    .select('address')
    .orderBy('session_id', 'desc')
    .executeTakeFirst();
  expect(session?.address).toBe('198.51.100.9');
});

test('behind a proxy with TLS our own forms are taken', async () => {
  const { app, url } = await startWith({
    OCHAG_TRUSTED_PROXIES: '127.0.0.1',
    OCHAG_URL: 'https://lk.example.ru',
  });
  const visitor = createVisitor(url);
  const token = String((await visitor.get('/login')).$('[name=_token]').val());
  const fields = { _token: token, login: anna.email, password: anna.password };
  const proxied = {
    host: 'lk.example.ru',
    origin: 'https://lk.example.ru',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '198.51.100.9',
  };
  expect((await visitor.post('/login', fields, proxied)).status).toBe(303);
  await app.close();
});
