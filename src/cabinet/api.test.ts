import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type SubscriberFacts } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ now: '2026-12-12T10:00:00+02:00' });
});
afterAll(() => world.stop());

async function subscriberWithToken(facts?: SubscriberFacts) {
  const subscriber = await createSubscriber(world, facts);
  const api = createApiCaller(world, await subscriber.createToken());
  const home = `/accounts/${subscriber.accountNumber}`;
  return { subscriber, api, home, readings: `${home}/readings` };
}

test('a value is a string with a point, and a date is ISO; the field at fault is named', async () => {
  const { api, readings } = await subscriberWithToken();
  const wrong: [object, string][] = [
    [{ value: 8799 }, 'value'],
    [{ value: '8799,5' }, 'value'],
    [{ value: '8 799' }, 'value'],
    [{ value: '-1' }, 'value'],
    [{ value: '' }, 'value'],
    [{}, 'value'],
    [{ value: '8799', takenOn: '12.12.2026' }, 'takenOn'],
    [{ value: '8799', takenOn: '2026-02-30' }, 'takenOn'],
    [{ value: '8799', isRollover: 'true' }, 'isRollover'],
    [{ value: '8799', isRolover: true }, 'isRolover'],
    [[], 'body'],
  ];
  for (const [body, field] of wrong) {
    const refused = await api.post(`${readings}/preview`, body);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(refused.body.errors).toEqual([{ field, message: expect.stringMatching(/[а-я]/) }]);
  }
  for (const query of ['limit=0', 'limit=1.5', 'limit=x', 'limit=101', 'page=2']) {
    const refused = await api.get(`${readings}?${query}`);
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ field: query.split('=')[0] }] },
    });
  }
  expect(await api.get(`${readings}?cursor=nonsense`)).toMatchObject({
    status: 400,
    body: { code: 'cursor_invalid', errors: [{ field: 'cursor' }] },
  });
});

test('a body that is no JSON is refused, whatever it calls itself', async () => {
  const { api, readings } = await subscriberWithToken();
  expect(await api.post(`${readings}/preview`, '{"value":')).toMatchObject({
    status: 400,
    body: { code: 'bad_request' },
  });
  for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
    const refused = await api.post(`${readings}/preview`, 'value=8799', { 'content-type': type });
    expect(refused).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  }
});

test('a long history is walked page by page, each reading once', async () => {
  const months = Array.from({ length: 11 }, (_, month) => month + 1);
  const dated = months.map(
    (month) => [`2026-${String(month).padStart(2, '0')}-20`, String(month * 100)] as const,
  );
  const { api, readings } = await subscriberWithToken({ meters: [{ readings: dated }] });
  const seen: string[] = [];
  for (let cursor = '', pages = 0; pages < 10; pages += 1) {
    const { body } = await api.get(`${readings}?limit=4${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.readings.map(({ value }) => value));
    if (body.nextCursor === null) break;
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(months.reverse().map((month) => String(month * 100)));
});

test('money is whole kopecks, volumes are decimal strings, months and dates are ISO', async () => {
  const readings = [
    ['2026-08-20', '100.5'],
    ['2026-09-20', '200'],
    ['2026-11-20', '301'],
  ] as const;
  const { api, home } = await subscriberWithToken({ meters: [{ decimal_digits: 1, readings }] });
  expect((await api.get(`${home}/balance`)).body).toEqual({
    totalKopecks: 124_360,
    balanceKopecks: 124_050,
    penaltyKopecks: 310,
    lastMonth: null,
    dueOn: null,
    asOf: '2026-11-01',
    source: 'register',
  });
  expect((await api.get(`${home}/consumption?from=2026-09&to=2026-12`)).body).toEqual({
    from: '2026-09',
    to: '2026-12',
    months: [
      { month: '2026-09', volumeM3: '99.5', basis: 'metered' },
      { month: '2026-10', volumeM3: '50.5', basis: 'shared' },
      { month: '2026-11', volumeM3: '50.5', basis: 'shared' },
      { month: '2026-12', volumeM3: null, basis: null },
    ],
    totalM3: '200.5',
  });
  expect((await api.get(`${home}/consumption`)).body).toMatchObject({
    from: '2026-01',
    to: '2026-12',
  });
  for (const query of ['from=2026-13', 'from=2026-12&to=2026-01', 'from=1990-01&to=2026-01']) {
    expect(await api.get(`${home}/consumption?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'from' }] },
    });
  }
});

test('an unchanged answer is not sent twice', async () => {
  const { api, home } = await subscriberWithToken();
  const first = await api.get(home);
  const etag = first.headers.get('etag') ?? '';
  const again = await api.send(home, { headers: { 'if-none-match': etag } });
  expect(again).toMatchObject({ status: 304, body: null });
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
});
