import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { accepted, historyOf } from '#test/reading-results.ts';
import { checkReading } from './check-reading.ts';
import { correctReading } from './correct-reading.ts';
import { listReadings } from './list-readings.ts';
import { submitReading } from './submit-reading.ts';
import { withdrawReading } from './withdraw-reading.ts';

type World = Awaited<ReturnType<typeof startMetersWorld>>;
let world: World;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
});
afterAll(() => world.stop());

const source = 'cabinet' as const;

test('a reading is accepted with its month, its m³ and a confirmation, and a letter is queued', async () => {
  const { actor, number } = await world.addHome();
  const receipt = accepted(
    await submitReading(world.deps, actor, { number, value: '08 799', source }),
  );
  expect(receipt).toMatchObject({
    value: '8799',
    volumeM3: '157',
    takenOn: '2026-12-12',
    billingMonth: '2026-12-01',
    status: 'accepted',
    isRepeat: false,
  });
  expect(receipt.confirmation).toMatch(/^П-26-\d{4}-\d{4}$/);
  const letters = await world.db
    .selectFrom('letters')
    .select(['kind', 'to_address'])
    .where('user_id', '=', actor.userId)
    .execute();
  expect(letters).toEqual([{ kind: 'reading_accepted', to_address: expect.stringContaining('@') }]);
});

test('the check page and the submission say the same', async () => {
  const { actor, number } = await world.addHome();
  for (const value of ['8799', '8642', '8000', '', '12.3.4', '99999']) {
    const checked = await checkReading(world.deps, actor, { number, value });
    const submitted = await submitReading(world.deps, actor, { number, value, source });
    if (checked.ok && checked.preview.outcome === 'ok') {
      expect(accepted(submitted)).toMatchObject({
        value: checked.preview.value,
        volumeM3: checked.preview.volumeM3,
        billingMonth: checked.preview.billingMonth,
      });
      await withdrawReading(world.deps, actor, accepted(submitted));
    } else {
      const expected = checked.ok ? checked.preview.outcome : checked.code;
      expect(submitted).toMatchObject({ ok: false, code: expected });
    }
  }
});

