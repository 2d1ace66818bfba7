import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { accepted, historyOf } from '#test/reading-results.ts';
import { correctReading } from './correct-reading.ts';
import { submitReading } from './submit-reading.ts';
import { withdrawReading } from './withdraw-reading.ts';

type World = Awaited<ReturnType<typeof startMetersWorld>>;
let world: World;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
});
afterAll(() => world.stop());

const source = 'cabinet' as const;

test('a correction keeps every version and compares with the reading before the corrected one', async () => {
  const home = await world.addHome();
  const { actor, number } = home;
  const typo = accepted(await submitReading(world.deps, actor, { number, value: '8999', source }));
  const below = await submitReading(world.deps, actor, { number, value: '8799', source });
  expect(below).toMatchObject({
    code: 'below_previous',
    previous: { confirmationNumber: expect.any(Number) },
    reasons: ['typo', 'rollover', 'meter_replaced', 'correction'],
  });
  const correction = { number, confirmation: typo.confirmation, value: '8799', source };
  const mended = accepted(await correctReading(world.deps, actor, correction));
  expect(mended).toMatchObject({ volumeM3: '157' });
  expect((await historyOf(world, home)).map(({ value, status }) => [value, status])).toEqual([
    ['8799', 'accepted'],
    ['8999', 'corrected'],
    ['8642', 'accepted'],
  ]);
  expect(await correctReading(world.deps, actor, { ...correction, value: '8600' })).toMatchObject({
    code: 'changed_meanwhile',
  });
});

test('of a correction and a new reading at once, the count never goes back', async () => {
  for (let round = 0; round < 5; round += 1) {
    const home = await world.addHome();
    const { actor, number } = home;
    const sent = await submitReading(world.deps, actor, { number, value: '8700', source });
    const { confirmation } = accepted(sent);
    await Promise.all([
      correctReading(world.deps, actor, { number, confirmation, value: '8760', source }),
      submitReading(world.deps, actor, { number, value: '8750', source }),
    ]);
    const counted = (await historyOf(world, home)).filter(({ status }) => status === 'accepted');
    const volumes = counted.map(({ volumeM3 }) => Number(volumeM3 ?? 0));
    expect(Math.min(...volumes)).toBeGreaterThanOrEqual(0);
  }
});

test('a correction stays between its neighbours', async () => {
  const home = await world.addHome();
  const { actor, number } = home;
  const submit = (value: string, takenOn: string) =>
    submitReading(world.deps, actor, { number, value, takenOn, source });
  const first = accepted(await submit('8700', '2026-12-05'));
  const second = accepted(await submit('8750', '2026-12-10'));
  const { confirmation } = first;
  const correct = (value: string, takenOn?: string) =>
    correctReading(world.deps, actor, { number, confirmation, value, takenOn, source });
  expect(await correct('8751')).toMatchObject({
    code: 'conflicts_with_next',
    next: { value: '8750' },
  });
  expect(await correct('8720', '2026-12-11')).toMatchObject({ code: 'date_after_next' });
  expect(await correct('8720', '2026-11-20')).toMatchObject({ code: 'date_before_previous' });
  expect(await correct('8641')).toMatchObject({
    code: 'below_previous',
    previous: { value: '8642' },
  });
  expect(accepted(await correct('8720'))).toMatchObject({ takenOn: '2026-12-05', volumeM3: '78' });
  const entry = (await historyOf(world, home)).find(
    ({ readingId }) => readingId === second.readingId,
  );
  expect(entry).toMatchObject({ volumeM3: '30', previous: { value: '8720' } });
});

test('a correction does not say once more what its sender has said of that day', async () => {
  const home = await world.addHome();
  const { actor, number } = home;
  const submit = (value: string) => submitReading(world.deps, actor, { number, value, source });
  const { confirmation } = accepted(await submit('8700'));
  accepted(await submit('8713'));
  const correct = (value: string) =>
    correctReading(world.deps, actor, { number, confirmation, value, source });
  const said = { code: 'conflicts_with_next', next: { value: '8713' } };
  expect(await correct('8713')).toMatchObject(said);
  // Of itself it may: nothing is added.
  expect(accepted(await correct('8700'))).toMatchObject({ isRepeat: true });
  expect(accepted(await correct('8712'))).toMatchObject({ value: '8712' });
  const counted = (await historyOf(world, home)).filter(({ status }) => status === 'accepted');
  expect(counted.map(({ value }) => value).sort()).toEqual(['8642', '8712', '8713']);
});

