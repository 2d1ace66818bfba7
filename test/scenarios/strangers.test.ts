import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { href, routes } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { listRegisteredRoutes } from '#test/registered-routes.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { isWayIntoDesk } from './desk-way-in.ts';
import { expected, household } from './stranger-expectations.ts';

/** The desk of staff is tried in staff-access.test.ts, as every role. */
const isOfDesk = (route: string): boolean =>
  / \/staff(\/|\.|$)/.test(route) && !isWayIntoDesk(route);

let world: World;
let owner: Subscriber;
let other: Subscriber;
let otherToken: string;
let params: Record<string, string>;
let otherVisitor: Visitor;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  [owner, other] = [await createSubscriber(world), await createSubscriber(world)];
  otherToken = await other.createToken();
  otherVisitor = world.visitor();
  await other.signIn(otherVisitor);
  await owner.createToken();
  const visitor = world.visitor();
  await owner.signIn(visitor);
  const home = `/accounts/${owner.accountNumber}`;
  const check = await visitor.get(`${home}/readings/check?value=8700`);
  const sent = await visitor.submit(check, {}, 'Передать показание');
  const form = await visitor.get(href('payment', { number: owner.accountNumber }));
  await visitor.submit(form, { amount: '500' }, 'Перейти к оплате');
  const { public_id: paymentId } = await world.db
    .selectFrom('payment_baskets')
    .select('public_id')
    .where('user_id', '=', owner.userId)
    .executeTakeFirstOrThrow();
  const { api_token_id: tokenId } = await world.db
    .selectFrom('api_tokens')
    .select('api_token_id')
    .where('user_id', '=', owner.userId)
    .executeTakeFirstOrThrow();
  const { session_id: sessionId } = await world.db
    .selectFrom('sessions')
    .select('session_id')
    .where('user_id', '=', owner.userId)
    .executeTakeFirstOrThrow();
  const confirmation = decodeURIComponent(sent.location.split('/').at(-1) ?? '');
  params = {
    number: owner.accountNumber,
    confirmation,
    confirmationNumber: confirmation,
    tokenId: String(tokenId),
    sessionId: String(sessionId),
    paymentId,
    gateway: 'nobody',
    agent: 'nobody',
    token: 'A'.repeat(43),
    // Of no paper; an empty one would be the page where codes are typed.
    code: 'A'.repeat(20),
    document: 'consent',
    factor: 'app',
    // The clock of this world stands in it: it is being formed.
    month: '2026-11',
    paperNo: '1',
    entryId: '1',
  };
});
afterAll(() => world.stop());

const addressOf = (pattern: string, given = params): string =>
  pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));

/** What a form or a program would send, were it the owner's. */
const ownersFields = () => ({
  meter: String(owner.meters[0]?.meterId),
  value: '8750',
  on: '',
  kind: 'meter_replaced',
  ownName: 'Захвачено',
  password: 'не тот пароль',
});

function programsBody(route: string): string {
  if (route.endsWith('/withdrawal')) return '{}';
  if (route.endsWith('/autopay')) return '{"methodId":1,"on":"bill","capKopecks":500000}';
  if (!route.endsWith('/payments')) return '{"value":"8750"}';
  const parts = [{ accountNumber: owner.accountNumber, amountKopecks: 50_000 }];
  return JSON.stringify({ method: 'sbp', parts });
}

async function ask(visitor: Visitor, route: string, token = ''): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const address = addressOf(pattern);
  if (address.startsWith('/api/v1/')) {
    const hasBody = /^(POST|PUT)$/.test(method);
    const headers: Record<string, string> = {
      ...(hasBody && { 'content-type': 'application/json' }),
      'idempotency-key': randomUUID(),
    };
    if (token) headers.authorization = `Bearer ${token}`;
    const body = programsBody(route);
    return world.visitor().send(address, { method, headers, ...(hasBody && { body }) });
  }
  if (method === 'GET') return visitor.get(address);
  const page = await visitor.get('/help');
  const anyPage = page.$('[name=_token]').length ? page : await visitor.get('/password/forgot');
  const formToken = String(anyPage.$('[name=_token]').val());
  return visitor.post(address, { ...ownersFields(), _token: formToken });
}

/** Of a form the sign-in page itself, which carries it on. */
const isLogin = ({ status, location, $ }: Answer) =>
  status === 303
    ? /^\/login(\?|$)/.test(location)
    : status === 401 && $('form[action="/login"] [name=held]').length === 1;

