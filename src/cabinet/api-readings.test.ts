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

const countReadings = async (personalAccountId: number) => {
  const rows = await world.db
    .selectFrom('meter_readings')
    .select('status')
    .where('personal_account_id', '=', personalAccountId)
    .where('source', '=', 'api')
    .execute();
  return rows.length;
};

test('a reading is previewed, sent, and found in the history under its number', async () => {
  const { subscriber, api, readings } = await subscriberWithToken();
  const meterSerial = subscriber.meters[0]?.serialNumber;

  const preview = await api.post(`${readings}/preview`, { meterSerial, value: '8799' });
  expect(preview).toMatchObject({
    status: 200,
    body: {
      outcome: 'ok',
      billingMonth: '2026-12',
      volumeM3: '157',
      days: 21,
      previous: { value: '8642', takenOn: '2026-11-21' },
    },
  });
  expect(await countReadings(subscriber.personalAccountId)).toBe(0);

  const { basis } = preview.body;
  const sent = await api.post(readings, { meterSerial, value: '8799', basis });
  expect(sent).toMatchObject({
    status: 201,
    body: {
      accountNumber: subscriber.accountNumber,
      meterSerial,
      takenOn: '2026-12-12',
      volumeM3: '157',
      status: 'accepted',
      receivedAt: '2026-12-12T08:00:00.000Z',
    },
  });
  const { confirmationNumber } = sent.body;
  expect(confirmationNumber).toMatch(/^П-26-\d{4}-\d{4}$/);

  const history = await api.get(readings);
  expect(history.body.readings.map((one) => one.value)).toEqual(['8799', '8642']);
  expect(history.body.readings[0]).toMatchObject({ confirmationNumber, source: 'api' });
  const location = sent.headers.get('location') ?? '';
  const one = await api.get(location.replace('/api/v1', ''));
  expect(one.body).toEqual(history.body.readings[0]);
  const inLatin = await api.get(`${readings}/${confirmationNumber.replace('П', 'P')}`);
  expect(inLatin.body).toEqual(one.body);
});

test('the same key gives the same answer and no second reading', async () => {
  const { subscriber, api, readings } = await subscriberWithToken();
  const key = { 'idempotency-key': 'my-key-1' };
  const first = await api.post(readings, { value: '8700' }, key);
  const again = await api.post(readings, { value: '8700' }, key);
  expect(first.status).toBe(201);
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(await countReadings(subscriber.personalAccountId)).toBe(1);
});

test('the same key with other data is refused, and a refusal leaves its key free', async () => {
  const { api, readings } = await subscriberWithToken();
  const key = { 'idempotency-key': 'my-key-2' };
  expect(await api.post(readings, { value: '8600' }, key)).toMatchObject({ status: 422 });
  expect(await api.post(readings, { value: '8700' }, key)).toMatchObject({ status: 201 });
  const other = await api.post(readings, { value: '8701' }, key);
  expect(other).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused', errors: [{ field: 'Idempotency-Key' }] },
  });
});

test('a write without a key is refused before anything happens', async () => {
  const { subscriber, api, readings } = await subscriberWithToken();
  const bare = await api.post(readings, { value: '8700' }, { 'idempotency-key': '' });
  expect(bare).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
  const spaced = await api.post(readings, { value: '8700' }, { 'idempotency-key': 'a b' });
  expect(spaced).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', errors: [{ field: 'Idempotency-Key' }] },
  });
  expect(await countReadings(subscriber.personalAccountId)).toBe(0);
});

test('of twenty same submissions at once, one reading comes into being', async () => {
  const { subscriber, api, readings } = await subscriberWithToken();
  const key = { 'idempotency-key': 'at-once' };
  const withOneKey = await Promise.all(
    Array.from({ length: 20 }, () => api.post(readings, { value: '8700' }, key)),
  );
  for (const answer of withOneKey) {
    expect(answer).toMatchObject({ status: 201, body: withOneKey[0]?.body });
  }
  const withTheirOwn = await Promise.all(
    Array.from({ length: 20 }, () => api.post(readings, { value: '8700' })),
  );
  for (const answer of withTheirOwn) {
    const { confirmationNumber } = withOneKey[0]?.body ?? {};
    expect(answer).toMatchObject({ status: 200, body: { confirmationNumber, isRepeat: true } });
  }
  expect(await countReadings(subscriber.personalAccountId)).toBe(1);
});

test('a reading after the end of verification is kept and said not to count', async () => {
  const readings = [['2026-11-21', '8642']] as const;
  const { api, readings: path } = await subscriberWithToken({
    meters: [{ verified_until: '2026-11-30', readings }],
  });
  const preview = await api.post(`${path}/preview`, { value: '8799' });
  expect(preview.body).toMatchObject({
    outcome: 'stored',
    notCountedReason: 'verification_expired',
  });
  const sent = await api.post(path, { value: '8799' });
  expect(sent).toMatchObject({
    status: 201,
    body: { status: 'stored', notCountedReason: 'verification_expired' },
  });
});

