import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

const INPUTS_PER_FORM = 120;
const INPUTS_PER_ADDRESS = 60;
const AT_ONCE = 8;

let world: World;
let anna: Subscriber;
let visitor: Visitor;
let guest: Visitor;
let tokens: Map<Visitor, string>;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  [visitor, guest] = [world.visitor(), world.visitor()];
  await anna.signIn(visitor);
  tokens = new Map();
  for (const [one, path] of [
    [visitor, '/profile'],
    [guest, '/login'],
  ] as const) {
    tokens.set(one, String((await one.get(path)).$('[name=_token]').val()));
  }
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

/** Percent-encoded already, so that what is no UTF-8 can be sent as well. */
const nasty = [
  ...[
    '',
    '%00',
    'a%00b',
    '%zz',
    '%',
    '%ff%fe',
    '%ed%a0%80',
    '%F0%9F%94%A5',
    '%c0%af',
    '+',
    '%0D%0A',
  ],
  ...['0', '-1', '1e999', 'Infinity', 'NaN', '0x10', '999999999999999999999', '9007199254740993'],
  ...['8700', '8%C2%A0700%2C5', '12.3.4', '-0', '00000', '3.0000000001', '%D9%A1%D9%A2', '1', '2'],
  ...['2026-11-22', '31.02.2026', '0000-00-00', '99999-01-01', '29.02.2024', '2026-13-45', '1.1.1'],
  ...['rollover', 'meter_replaced', 'correction', 'typo', '%D0%9F-26-0000-0001', 'yes', 'accepted'],
  ...['%27%20or%201%3D1--', '%7B%7B7*7%7D%7D', '%3Cscript%3E', '../../etc/passwd', '__proto__'],
  ...['anna%40example.ru', '%2B79114521704', '390100000001', '45%D0%90%D0%90123456', '%E2%80%AE'],
  'constructor',
  '%D1%8F'.repeat(700),
  '%CC%81'.repeat(500),
];
const oddNames = ['__proto__', 'constructor', 'value[]', '', '%00', '%zz', '_key', 'value'];

/** The same inputs at every run: a failure can be repeated. */
function inputs(fields: string, count = INPUTS_PER_FORM): string[] {
  const own = fields.split(' ');
  const name = fc.constantFrom(...own, ...own, ...own, ...oddNames);
  const pair = fc.tuple(name, fc.constantFrom(...nasty)).map((two) => two.join('='));
  const body = fc.array(pair, { maxLength: own.length + 3 }).map((pairs) => pairs.join('&'));
  return fc.sample(body, { numRuns: count, seed: 20_261_123 });
}

async function inBatches(items: string[], work: (item: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(work));
  }
}

const fill = (pattern: string) =>
  pattern.replace(':number', anna.accountNumber).replace(':confirmation', '%D0%9F-26-0000-0001');

test.each([
  [
    'guest',
    '/register',
    'lastName firstName middleName address accountNumber email phone password consent',
  ],
  ['guest', '/register/resend', 'email'],
  ['guest', '/login', 'login password remember next'],
  ['guest', '/password/forgot', 'login'],
  ['guest', `/password/reset/${'A'.repeat(43)}`, 'newPassword'],
  ['guest', `/activate/${'A'.repeat(43)}`, 'token'],
  ['resident', '/accounts/link', 'accountNumber holderLastName meterSerial pin lastBill'],
  ['resident', '/accounts/link/request', 'accountNumber holderLastName comment'],
  ['resident', '/accounts/:number/name', 'ownName'],
  [
    'resident',
    '/accounts/:number/readings',
    'value on basis rollover confirmed corrects _key meter',
  ],
  ['resident', '/accounts/:number/readings/case', 'meter value on kind comment'],
  ['resident', '/accounts/:number/readings/:confirmation/withdrawal', 'number'],
  ['resident', '/profile/tokens', 'tokenName'],
])('a %s may send anything to %s and breaks nothing', async (who, path, fields) => {
  const sender = who === 'guest' ? guest : visitor;
  const token = tokens.get(sender) ?? '';
  const headers = {
    origin: world.url,
    'content-type': 'application/x-www-form-urlencoded',
  };
  await inBatches(inputs(fields), async (input) => {
    const body = `${input}&_token=${token}`;
    const answer = await sender.send(fill(path), { method: 'POST', body, headers });
    expect(answer.status, `${path} ${input}`).toBeLessThan(500);
    expect(answer.status, `${path} ${input}`).not.toBe(403);
  });
});

test.each([
  ['/login', 'next notice'],
  ['/register', 'account_number'],
  ['/register/sent', 'again'],
  ['/password/forgot', 'sent'],
  ['/accounts/link', 'number'],
  ['/accounts/:number/readings', 'cursor corrects'],
  ['/accounts/:number/readings/check', 'value on reason previous corrects meter'],
])('anything may stand after the question mark of %s', async (path, fields) => {
  const sender = path.startsWith('/accounts') ? visitor : guest;
  await inBatches(inputs(fields, INPUTS_PER_ADDRESS), async (input) => {
    const answer = await sender.get(`${fill(path)}?${input.slice(0, 6_000)}`);
    expect(answer.status, `${path}?${input}`).toBeLessThan(500);
  });
});

test('anything may stand in the place of a number, a token, a confirmation', async () => {
  const patterns = [
    ...['/accounts/*', '/accounts/*/readings', '/accounts/:number/readings/*', '/legal/*'],
    ...['/activate/*', '/password/reset/*', '/assets/*', '/*', '/api/v1/accounts/*'],
    '/api/v1/accounts/:number/readings/*',
  ];
  for (const pattern of patterns) {
    await inBatches(nasty, async (text) => {
      const path = fill(pattern).replace('*', () => text);
      const answer = await visitor.get(path);
      expect(answer.status, path).toBeLessThan(500);
    });
  }
});

test('any cookie and header is survived', async () => {
  for (const text of nasty) {
    const curious = world.visitor();
    for (const name of ['visitor', 'session', 'device', 'registration_email']) {
      curious.cookies.set(name, text);
    }
    const shown = decodeLatin(text);
    const headers = { 'user-agent': shown, referer: shown, 'accept-language': shown };
    for (const path of ['/login', '/register/sent', '/profile']) {
      const answer = await curious.send(path, { headers });
      expect(answer.status, `${path} ${text}`).toBeLessThan(500);
    }
    const page = await curious.get('/login');
    if (!page.$('[name=_token]').length) continue;
    const tried = await curious.submit(page, { login: anna.email, password: 'не тот пароль' });
    expect(tried.status, text).toBeLessThan(500);
  }
});

/** What a header can hold of it. */
function decodeLatin(text: string): string {
  const bytes = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  return bytes.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '').trim();
}

test('after all of it the reading, the account and the session are as they were', async () => {
  const page = await visitor.get(`/accounts/${anna.accountNumber}`);
  expect(page.status).toBe(200);
  const broken = world.logLines.filter((line) => line.includes('"broken"'));
  expect(broken).toEqual([]);
});