test('a reading is withdrawn while its month is open, and only by its sender', async () => {
  const home = await world.addHome();
  const { actor, number, personalAccountId } = home;
  const sent = accepted(await submitReading(world.deps, actor, { number, value: '8700', source }));
  const { confirmation } = sent;
  const spouse = await world.addUser();
  await world.link(spouse, personalAccountId);
  const withdraw = (by = actor) => withdrawReading(world.deps, by, { number, confirmation });
  expect(await withdraw(spouse)).toMatchObject({ code: 'reading_not_yours' });
  expect(await withdraw()).toMatchObject({ ok: true, isRepeat: false });
  expect(await withdraw()).toMatchObject({ ok: true, isRepeat: true });
  expect((await historyOf(world, home)).map(({ status }) => status)).toEqual([
    'withdrawn',
    'accepted',
  ]);
  const lower = await submitReading(world.deps, actor, { number, value: '8690', source });
  expect(accepted(lower)).toMatchObject({ volumeM3: '48' });
});

test('nothing of a closed month is changed, and a late reading counts in the first open month', async () => {
  const home = await world.addHome();
  const { actor, number } = home;
  const takenOn = '2026-11-30';
  const sent = await submitReading(world.deps, actor, { number, value: '8700', takenOn, source });
  const { confirmation, billingMonth } = accepted(sent);
  expect(billingMonth).toBe('2026-11-01');
  await world.closeMonth('2026-11-01');
  const closed = { code: 'billing_month_closed', billingMonth: '2026-11-01' };
  expect(await withdrawReading(world.deps, actor, { number, confirmation })).toMatchObject(closed);
  const correction = { number, confirmation, value: '8701', source };
  expect(await correctReading(world.deps, actor, correction)).toMatchObject(closed);
  const late = await submitReading(world.deps, actor, { number, value: '8710', takenOn, source });
  expect(accepted(late)).toMatchObject({ takenOn, billingMonth: '2026-12-01' });
  await world.reopenMonths();
});

test('a withdrawal that would break a later turn through zero is refused', async () => {
  const { actor, number, ...home } = await world.addHome();
  const place = { personalAccountId: home.personalAccountId, meterId: home.meterId };
  await world.addReadings(place, [['2026-12-01', '99990']]);
  const turn = { number, value: '5', isRollover: true, takenOn: '2026-12-10', source };
  const { confirmation, volumeM3 } = accepted(await submitReading(world.deps, actor, turn));
  expect(volumeM3).toBe('15');
  accepted(await submitReading(world.deps, actor, { number, value: '20', source }));
  expect(await withdrawReading(world.deps, actor, { number, confirmation })).toMatchObject({
    code: 'conflicts_with_next',
  });
});

test('on a closed account nothing can be changed, and the history says so', async () => {
  const home = await world.addHome();
  const { actor, number, personalAccountId } = home;
  const sent = await submitReading(world.deps, actor, { number, value: '8700', source });
  const { confirmation } = accepted(sent);
  expect((await historyOf(world, home))[0]?.canChange).toBe(true);
  const set = (closed_on: string) =>
    world.db
      .updateTable('personal_accounts')
      .set({ closed_on })
      .where('personal_account_id', '=', personalAccountId)
      .execute();
  await set('2027-05-01');
  expect((await historyOf(world, home))[0]?.canChange).toBe(true);
  await set('2026-12-12');
  expect((await historyOf(world, home))[0]?.canChange).toBe(false);
  const closed = { code: 'personal_account_closed' };
  expect(await withdrawReading(world.deps, actor, { number, confirmation })).toMatchObject(closed);
});

test('a former resident changes nothing of what they had sent', async () => {
  const home = await world.addHome();
  const { actor, number, personalAccountId } = home;
  const takenOn = '2026-12-01';
  accepted(await submitReading(world.deps, actor, { number, value: '8700', takenOn, source }));
  await world.db
    .updateTable('personal_account_links')
    .set({ visible_until: '2026-12-05', visible_until_reason: 'holder_changed' })
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  expect((await historyOf(world, home))[0]).toMatchObject({ value: '8700', canChange: false });
});