const ownersState = async () => {
  const tables = ['personal_account_links', 'meter_readings', 'reading_cases', 'payment_parts'];
  const states = tables.map(async (table) => {
    const { rows } = await world.pool.query(
      `select * from ${table} where personal_account_id = $1 order by 1, 2`,
      [owner.personalAccountId],
    );
    return rows;
  });
  const tokens = await world.db
    .selectFrom('api_tokens')
    .select('revoked_at')
    .where('user_id', '=', owner.userId)
    .execute();
  const sessions = await world.db
    .selectFrom('sessions')
    .select('session_id')
    .where('user_id', '=', owner.userId)
    .execute();
  return [await Promise.all(states), tokens, sessions];
};

test('every address of the site has an expectation here, and none is made up', async () => {
  const registered = (await listRegisteredRoutes(world)).filter((route) => !isOfDesk(route));
  const missing = registered.filter((route) => !expected[route]);
  expect(missing).toEqual([]);
  const patterns = new Set(Object.keys(expected).map((route) => route.split(' ')[1]));
  const unlisted = Object.values(routes).filter((pattern) => !patterns.has(pattern));
  expect(unlisted.filter((pattern) => !isOfDesk(`GET ${pattern}`))).toEqual([]);
  const platform = ['GET /metrics', 'GET /health/live', 'GET /health/ready'];
  const known = new Set([...registered, ...platform]);
  expect(Object.keys(expected).filter((route) => !known.has(route))).toEqual([]);
});

test('a stranger is shown to the sign-in page, and changes nothing', async () => {
  const before = await ownersState();
  const visitor = world.visitor();
  for (const [route, [stranger]] of Object.entries(expected)) {
    const answer = await ask(visitor, route);
    if (stranger === 'login') expect(isLogin(answer), `${route}: ${answer.status}`).toBe(true);
    else expect(answer.status, route).toBe(stranger);
    expect(answer.text, route).not.toContain(owner.accountNumber);
    if (stranger !== 'login' || !route.startsWith('GET')) continue;
    const head = await visitor.send(addressOf(route.slice(4)), { method: 'HEAD' });
    expect(head.status, `HEAD ${route}`).toBe(303);
  }
  expect(await ownersState()).toEqual(before);
});

test('somebody else’s account looks like none, whatever is asked of it, and nothing changes', async () => {
  const before = await ownersState();
  for (const [route, [, status]] of Object.entries(expected)) {
    const answer = await ask(otherVisitor, route, otherToken);
    expect(answer.status, route).toBe(status);
  }
  expect(await ownersState()).toEqual(before);
});

test('not a word differs between somebody else’s account and one that does not exist', async () => {
  const visitor = world.visitor();
  await other.signIn(visitor);
  const same = ({ text, headers }: Answer) =>
    text.replaceAll(String(headers.get('x-request-id')), '').replaceAll(/\d{12}/g, '');
  for (const [route, [, status]] of Object.entries(expected)) {
    if (status !== 404 || !route.startsWith('GET /accounts/:number')) continue;
    const pattern = route.slice(4);
    const theirs = await visitor.get(addressOf(pattern));
    const nobodys = await visitor.get(addressOf(pattern, { ...params, number: '399999999999' }));
    expect(nobodys.status).toBe(404);
    expect(same(nobodys), route).toBe(same(theirs));
  }
});

/** A debt has no certificate, nothing chosen leads back to its form; a reading was sent, so it is confirmed. */
const otherwise: Record<string, number> = {
  'GET /accounts/:number/bills.zip': 303,
  'GET /accounts/:number/papers/no-debt.pdf': 409,
  'GET /accounts/:number/papers/readings/:confirmation.pdf': 200,
};

test('the household itself gets in everywhere', async () => {
  const visitor = world.visitor();
  await owner.signIn(visitor);
  for (const [route, known] of Object.entries(expected)) {
    if (known !== household || !route.startsWith('GET')) continue;
    const answer = await visitor.get(addressOf(route.slice(4)));
    // The address of a form's answer leads back to the page that has the form.
    const isOfForm = route.endsWith('/case');
    // Nobody's month is closed: a page says so in the place of the paper.
    const isPaper = route.endsWith('.pdf');
    const usual = isOfForm ? 303 : route.endsWith('/check') ? 422 : isPaper ? 404 : 200;
    const status = otherwise[route] ?? usual;
    expect(answer.status, route).toBe(status);
    if (!isOfForm) {
      expect(answer.headers.get('cache-control'), route).toBe('private, no-store');
    }
  }
});
