import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { ApiDocument } from './api-document.ts';

let world: World;
let anna: Subscriber;
let confirmation: string;
let paymentId: string;
beforeAll(async () => {
  world = await startWorld({ now: '2026-12-12T10:00:00+02:00' });
  anna = await createSubscriber(world);
  const api = createApiCaller(world, await anna.createToken());
  const sent = await api.post(`/accounts/${anna.accountNumber}/readings`, { value: '8700' });
  confirmation = encodeURIComponent(sent.body.confirmationNumber);
  const parts = [{ accountNumber: anna.accountNumber, amountKopecks: 50_000 }];
  const begun = await api.post('/payments', { method: 'sbp', parts });
  paymentId = String((begun.body as { id?: string }).id);
});
afterAll(() => world.stop());

/** Every operation on Anna's account, with a body that would be right if it were hers to send. */
function operations(): { method: string; path: string; body?: object }[] {
  const home = `/accounts/${anna.accountNumber}`;
  const value = '8799';
  const autopay = { methodId: 1, on: 'bill', capKopecks: 500_000 };
  return [
    { method: 'GET', path: home },
    { method: 'GET', path: `${home}/balance` },
    { method: 'GET', path: `${home}/forecast` },
    { method: 'GET', path: `${home}/meters` },
    { method: 'GET', path: `${home}/consumption` },
    { method: 'GET', path: `${home}/bills` },
    { method: 'GET', path: `${home}/bills/2026-11` },
    { method: 'GET', path: `${home}/payments` },
    { method: 'GET', path: `${home}/autopay` },
    { method: 'PUT', path: `${home}/autopay`, body: autopay },
    { method: 'DELETE', path: `${home}/autopay` },
    { method: 'GET', path: `${home}/charges` },
    { method: 'GET', path: `${home}/charges/2026-11` },
    { method: 'GET', path: `${home}/readings` },
    { method: 'GET', path: `${home}/readings/${confirmation}` },
    { method: 'POST', path: `${home}/readings/preview`, body: { value } },
    { method: 'POST', path: `${home}/readings`, body: { value } },
    { method: 'POST', path: `${home}/readings/${confirmation}/correction`, body: { value } },
    { method: 'POST', path: `${home}/readings/${confirmation}/withdrawal` },
  ];
}

/** What names the account only inside, or not at all. */
function paymentOperations(): { method: string; path: string; body?: object }[] {
  const parts = [{ accountNumber: anna.accountNumber, amountKopecks: 50_000 }];
  return [
    { method: 'GET', path: `/payments/${paymentId}` },
    { method: 'POST', path: '/payments', body: { method: 'sbp', parts } },
  ];
}

async function everyAnswer(token: string | null, asked = operations()) {
  const api = createApiCaller(world, token);
  return Promise.all(
    asked.map(({ method, path, body }) => {
      if (method === 'POST') return api.post(path, body);
      const headers = { ...(body && { 'content-type': 'application/json' }) };
      return api.send(path, { method, headers, body: body && JSON.stringify(body) });
    }),
  );
}

test('the list above names every operation of the document', async () => {
  const document = (await createApiCaller(world, null).get<ApiDocument>('/openapi.json')).body;
  const known = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const listed = [...operations(), ...paymentOperations()].map(({ method, path }) => {
    const pattern = path
      .replace(anna.accountNumber, '{number}')
      .replace(confirmation, '{confirmationNumber}')
      .replace(paymentId, '{paymentId}')
      .replace('2026-11', '{month}');
    return `${method} /api/v1${pattern}`;
  });
  const ofOneself = ['GET /api/v1/accounts', 'GET /api/v1/payment-methods'];
  expect([...listed, ...ofOneself].sort()).toEqual(known.sort());
});

