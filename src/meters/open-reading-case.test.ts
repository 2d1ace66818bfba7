import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { listReadingCases } from './list-reading-cases.ts';
import { openReadingCase } from './open-reading-case.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
});
afterAll(() => world.stop());

test('what cannot be decided here becomes a case that the resident sees', async () => {
  const { actor, number, personalAccountId } = await world.addHome();
  const input = { number, kind: 'meter_replaced', value: '12', comment: ' Новый № 55 ' } as const;
  const opened = await openReadingCase(world.deps, actor, input);
  expect(opened).toMatchObject({ ok: true, isAlreadyOpen: false });
  const cases = await listReadingCases(world.deps, actor, { personalAccountId });
  expect(cases).toMatchObject([
    {
      kind: 'meter_replaced',
      value: '12',
      takenOn: '2026-12-12',
      state: 'open',
      comment: 'Новый № 55',
    },
  ]);
});

test('a replaced meter is told by any face, and a second message joins the first', async () => {
  const { actor, number, personalAccountId } = await world.addHome();
  const input = { number, kind: 'meter_replaced' } as const;
  const send = (value: string, comment: string) =>
    openReadingCase(world.deps, actor, { ...input, value, comment });
  expect(await send('123456789,125', 'Новый № 55')).toMatchObject({ isAlreadyOpen: false });
  expect(await send('123456789,125', 'Сняли 3 декабря')).toMatchObject({ isAlreadyOpen: true });
  await send('123456789,125', 'Сняли 3 декабря');
  await send('7', '');
  const [known] = await listReadingCases(world.deps, actor, { personalAccountId });
  expect(known?.value).toBe('123456789.125');
  expect(known?.comment).toBe('Новый № 55\nСняли 3 декабря\n2026-12-12: 7');
});

test('the same case twice at once is one case', async () => {
  const { actor, number, personalAccountId } = await world.addHome();
  const open = () =>
    openReadingCase(world.deps, actor, { number, kind: 'rollover', value: '8641' });
  const results = await Promise.all([open(), open(), open()]);
  expect(results.filter((result) => result.ok && !result.isAlreadyOpen)).toHaveLength(1);
  expect(await listReadingCases(world.deps, actor, { personalAccountId })).toHaveLength(1);
});

test('a case needs an account of one’s own, a value and a day that exist', async () => {
  const { actor, number, personalAccountId } = await world.addHome();
  const stranger = await world.addUser();
  const input = { number, kind: 'rollover', value: '8641' } as const;
  const open = (more: { value?: string; takenOn?: string }, by = actor) =>
    openReadingCase(world.deps, by, { ...input, ...more });
  expect(await open({}, stranger)).toMatchObject({ code: 'not_found' });
  expect(await open({ value: 'много' })).toMatchObject({ code: 'value_not_a_number' });
  expect(await open({ takenOn: '2026-12-13' })).toMatchObject({ code: 'date_in_future' });
  await open({});
  expect(await listReadingCases(world.deps, stranger, { personalAccountId })).toEqual([]);
});
