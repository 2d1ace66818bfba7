import { request as sendRaw } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool } from '#src/db/database.ts';
import { features } from '#src/features.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';
import { createApp } from './app.ts';
import { createOperationsApp } from './operations.ts';
import { RefusedRequest } from './refused-request.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

/** The same site with a database that does not answer, and an address that is broken. */
async function startBrokenSite() {
  const pool = createPool({ connectionString: 'postgres://postgres@127.0.0.1:1/nowhere' });
  const deps = { ...world.deps, pool, db: createDatabase(pool) };
  const app = await createApp(deps, [
    ...features,
    (site) => {
      site.get('/broken', () => {
        throw new Error('секрет внутри');
      });
      site.get('/no-file', () => {
        throw Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' });
      });
      site.get('/limited', () => {
        throw new RefusedRequest(429, 'too_many_requests', 150);
      });
      site.get('/api/v1/broken', () => {
        throw new Error('секрет внутри');
      });
    },
  ]);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, pool, url };
}

test('an address that does not exist is a page for people and problem+json for programs', async () => {
  const page = await world.visitor().get('/нет-такой');
  expect(page.status).toBe(404);
  expect(page.$('h1').text()).toBe('Такой страницы нет');
  expect(page.text).toContain(String(page.headers.get('x-request-id')));
  const answer = await world.visitor().get('/api/v1/nothing');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(JSON.parse(answer.text)).toMatchObject({
    status: 404,
    code: 'not_found',
    requestId: answer.headers.get('x-request-id'),
  });
});

test.each(['/%zz', '/%', '/legal/%E0%A4%A', '/login/%c0%af', `/${'a'.repeat(3_000)}`])(
  'the address %s is a page that does not exist, not a riddle',
  async (path) => {
    const { status, headers, body } = await rawGet(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['content-security-policy']).toBeDefined();
    expect(body).toContain('Такой страницы нет');
  },
);

test('a body that is too large is refused in words, before it is read to the end', async () => {
  const visitor = world.visitor();
  const page = await visitor.get('/login');
  const login = 'я'.repeat(400_000);
  const answer = await visitor.submit(page, { login, password: 'x' });
  expect(answer.status).toBe(413);
  expect(answer.$('h1').text()).toBe('Слишком большой файл или текст');
});

test('a form in a format that we do not read is refused in words', async () => {
  const body = new FormData();
  body.set('login', 'anna@example.ru');
  const headers = { origin: world.url };
  const answer = await world.visitor().send('/login', { method: 'POST', body, headers });
  expect(answer.status).toBe(415);
  expect(answer.$('h1').length).toBe(1);
  const json = { ...headers, 'content-type': 'application/json' };
  const broken = await world.visitor().send('/login', { method: 'POST', body: '{', headers: json });
  expect(broken.status).toBe(400);
  expect(broken.$('h1').text()).toBe('Не удалось прочитать запрос');
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
  'the method %s is answered by a page, on any address',
  async (method) => {
    for (const path of ['/login', '/accounts', '/nowhere']) {
      const answer = await world.visitor().send(path, { method });
      expect([404, 405]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toContain('text/html');
    }
  },
);

test('what is no HTTP at all is refused, and the site goes on', async () => {
  for (const text of [
    'BREW / HTTP/1.1\r\n\r\n',
    '\u0000\u0001\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
  ]) {
    expect(await rawTalk(text)).toMatch(/^HTTP\/1\.1 (400|505)/);
  }
  expect((await world.visitor().get('/health/live')).text).toBe('ok\n');
});

test('without its database the site says 503 and when to come back; it stays alive', async () => {
  const { app, pool, url } = await startBrokenSite();
  const visitor = createVisitor(url);
  expect((await visitor.get('/health/live')).status).toBe(200);
  expect((await visitor.get('/health/ready')).status).toBe(503);
  expect((await visitor.get('/help')).status).toBe(200);
  const page = await visitor.get('/login');
  const answer = await visitor.submit(page, { login: 'anna@example.ru', password: 'пароль' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('10');
  expect(answer.$('h1').text()).toBe('Кабинет ненадолго закрыт');
  visitor.cookies.set('session', 'A'.repeat(43));
  expect((await visitor.get('/profile')).status).toBe(503);
  const headers = { authorization: `Bearer ochag_${'A'.repeat(43)}` };
  const program = await visitor.send('/api/v1/accounts', { headers });
  expect(program.status).toBe(503);
  expect(JSON.parse(program.text)).toMatchObject({ code: 'database_away' });
  const operations = createOperationsApp({ pool });
  expect((await operations.inject('/health/ready')).statusCode).toBe(503);
  await operations.close();
  await app.close();
  await pool.end();
});

test('a fault of ours is an apology with a number that the log knows, and nothing of its inside', async () => {
  const { app, pool, url } = await startBrokenSite();
  const visitor = createVisitor(url);
  const page = await visitor.get('/broken');
  expect(page.status).toBe(500);
  expect(page.$('h1').text()).toBe('У нас ошибка');
  expect(page.text).not.toContain('секрет');
  const requestId = String(page.headers.get('x-request-id'));
  expect(page.text).toContain(requestId);
  expect(world.logLines.some((line) => line.includes(requestId) && line.includes('broken'))).toBe(
    true,
  );
  expect((await visitor.get('/no-file')).status).toBe(500);
  const limited = await visitor.get('/limited');
  expect(limited.$('main').text()).toContain('через 3 минуты');
  expect(limited.$('main').text()).not.toContain('парол');
  const program = await visitor.get('/api/v1/broken');
  expect(program.status).toBe(500);
  expect(program.text).not.toContain('секрет');
  expect(JSON.parse(program.text)).toMatchObject({ code: 'internal_error' });
  await app.close();
  await pool.end();
});

test('each request has a number of its own; nobody outside chooses it', async () => {
  const headers = { 'x-request-id': 'chosen-outside', 'request-id': 'chosen-outside' };
  const one = await world.visitor().send('/help', { headers });
  const two = await world.visitor().send('/help', { headers });
  const ids = [one, two].map((answer) => answer.headers.get('x-request-id'));
  expect(new Set([...ids, 'chosen-outside']).size).toBe(3);
});

test('the operations listener has metrics and health, and nothing else', async () => {
  const anna = await createSubscriber(world);
  await anna.signIn(world.visitor());
  const operations = createOperationsApp(world);
  const metrics = await operations.inject('/metrics');
  expect(metrics.headers['content-type']).toContain('text/plain');
  expect(metrics.payload).toMatch(/ochag_sign_ins_total\{outcome="accepted"\} [1-9]/);
  expect(metrics.payload).toMatch(/ochag_http_request_seconds_bucket\{.*route="\/login"/);
  expect(metrics.payload).toContain('ochag_process_cpu');
  expect((await operations.inject('/health/ready')).payload).toBe('ok\n');
  expect((await operations.inject('/login')).statusCode).toBe(404);
  await operations.close();
});

function rawGet(path: string) {
  const { hostname, port } = new URL(world.url);
  type Raw = { status: number; headers: Record<string, unknown>; body: string };
  return new Promise<Raw>((resolve, reject) => {
    sendRaw({ hostname, port, path }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

function rawTalk(text: string): Promise<string> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