test('of twenty different readings at once that saw the same page, one is accepted', async () => {
  const { actor, number, ...home } = await world.addHome();
  const seen = await checkReading(world.deps, actor, { number, value: '8700' });
  const basis = seen.ok ? seen.preview.basis : '';
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      submitReading(world.deps, actor, { number, value: String(8700 + n), source, basis }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  for (const result of results) {
    if (!result.ok) expect(['changed_meanwhile', 'below_previous']).toContain(result.code);
  }
  expect(await historyOf(world, { actor, number, ...home })).toHaveLength(2);
});

test('the same reading sent twenty times at once is one reading', async () => {
  const { actor, number, ...home } = await world.addHome();
  const send = () => submitReading(world.deps, actor, { number, value: '8800', source });
  const receipts = (await Promise.all(Array.from({ length: 20 }, send))).map(accepted);
  expect(new Set(receipts.map(({ confirmation }) => confirmation)).size).toBe(1);
  expect(receipts.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
  expect(receipts.every(({ volumeM3 }) => volumeM3 === '158')).toBe(true);
  expect(await historyOf(world, { actor, number, ...home })).toHaveLength(2);
});

test('a repeat of an idempotency key gets the first answer, another body with it is refused', async () => {
  const { actor, number } = await world.addHome();
  const send = (value: string) =>
    submitReading(world.deps, actor, { number, value, source, idempotencyKey: 'key-1' });
  expect(await send('1')).toMatchObject({ ok: false, code: 'below_previous' });
  const [first, second] = await Promise.all([send('8700'), send('8700')]);
  expect(first).toMatchObject({ ok: true });
  expect(second).toEqual(first);
  expect(await send('8701')).toEqual({ ok: false, code: 'idempotency_key_reused' });
});

test('after the verification ended a reading is stored, said not to count, and counts for nothing', async () => {
  const home = await world.addHome({ verifiedUntil: '2026-12-11' });
  const { actor, number } = home;
  const stored = accepted(
    await submitReading(world.deps, actor, { number, value: '8700', source }),
  );
  expect(stored).toMatchObject({ status: 'stored', notCountedReason: 'verification_expired' });
  const onLastDay = { number, value: '8699', takenOn: '2026-12-11', source };
  expect(accepted(await submitReading(world.deps, actor, onLastDay)).status).toBe('accepted');
});

test('with two meters the resident says which, and each has its own readings', async () => {
  const { actor, number, personalAccountId } = await world.addHome({ serialNumber: '00010001' });
  await world.addMeter(personalAccountId, { serialNumber: '00010002' });
  expect(await submitReading(world.deps, actor, { number, value: '10', source })).toEqual({
    ok: false,
    code: 'meter_required',
    serialNumbers: ['00010001', '00010002'],
  });
  const second = { number, meterSerial: '00010002', value: '10', source };
  expect(accepted(await submitReading(world.deps, actor, second)).volumeM3).toBeNull();
  const unknown = { ...second, meterSerial: '00010003' };
  expect(await submitReading(world.deps, actor, unknown)).toMatchObject({
    code: 'meter_not_found',
  });
});

test('a stranger, a former resident, a closed account and a removed meter are refused', async () => {
  const { actor, number, personalAccountId } = await world.addHome({ removedOn: '2026-12-01' });
  const stranger = await world.addUser();
  const input = { number, value: '8700', source };
  expect(await submitReading(world.deps, stranger, input)).toEqual({
    ok: false,
    code: 'not_found',
  });
  expect(await submitReading(world.deps, actor, input)).toMatchObject({ code: 'no_meter' });

  const home = await world.addHome();
  const { db } = world;
  const links = db.updateTable('personal_account_links');
  await links
    .set({ visible_until: '2026-12-10' })
    .where('user_id', '=', home.actor.userId)
    .execute();
  const former = { ...input, number: home.number };
  expect(await submitReading(world.deps, home.actor, former)).toMatchObject({
    code: 'access_ended',
  });
  const holder = await world.addUser();
  await world.link(holder, home.personalAccountId);
  expect(accepted(await submitReading(world.deps, holder, former)).value).toBe('8700');
  expect(await historyOf(world, home)).toHaveLength(1);

  await db
    .updateTable('personal_accounts')
    .set({ closed_on: '2026-12-12' })
    .where('personal_account_id', '=', home.personalAccountId)
    .execute();
  expect(await submitReading(world.deps, holder, { ...former, value: '8701' })).toMatchObject({
    code: 'personal_account_closed',
  });
  const meters = await db
    .selectFrom('meters')
    .select('meter_id')
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirstOrThrow();
  const removed = { ...input, meterId: meters.meter_id };
  expect(await submitReading(world.deps, actor, removed)).toMatchObject({ code: 'meter_removed' });
});

test('an improbable reading is asked about once and accepted when it is confirmed', async () => {
  const { actor, number } = await world.addHome();
  const input = { number, value: '18642', source };
  expect(await submitReading(world.deps, actor, input)).toMatchObject({
    code: 'improbable',
    preview: { improbable: { reason: 'over_maximum_flow', maximumM3: '3024' } },
  });
  const confirmed = { ...input, isConfirmedImprobable: true };
  expect(accepted(await submitReading(world.deps, actor, confirmed)).volumeM3).toBe('10000');
});

test('the history is paged by a cursor without gaps or repeats', async () => {
  const { actor, number, ...home } = await world.addHome();
  const place = { personalAccountId: home.personalAccountId, meterId: home.meterId };
  const days = Array.from(
    { length: 9 },
    (_, n) => [`2026-12-0${n + 1}`, String(8700 + n)] as const,
  );
  await world.addReadings(place, days);
  const values: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listReadings(world.deps, actor, { ...place, cursor, limit: 4 });
    if (!page.ok) throw new Error(page.code);
    values.push(...page.readings.map(({ value }) => value));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(values).toEqual([...days.map(([, value]) => value).reverse(), '8642']);
  expect(await listReadings(world.deps, actor, { ...place, cursor: 'nonsense' })).toEqual({
    ok: false,
    code: 'cursor_invalid',
  });
});

test('however many readings are stored and do not count, the last that counts is the measure', async () => {
  const home = await world.addHome({ verifiedUntil: '2026-11-30' });
  const { actor, number, meterId, personalAccountId } = home;
  for (let value = 9_001; value <= 9_120; value += 1) {
    const sent = await submitReading(world.deps, actor, { number, value: String(value), source });
    expect(accepted(sent).status).toBe('stored');
  }
  const verified = { verified_until: '2032-12-31' };
  const ofMeter = world.db.updateTable('meters').set(verified).where('meter_id', '=', meterId);
  await ofMeter.where('personal_account_id', '=', personalAccountId).execute();
  const below = await submitReading(world.deps, actor, { number, value: '100', source });
  expect(below).toMatchObject({ ok: false, code: 'below_previous', previous: { value: '8642' } });
});

test('the first of many own readings can still be corrected', async () => {
  const { actor, number } = await world.addHome();
  const values = Array.from({ length: 110 }, (_, n) => String(8_700 + n));
  const confirmations: string[] = [];
  for (const value of values) {
    const sent = await submitReading(world.deps, actor, { number, value, source });
    confirmations.push(accepted(sent).confirmation);
  }
  const confirmation = confirmations[0] ?? '';
  const correction = { number, confirmation, value: '8699', source };
  expect(accepted(await correctReading(world.deps, actor, correction))).toMatchObject({
    volumeM3: '57',
  });
});
