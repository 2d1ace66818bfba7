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

test('the words of a case are for its author and staff, whoever lives there before or after', async () => {
  const { actor: former, number, personalAccountId } = await world.addHome();
  const spouse = await world.addUser();
  await world.link(spouse, personalAccountId);
  const ask = (by: typeof former, comment: string) =>
    openReadingCase(world.deps, by, {
      number,
      kind: 'meter_replaced',
      value: '12',
      takenOn: '2026-11-25',
      comment,
    });
  const commentsSeenBy = async (by: typeof former) =>
    (await listReadingCases(world.deps, by, { personalAccountId })).map(({ comment }) => comment);
  await ask(former, 'Слова прежнего');
  expect(await commentsSeenBy(spouse)).toEqual(['']);
  expect(await ask(spouse, 'Слова супруги')).toMatchObject({ isAlreadyOpen: false });
  expect(await commentsSeenBy(former)).toEqual(['', 'Слова прежнего']);
  // The home goes to another holder.
  await world.db
    .updateTable('personal_account_links')
    .set({ visible_until: '2026-12-01' })
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  const newcomer = await world.addUser();
  await world.link(newcomer, personalAccountId);
  expect(await commentsSeenBy(newcomer)).toEqual([]);
  const asked = await ask(newcomer, 'Слова нового');
  expect(asked).toMatchObject({ isAlreadyOpen: false, readingCase: { comment: 'Слова нового' } });
  expect(await commentsSeenBy(newcomer)).toEqual(['Слова нового']);
  expect(await commentsSeenBy(former)).toEqual(['', 'Слова прежнего']);
});

test('a case takes messages while staff can read them, and cuts none', async () => {
  const { actor, number, personalAccountId } = await world.addHome();
  const send = (comment: string) =>
    openReadingCase(world.deps, actor, { number, kind: 'rollover', value: '12', comment });
  expect(await send('я'.repeat(2001))).toMatchObject({ code: 'comment_too_long', most: 2000 });
  for (const nth of [1, 2, 3, 4]) {
    expect(await send(`${nth} ${'я'.repeat(1998)}`)).toMatchObject({ ok: true });
  }
  await send(`5 ${'я'.repeat(1900)}`);
  const full = await listReadingCases(world.deps, actor, { personalAccountId });
  expect(await send(`6 ${'я'.repeat(1000)}`)).toMatchObject({ code: 'case_full' });
  expect(await listReadingCases(world.deps, actor, { personalAccountId })).toEqual(full);
  expect(full[0]?.comment.length).toBeLessThanOrEqual(10_000);
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