test('a reading below the previous one is refused with it and with reasons to choose', async () => {
  const { api, readings } = await subscriberWithToken();
  for (const path of [readings, `${readings}/preview`]) {
    const refused = await api.post(path, { value: '8600' });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({
      type: '/api#below_previous',
      code: 'below_previous',
      errors: [{ field: 'value' }],
      details: {
        previous: { value: '8642', takenOn: '2026-11-21' },
        reasons: ['typo', 'rollover', 'meter_replaced'],
      },
    });
    expect(refused.body.detail).toContain('8\u00a0642');
  }
});

test('an improbable reading is a question, and is taken once it is answered', async () => {
  const { api, readings } = await subscriberWithToken();
  const preview = await api.post(`${readings}/preview`, { value: '20000' });
  expect(preview.body).toMatchObject({
    outcome: 'improbable',
    improbable: { reason: 'over_maximum_flow', maximumM3: expect.stringMatching(/^\d+$/) },
    question: expect.stringContaining('Цифры верны?'),
  });
  const key = { 'idempotency-key': 'one-question' };
  const asked = await api.post(readings, { value: '20000' }, key);
  expect(asked).toMatchObject({
    status: 422,
    body: { code: 'improbable', details: { preview: { volumeM3: '11358' } } },
  });
  const confirmed = { value: '20000', isConfirmedImprobable: true };
  expect(await api.post(readings, confirmed, key)).toMatchObject({ status: 201 });
});

test('what was previewed and has changed meanwhile is refused', async () => {
  const { api, readings } = await subscriberWithToken();
  const { body: preview } = await api.post(`${readings}/preview`, { value: '8799' });
  await api.post(readings, { value: '8700' });
  const late = await api.post(readings, { value: '8799', basis: preview.basis });
  expect(late).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
});

test('a reading is corrected and withdrawn, and every version stays in the history', async () => {
  const { api, readings } = await subscriberWithToken();
  const { body: first } = await api.post(readings, { value: '8790' });
  const corrected = await api.post(`${readings}/${first.confirmationNumber}/correction`, {
    value: '8700',
  });
  expect(corrected).toMatchObject({ status: 201, body: { value: '8700', volumeM3: '58' } });
  const key = { 'idempotency-key': 'take-it-back' };
  const address = `${readings}/${corrected.body.confirmationNumber}/withdrawal`;
  const withdrawn = await api.post(address, undefined, key);
  expect(withdrawn).toMatchObject({
    status: 200,
    body: { status: 'withdrawn', isCorrection: true, canChange: false },
  });
  const again = await api.post(address, undefined, key);
  expect(again).toMatchObject({ status: 200, body: withdrawn.body });
  const { body } = await api.get(readings);
  const states = body.readings.map(({ status }) => status);
  expect(states).toEqual(['withdrawn', 'corrected', 'accepted']);
});

test('only a reading of one’s own, in an open month, can be changed', async () => {
  const { api, readings, subscriber } = await subscriberWithToken();
  const nobodys = await api.post(`${readings}/26-9999-9999/withdrawal`);
  expect(nobodys).toMatchObject({ status: 404, body: { code: 'reading_not_found' } });
  const { body } = await api.post(readings, { value: '8790' });
  await world.db
    .updateTable('meter_readings')
    .set({ user_id: subscriber.userId + 1000 })
    .where('personal_account_id', '=', subscriber.personalAccountId)
    .where('source', '=', 'api')
    .execute();
  const address = `${readings}/${body.confirmationNumber}/correction`;
  const anothers = await api.post(address, { value: '8791' });
  expect(anothers).toMatchObject({ status: 403, body: { code: 'reading_not_yours' } });
});

test('with several meters the serial number is needed, and the answer lists them', async () => {
  const meters = [
    { serial_number: '00010001', readings: [['2026-11-21', '10']] },
    { serial_number: '00010002', decimal_digits: 3 },
  ] as const;
  const { api, home, readings } = await subscriberWithToken({ meters });
  expect(await api.post(readings, { value: '20' })).toMatchObject({
    status: 422,
    body: { code: 'meter_required', details: { meterSerials: ['00010001', '00010002'] } },
  });
  const unknown = await api.post(readings, { meterSerial: '777', value: '20' });
  expect(unknown).toMatchObject({ status: 422, body: { code: 'meter_not_found' } });
  const fine = await api.post(readings, { meterSerial: '00010002', value: '20.125' });
  expect(fine).toMatchObject({ status: 201, body: { value: '20.125', volumeM3: null } });
  const listed = await api.get(`${home}/meters`);
  expect(listed.body.meters).toMatchObject([
    { meterSerial: '00010001', lastReading: { value: '10', takenOn: '2026-11-21' } },
    { meterSerial: '00010002', lastReading: { value: '20.125', takenOn: '2026-12-12' } },
  ]);
  const ofOne = await api.get(`${readings}?meterSerial=00010001`);
  expect(ofOne.body.readings).toHaveLength(1);
});
