import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

type OwnData = Awaited<ReturnType<typeof import('./own-data.ts').gatherOwnData>>;

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-12-12T10:00:00+02:00' });
});
afterAll(() => world.stop());

async function visitorOf(resident: Subscriber): Promise<Visitor> {
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return visitor;
}

async function download(visitor: Visitor) {
  const answer = await visitor.get(href('profileExport'));
  const data: NonNullable<OwnData> = JSON.parse(answer.text);
  return { answer, data };
}

/** Every name of a field, at any depth. */
function namesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) namesIn(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      found.add(name);
      namesIn(inner, found);
    }
  }
  return found;
}

test('one press gives all that is held of the person, and nothing is asked', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  await anna.createToken({ name: 'Умный дом', scopes: ['read'] });
  const home = `/accounts/${anna.accountNumber}`;
  const check = await visitor.get(`${home}/readings/check?value=8700`);
  await visitor.submit(check, {}, 'Передать показание');
  const phone = { phone: '+79114521799', password: anna.password };
  await visitor.submit(await visitor.get(href('profilePhone')), phone);
  const request = await visitor.get('/accounts/link/request');
  const asked = { accountNumber: '390100999999', holderLastName: 'Примерова', comment: 'Дача' };
  await visitor.submit(request, asked);

  const profile = await visitor.get('/profile');
  const link = profile.$('a').filter((_, one) => profile.$(one).text().includes('Скачать мои'));
  expect(link.attr('href')).toBe('/profile/export.json');
  const { answer, data } = await download(visitor);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="own-data-2026-12-12.json"',
  );
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(data).toMatchObject({
    format: 'ochag-own-data',
    version: 1,
    person: { email: anna.email, lastName: 'Примерова', firstName: 'Анна' },
    sessions: [{ isRemembered: false, address: '127.0.0.1' }],
    apiTokens: [{ name: 'Умный дом', scopes: ['read'], revokedAt: null }],
    contactChanges: [{ kind: 'phone', newValue: '+79114521799' }],
    linkingRequests: [{ accountNumber: '390100999999', comment: 'Дача', state: 'open' }],
    letters: [
      { kind: 'api_token_created', to: anna.email },
      { kind: 'reading_accepted', to: anna.email },
      { kind: 'phone_change', to: anna.email },
    ],
    accounts: [
      {
        number: anna.accountNumber,
        balance: { balanceKopecks: 124_050 },
        meters: [{ meterSerial: anna.meters[0]?.serialNumber }],
        readings: [{ value: '8700' }, { value: '8642' }],
      },
    ],
  });
});

test('the file holds no hash, no token, no number of a row, and nothing of anybody else', async () => {
  const [anna, boris] = [
    await createSubscriber(world),
    await createSubscriber(world, {
      user: { last_name: 'Чужаков', address: 'г. Гурьевск, ул. Чужая, 1' },
      personalAccount: { address: 'г. Гурьевск, ул. Чужая, 1', linking_pin: '739164' },
    }),
  ];
  // A household: both see the account, each has their own words in it.
  await linkPersonalAccount(world, {
    userId: boris.userId,
    personalAccountId: anna.personalAccountId,
    own_name: 'Название Бориса',
  });
  const theirs = await visitorOf(boris);
  const home = `/accounts/${anna.accountNumber}`;
  const page = await theirs.get('/profile');
  const opened = await theirs.post(`${home}/readings/case`, {
    _token: String(page.$('[name=_token]').val()),
    meter: String(anna.meters[0]?.meterId),
    value: '57',
    kind: 'meter_replaced',
    comment: 'Слова Бориса',
  });
  expect(opened.status, opened.$('.ds-error-summary').text()).toBe(303);
  const cases = await world.db.selectFrom('reading_cases').select('comment').execute();
  expect(cases).toEqual([{ comment: 'Слова Бориса' }]);

  const visitor = await visitorOf(anna);
  const token = await anna.createToken();
  const { answer, data } = await download(visitor);
  const strangers = ['Чужаков', boris.email, boris.accountNumber, 'Чужая', 'Бориса', '739164'];
  const secrets = ['argon2', token, String(visitor.cookies.get('session')), 'hash'];
  for (const secret of [...strangers, ...secrets]) expect(answer.text).not.toContain(secret);
  const ids = [...namesIn(data)].filter((name) => /Id$|_/.test(name));
  expect(ids).toEqual([]);
  const { data: his } = await download(theirs);
  expect(his.accounts.flatMap((one) => one.readingCases.map(({ comment }) => comment))).toEqual([
    'Слова Бориса',
  ]);
});

test('a former resident takes along what was theirs, and nothing of whoever came after', async () => {
  const former = await createSubscriber(world, {
    link: { visible_until: '2026-12-01' },
    personalAccount: { holder_last_name: 'Новосёлова' },
    meters: [
      {
        readings: [
          ['2026-11-21', '8642'],
          ['2026-12-05', '9001'],
        ],
      },
    ],
  });
  const { answer, data } = await download(await visitorOf(former));
  expect(answer.text).not.toContain('Новосёлова');
  expect(data.accounts).toMatchObject([
    { holder: null, balance: null, visibleUntil: '2026-12-01', readings: [{ value: '8642' }] },
  ]);
  expect(data.accounts[0]?.readings).toHaveLength(1);
});

test('a long history is there to its first reading', async () => {
  const days = Array.from({ length: 230 }, (_, n) => new Date(Date.UTC(2025, 0, 1 + n)));
  const readings = days.map((day, n) => [day.toISOString().slice(0, 10), String(n)] as const);
  const anna = await createSubscriber(world, { meters: [{ readings }] });
  const { data } = await download(await visitorOf(anna));
  const values = data.accounts[0]?.readings.map(({ value }) => value);
  expect(values).toEqual(days.map((_, n) => String(229 - n)));
});

test('the paper about the file names every field of it', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  await anna.createToken();
  const email = { email: 'other@example.ru', password: anna.password };
  await visitor.submit(await visitor.get(href('profileEmail')), email);
  const paper = await readFile(new URL('../../docs/own-data.md', import.meta.url), 'utf8');
  const { data } = await download(visitor);
  const { accounts, ...ours } = data;
  const names = [...namesIn(ours), ...Object.keys(accounts[0] ?? {})];
  expect(names.filter((name) => !paper.includes(`\`${name}\``))).toEqual([]);
});

test('twenty files an hour are enough; then the page says when', async () => {
  const visitor = await visitorOf(await createSubscriber(world));
  for (let turn = 0; turn < 20; turn += 1) {
    expect((await visitor.get(href('profileExport'))).status).toBe(200);
  }
  const refused = await visitor.get(href('profileExport'));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});
