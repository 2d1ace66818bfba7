import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { type AutopayWorld, payAndSave, startAutopayWorld } from '#test/autopay-world.ts';

// A program of the resident's own sees and turns autopay, by a right of its own.
let world: AutopayWorld;
beforeAll(async () => {
  world = await startAutopayWorld();
});
afterAll(() => world.stop());

type Methods = { methods: { id: number; title: string; kind: string }[] };

test('on, changed, seen and off; a token without the right may only look', async () => {
  const anna = await world.createPayer();
  const api = createApiCaller(world, await anna.createToken());
  const address = `/accounts/${anna.accountNumber}/autopay`;
  const put = (body: object, caller = api) =>
    caller.send(address, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const turnOff = (caller = api) => caller.send(address, { method: 'DELETE' });
  expect((await api.get<Methods>('/payment-methods')).body).toEqual({ methods: [] });
  expect((await api.get(address)).body).toMatchObject({ isOn: false, method: null });
  await payAndSave(anna, world.payAt);
  const { methods } = (await api.get<Methods>('/payment-methods')).body;
  expect(methods).toMatchObject([{ title: 'Карта ••••\u00a04444', kind: 'bank_card' }]);
  const wish = { methodId: methods[0]?.id, on: 'day', day: 10, capKopecks: 500_000 };
  const refusals = [
    [{ ...wish, methodId: 999_999 }, 422, 'method_not_saved'],
    [{ ...wish, day: undefined }, 422, 'day_impossible'],
    [{ ...wish, day: 31 }, 400, 'invalid_request'],
    [{ ...wish, capKopecks: 1 }, 422, 'cap_too_small'],
    [{ ...wish, capKopecks: 99_000_000_000 }, 422, 'cap_too_large'],
  ] as const;
  for (const [body, status, code] of refusals) {
    expect(await put(body)).toMatchObject({ status, body: { code } });
  }
  const on = { isOn: true, on: 'day', day: 10, nextDueOn: '2026-12-10', announced: null };
  for (const _ of ['first', 'again']) {
    expect(await put(wish)).toMatchObject({ status: 200, body: on });
  }
  expect(await world.count('autopay_rules where user_id = $1', [anna.userId])).toBe(1);
  await world.runAt('2026-12-07T10:00:00+02:00');
  const announced = { dueOn: '2026-12-10', amountKopecks: 114_050 };
  expect((await api.get(address)).body).toMatchObject({ announced, nextDueOn: '2027-01-10' });
  const paying = ['read', 'payments:write'] as const;
  const reader = createApiCaller(world, await anna.createToken({ scopes: paying }));
  expect((await reader.get(address)).status).toBe(200);
  for (const refused of [await put(wish, reader), await turnOff(reader)]) {
    expect(refused).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
  }
  for (const _ of ['first', 'again']) {
    expect(await turnOff()).toMatchObject({ status: 200, body: { isOn: false, announced: null } });
  }
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['called_off']);
});
