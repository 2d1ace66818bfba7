import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { type ApiDocument, operationsOf } from './api-document.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor, home: `/accounts/${resident.accountNumber}` };
}

test('a token that may look sends nothing, and is told which right it lacks', async () => {
  const anna = await newResident();
  const api = createApiCaller(world, await anna.createToken({ scopes: ['read'] }));
  expect((await api.get(`${anna.home}/readings`)).status).toBe(200);
  const before = (await api.get(`${anna.home}/readings`)).body;
  const writes = ['', '/preview', '/P-26-0000-0001/correction', '/P-26-0000-0001/withdrawal'];
  for (const path of writes) {
    const refused = await api.post(`${anna.home}/readings${path}`, { value: '8700' });
    expect(refused, path).toMatchObject({
      status: 403,
      body: { code: 'scope_missing', details: { requiredScope: 'readings:write' } },
    });
    const challenge = refused.headers.get('www-authenticate');
    expect(challenge).toBe('Bearer error="insufficient_scope", scope="readings:write"');
  }
  expect((await api.get(`${anna.home}/readings`)).body).toEqual(before);
});

test('a token that may send readings sees nothing else, and HEAD is no way around', async () => {
  const anna = await newResident();
  const token = await anna.createToken({ scopes: ['readings:write'] });
  const api = createApiCaller(world, token);
  const paths = ['', '/balance', '/meters', '/consumption', '/readings'];
  for (const path of ['/accounts', ...paths.map((end) => anna.home + end)]) {
    expect(await api.get(path), path).toMatchObject({
      status: 403,
      body: { code: 'scope_missing', details: { requiredScope: 'read' } },
    });
    expect((await api.send(path, { method: 'HEAD' })).status, path).toBe(403);
  }
  expect((await api.post(`${anna.home}/readings`, { value: '8700' })).status).toBe(201);
});

test('whether somebody else’s account exists is not told by the lack of a right either', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  const api = createApiCaller(world, await boris.createToken({ scopes: ['read'] }));
  const theirs = await api.post(`${anna.home}/readings`, { value: '8700' });
  const nobodys = await api.post('/accounts/399999999999/readings', { value: '8700' });
  expect([theirs.status, nobodys.status]).toEqual([403, 403]);
});

test('the cookie of a session is the person, who may do everything', async () => {
  const anna = await newResident();
  const path = `/api/v1${anna.home}/readings`;
  expect((await anna.visitor.get(path)).status).toBe(200);
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': 'cookie',
    origin: world.url,
  };
  const body = JSON.stringify({ value: '8799' });
  expect((await anna.visitor.send(path, { method: 'POST', headers, body })).status).toBe(201);
});

test('every operation of the document names the one right that it asks for', async () => {
  const document = (await createApiCaller(world, null).get<ApiDocument>('/openapi.json')).body;
  const rights = operationsOf(document).map(({ operationId, security }) => [operationId, security]);
  expect(Object.fromEntries(rights)).toMatchObject({
    listReadings: [{ apiToken: ['read'] }],
    submitReading: [{ apiToken: ['readings:write'] }],
  });
  for (const operation of operationsOf(document)) {
    expect(operation.security, operation.operationId).toHaveLength(1);
    expect(operation.responses['403']?.description).toContain('scope_missing');
  }
});

test('the person chooses what a token may do and for how long, and sees both', async () => {
  const anna = await newResident();
  const profile = await anna.visitor.get('/profile');
  // The least is ticked before anybody chooses.
  expect(profile.$('[name=scope-read]').attr('checked')).toBeDefined();
  expect(profile.$('[name=scope-readings-write]').attr('checked')).toBeUndefined();
  const typed = {
    tokenName: 'Счётчик',
    password: anna.password,
    tokenLifetime: '30',
    'scope-readings-write': 'yes',
  };
  const made = await anna.visitor.submit(profile, typed, 'Создать токен');
  const text = made.$('#tokens').parent().text().replace(/\s/g, ' ');
  expect(text).toContain('Может: смотреть, передавать показания');
  expect(text).toContain('Действует до 23 декабря 2026');
  const token = made.$('code.token').text();
  const api = createApiCaller(world, token);
  const start = world.clock.now().toISOString();
  world.clock.advance({ days: 29 });
  expect((await api.get('/accounts')).status).toBe(200);
  world.clock.advance({ days: 2 });
  expect((await api.get('/accounts')).status).toBe(401);
  world.clock.set(start);
});

test('a token without rights or with a made-up life is not made, and what was typed stays', async () => {
  const anna = await newResident();
  const page = await anna.visitor.get('/profile');
  const _token = String(page.$('[name=_token]').val());
  const send = (fields: Record<string, string>) =>
    anna.visitor.post('/profile/tokens', { _token, tokenName: 'Дача', ...fields });
  const bare = await send({ tokenLifetime: '90' });
  expect(bare.status).toBe(422);
  expect(bare.$('.ds-error-summary a').attr('href')).toBe('#scope-read');
  expect(bare.$('#tokenName').val()).toBe('Дача');
  expect(bare.$('[name=scope-read]').attr('checked')).toBeUndefined();
  for (const tokenLifetime of ['', '36500', '-1', '9e1x', '365.0000001']) {
    const refused = await send({ tokenLifetime, 'scope-read': 'yes', 'scope-admin': 'yes' });
    expect(refused.status, tokenLifetime).toBe(422);
    expect(refused.$('.ds-error-summary a').attr('href')).toBe('#tokenLifetime');
  }
  const tokens = await world.db
    .selectFrom('api_tokens')
    .select('name')
    .where('user_id', '=', anna.userId)
    .execute();
  expect(tokens).toEqual([]);
});