test('a stranger without a token gets 401 everywhere, before the request is even looked at', async () => {
  const answers = await everyAnswer(null, [...operations(), ...paymentOperations()]);
  const accounts = await createApiCaller(world, null).get('/accounts');
  for (const answer of [...answers, accounts]) {
    expect(answer).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
  const nonsense = await createApiCaller(world, null).post('/accounts/1/readings', '{');
  expect(nonsense.status).toBe(401);
});

test('a made-up or revoked token gets 401', async () => {
  const token = await anna.createToken();
  await world.db
    .updateTable('api_tokens')
    .set({ revoked_at: world.clock.now() })
    .where('user_id', '=', anna.userId)
    .execute();
  for (const bad of [token, `ochag_${'a'.repeat(43)}`, 'ochag_', 'x']) {
    expect((await createApiCaller(world, bad).get('/accounts')).status).toBe(401);
  }
});

test('another subscriber gets 404 everywhere, as for an account that does not exist', async () => {
  const boris = await createSubscriber(world);
  const token = await boris.createToken();
  for (const answer of await everyAnswer(token)) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
  const [theirs, forThem] = await everyAnswer(token, paymentOperations());
  expect(theirs).toMatchObject({ status: 404, body: { code: 'payment_not_found' } });
  expect(forThem).toMatchObject({ status: 422, body: { code: 'account_unknown' } });
  const nobodys = await createApiCaller(world, token).get('/accounts/399999999999');
  expect(nobodys).toMatchObject({ status: 404, body: { code: 'not_found' } });
  const kept = await createApiCaller(world, token).get('/payment-methods');
  expect(kept.body).toEqual({ methods: [] });
  const own = await createApiCaller(world, token).get('/accounts');
  expect(own.body.accounts.map(({ number }) => number)).toEqual([boris.accountNumber]);
});

test('a former resident keeps the past and learns nothing of the new holder', async () => {
  const former = await createSubscriber(world, {
    link: { visible_until: '2026-12-01' },
    personalAccount: { holder_last_name: 'Новосёлова' },
  });
  const api = createApiCaller(world, await former.createToken());
  const home = `/accounts/${former.accountNumber}`;
  const seen = await api.get(home);
  expect(seen.body).toMatchObject({ holder: null, gasUse: null, visibleUntil: '2026-12-01' });
  expect(JSON.stringify(seen.body)).not.toContain('Новосёлова');
  for (const ofToday of ['balance', 'forecast']) {
    expect(await api.get(`${home}/${ofToday}`), ofToday).toMatchObject({
      status: 403,
      body: { code: 'access_ended', details: { visibleUntil: '2026-12-01' } },
    });
  }
  expect((await api.get(`${home}/readings`)).body.readings).toHaveLength(1);
  expect(await api.post(`${home}/readings`, { value: '8799' })).toMatchObject({
    status: 403,
    body: { code: 'access_ended' },
  });
});

test('the cookie of a session reads, and writes only from our own origin', async () => {
  const vera = await createSubscriber(world);
  const visitor = world.visitor();
  await vera.signIn(visitor);
  const path = `/api/v1/accounts/${vera.accountNumber}/readings`;
  expect((await visitor.get(path)).status).toBe(200);
  const send = (headers: Record<string, string>) =>
    visitor.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'cookie', ...headers },
      body: JSON.stringify({ value: '8799' }),
    });
  expect((await send({ origin: 'https://evil.example' })).status).toBe(401);
  expect((await send({})).status).toBe(401);
  const crossSite = { origin: world.url, 'sec-fetch-site': 'cross-site' };
  expect((await send(crossSite)).status).toBe(401);
  expect((await send({ origin: world.url })).status).toBe(201);
});

test('no answer tells another site that it may read it', async () => {
  const origin = 'https://evil.example';
  for (const method of ['GET', 'OPTIONS']) {
    const response = await fetch(`${world.url}/api/v1/accounts`, { method, headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('nothing that is kept for ourselves gets out', async () => {
  const galina = await createSubscriber(world, {
    personalAccount: { linking_pin: '739164', fias_id: 'f1a5f1a5', last_bill_kopecks: 7_654_321 },
  });
  const api = createApiCaller(world, await galina.createToken());
  const home = `/accounts/${galina.accountNumber}`;
  await api.post(`${home}/readings`, { value: '8799' });
  const paths = ['/accounts', home, `${home}/balance`, `${home}/meters`, `${home}/readings`];
  const texts = await Promise.all(
    paths.map(async (path) => JSON.stringify((await api.get(path)).body)),
  );
  const all = texts.join();
  for (const secret of ['739164', 'f1a5', '7654321', '"userId"', 'Id":', 'import', galina.email]) {
    expect(all).not.toContain(secret);
  }
});

test('three hundred writes a minute are enough for anybody; then the answer says when', async () => {
  const dina = await createSubscriber(world);
  const api = createApiCaller(world, await dina.createToken());
  const path = `/accounts/${dina.accountNumber}/readings/preview`;
  const statuses: number[] = [];
  for (let batch = 0; batch < 15; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(path, { value: '8700' })),
    );
    statuses.push(...answers.map(({ status }) => status));
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  const refused = await api.post(path, { value: '8700' });
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await api.get('/accounts')).status).toBe(200);
});
