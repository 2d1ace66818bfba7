import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool } from '#src/db/database.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';

/** A site of the default size, while an import holds the rows of the whole register. */
const CONNECTIONS = 10;
const PEOPLE = 24;

let world: World;
let site: { url: string; close(): Promise<void> };
let holder: pg.Client;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  const pool = createPool({ connectionString: world.databaseUrl, maxConnections: CONNECTIONS });
  const app = await createApp({ ...world.deps, pool, db: createDatabase(pool) }, features);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  site = {
    url,
    async close() {
      await app.close();
      await pool.end();
    },
  };
  holder = new pg.Client({ connectionString: world.databaseUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await site.close();
  await world.stop();
});

const times = (count: number) => Array.from({ length: count }, (_, nth) => nth);

async function program() {
  const subscriber = await createSubscriber(world);
  const headers = { authorization: `Bearer ${await subscriber.createToken()}` };
  return { subscriber, headers };
}

function send({ subscriber, headers }: Awaited<ReturnType<typeof program>>) {
  return fetch(`${site.url}/api/v1/accounts/${subscriber.accountNumber}/readings`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'once' },
    body: JSON.stringify({ value: '8700' }),
  });
}

async function timed(path: string, headers: Record<string, string> = {}) {
  const since = performance.now();
  const { status } = await fetch(`${site.url}${path}`, { headers });
  return { status, isFast: performance.now() - since < 1_500 };
}

test('while an import holds the register, readings wait a little and the site serves on', async () => {
  const people = [];
  for (const _ of times(PEOPLE)) people.push(await program());
  const other = await program();
  await holder.query('begin');
  await holder.query('update meters set model = model');
  const sent = people.map(send);
  for (const _ of times(4)) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const fine = { status: 200, isFast: true };
    expect(await timed('/health/ready')).toEqual(fine);
    expect(await timed('/api/v1/accounts', other.headers)).toEqual(fine);
    expect(await timed('/login')).toEqual(fine);
  }
  for (const answer of await Promise.all(sent)) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(await answer.json()).toMatchObject({ code: 'busy' });
  }
  await holder.query('rollback');
  const [first] = people;
  expect((await send(first as (typeof people)[number])).status).toBe(201);
}, 60_000);

test('who sends a reading or proves an account meanwhile keeps what was typed', async () => {
  const home: Subscriber = await createSubscriber(world);
  const more = await createSubscriber(world);
  const visitor = createVisitor(site.url);
  await home.signIn(visitor);
  const { accountNumber: number } = home;
  const check = await visitor.get(
    `/accounts/${number}/readings/check?meter=${home.meters[0]?.meterId}&value=8777`,
  );
  const link = await visitor.get('/accounts/link');
  await holder.query('begin');
  await holder.query('lock meters, personal_accounts in share row exclusive mode');
  await holder.query('select from meters for update');
  await holder.query('select from personal_accounts for update');
  const busy = await visitor.submit(check, {}, 'Передать показание');
  expect(busy.status).toBe(503);
  expect(busy.headers.get('retry-after')).toBe('60');
  expect(busy.text).toContain('Обновляем данные поставщика, попробуйте через минуту');
  expect(busy.$('input[name=value]').first().val()).toBe('8777');
  const claim = { accountNumber: more.accountNumber, holderLastName: 'Примерова', pin: '111111' };
  const notYet = await visitor.submit(link, claim, 'Добавить лицевой счёт');
  expect(notYet.status).toBe(503);
  expect(notYet.text).toContain('Обновляем данные поставщика');
  expect(notYet.$('input[name=pin]').val()).toBe('111111');
  await holder.query('rollback');
}, 60_000);
