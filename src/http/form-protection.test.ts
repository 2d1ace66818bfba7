import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { features } from '#src/features.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { createApp } from './app.ts';

let world: World;
let anna: Subscriber;
let visitor: Visitor;
let token: string;
let path: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
  path = `/accounts/${anna.accountNumber}/name`;
  token = String((await visitor.get(path)).$('[name=_token]').val());
});
afterAll(() => world.stop());

const rename = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  visitor.post(path, { ownName: 'Дача', ...fields }, headers);

const expectRefused = async (answer: Answer) => {
  expect(answer.status).toBe(403);
  expect(answer.$('h1').text()).toBe('Форма устарела');
  expect((await visitor.get(path)).$('#ownName').val()).toBeFalsy();
};

test.each([
  ['no token', {}],
  ['an empty token', { _token: '' }],
  ['a made-up token', { _token: 'A'.repeat(43) }],
  ['a token in letters of another script', { _token: 'я'.repeat(43) }],
])('a form with %s is refused', async (_, fields) => {
  await expectRefused(await rename(fields));
});

test('a token of another visitor is refused', async () => {
  const stranger = world.visitor();
  const theirs = String((await stranger.get('/login')).$('[name=_token]').val());
  expect(theirs).not.toBe(token);
  await expectRefused(await rename({ _token: theirs }));
});

test.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['the origin “null” of a sandboxed frame', { origin: 'null' }],
  ['an origin that only begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['a sister site, as the browser says', { 'sec-fetch-site': 'same-site' }],
])('a form from %s is refused though its token is right', async (_, headers) => {
  await expectRefused(await rename({ _token: token }, headers));
});

test('outside a demo the configured origin alone is ours, scheme included, whatever Host says', async () => {
  const config = readConfig({ OCHAG_URL: 'https://lk.example.ru' });
  const site = await createApp({ ...world.deps, config, isDemo: false }, features);
  const page = await site.inject('/password/forgot');
  const cookie = String(page.headers['set-cookie']).split(';')[0] ?? '';
  const formToken = /name="_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const send = (origin: string, host = 'lk.example.ru') =>
    site.inject({
      method: 'POST',
      url: '/password/forgot',
      headers: { origin, host, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _token: formToken, login: 'nobody@example.ru' }).toString(),
    });
  expect((await send('https://lk.example.ru')).statusCode).toBe(303);
  expect((await send('http://lk.example.ru')).statusCode).toBe(403);
  expect((await send('https://other.example', 'other.example')).statusCode).toBe(403);
  await site.close();
});

test('a token twice, in an address or as JSON is no token', async () => {
  const twice = new URLSearchParams({ ownName: 'Дача', _token: token });
  twice.append('_token', token);
  const headers = { origin: world.url, 'content-type': 'application/x-www-form-urlencoded' };
  await expectRefused(await visitor.send(path, { method: 'POST', body: twice, headers }));
  await expectRefused(await visitor.post(`${path}?_token=${token}`, { ownName: 'Дача' }));
  const text = { ...headers, 'content-type': 'text/plain' };
  const plain = await visitor.send(path, {
    method: 'POST',
    body: `_token=${token}`,
    headers: text,
  });
  expect(plain.status).toBeGreaterThanOrEqual(400);
  expect(plain.status).toBeLessThan(500);
});

test('our own form is taken, however much the browser says of it', async () => {
  const own: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];
  for (const headers of own) {
    expect((await rename({ _token: token, ownName: '' }, headers)).status).toBe(303);
  }
});

test('a cookie alone lets no other site write through the API', async () => {
  const readings = `/api/v1/accounts/${anna.accountNumber}/readings`;
  const body = '{"value":"8700"}';
  const json = { 'content-type': 'application/json', 'idempotency-key': 'one-and-the-same-key' };
  const foreign: Record<string, string>[] = [
    json,
    { ...json, origin: 'https://evil.example' },
    { ...json, origin: world.url, 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const answer = await visitor.send(readings, { method: 'POST', body, headers });
    expect(answer.status).toBe(401);
  }
  const bare = await visitor.send('/api/v1/accounts');
  expect(bare.status).toBe(200);
  expect(bare.headers.get('access-control-allow-origin')).toBeNull();
});
