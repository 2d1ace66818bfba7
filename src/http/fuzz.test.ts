import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '#src/routes.ts';
import { fuzz } from '#test/fuzz/fuzz-run.ts';
import { asHeader, nasty } from '#test/fuzz/hostile.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

// The long form, 10 000 inputs and more with the memory watched: npm run long -- fuzz.

/** To each address by each of the three who come. */
const INPUTS = 9;

/** Those that write, where a token or a type that is wrong must not be all that was tried. */
const forms = [
  routes.readings,
  routes.readingCase,
  routes.readingWithdrawal,
  routes.profileTokens,
  routes.accountName,
  routes.accountLink,
];

let world: World;
let anna: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
});
afterAll(() => world.stop());

test('whoever sends anything to any address breaks nothing, and is answered', async () => {
  const report = await fuzz(world, { url: world.url, inputs: INPUTS, seed: 20_261_123 });
  expect(report.broken).toEqual([]);
  expect(report.sent).toBeGreaterThan(1_000);
  // Some of it must have come as far as the rules, else nothing was tried.
  for (const status of ['200', '303', '404', '422']) {
    expect(report.statuses[status], status).toBeGreaterThan(10);
  }
  for (const address of forms) expect(report.reached).toContain(`POST ${address}`);
}, 180_000);

test('any cookie and header is survived', async () => {
  await world.db.deleteFrom('rate_limits').execute();
  for (const one of nasty.filter((value) => value.length < 4_000)) {
    const curious = world.visitor();
    for (const name of ['visitor', 'session', 'device', 'registration_email', 'staff']) {
      curious.cookies.set(name, asHeader(one));
    }
    const shown = asHeader(one);
    const headers = { 'user-agent': shown, referer: shown, 'accept-language': shown };
    for (const path of ['/login', '/register/sent', '/profile']) {
      const answer = await curious.send(path, { headers });
      expect(answer.status, `${path} ${one}`).toBeLessThan(500);
    }
    const page = await curious.get('/login');
    if (!page.$('[name=_token]').length) continue;
    const tried = await curious.submit(page, { login: anna.email, password: 'не тот пароль' });
    expect(tried.status, one).toBeLessThan(500);
  }
});

const head = 'POST /login HTTP/1.1\r\nHost: localhost\r\n';

test.each([
  ['no line of HTTP', '\u0000\u0001\u0002\r\n\r\n'],
  ['a word that is no method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['no host', 'GET /login HTTP/1.1\r\n\r\n'],
  ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`],
  [
    'a length and chunks',
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['a length below nothing', `${head}Content-Length: -1\r\n\r\n`],
  ['a chunk of a broken size', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`],
  ['a header of 70 KB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`],
  ['a header with a zero byte', 'GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a\u0000b\r\n\r\n'],
  ['an address of another host', 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a star', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
])('%s is answered or cut off, and the site goes on', async (_, bytes) => {
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.setTimeout(5_000, () => socket.end());
  socket.end(bytes);
  const answer = await text(socket).catch(() => '');
  expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
  expect((await visitor.get('/login')).status).toBeLessThan(400);
});

test('after all of it the account and the session are as they were, and nothing was broken', async () => {
  const page = await visitor.get(`/accounts/${anna.accountNumber}`);
  expect(page.status).toBe(200);
  const broken = world.logLines.filter((line) => line.includes('"broken"'));
  expect(broken).toEqual([]);
});
