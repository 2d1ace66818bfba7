import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { accepted } from '#test/reading-results.ts';
import { checkReading } from './check-reading.ts';
import { correctReading } from './correct-reading.ts';
import { submitReading } from './submit-reading.ts';
import { withdrawReading } from './withdraw-reading.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
beforeAll(async () => {
  world = await startMetersWorld('2026-11-23T10:00:00+02:00');
});
afterAll(() => world.stop());

type Home = Awaited<ReturnType<typeof world.addHome>>;

const send = (home: Home, value: number, takenOn?: string) =>
  submitReading(world.deps, home.actor, {
    number: home.number,
    value: String(value),
    ...(takenOn ? { takenOn } : {}),
    isConfirmedImprobable: true,
    source: 'api',
  });

test('readings that do not count hide none that does, however many they are', async () => {
  const home = await world.addHome({ verifiedUntil: '2026-11-21' });
  const confirmations: string[] = [];
  for (let nth = 0; nth < 105; nth += 1) {
    const receipt = accepted(await send(home, 9000 + nth));
    expect(receipt.status).toBe('stored');
    confirmations.push(receipt.confirmation);
  }
  // Of many the first is still known, as what it is and where it stands.
  expect(accepted(await send(home, 9000))).toMatchObject({ isRepeat: true, volumeM3: '358' });
  await world.db
    .updateTable('meters')
    .set({ verified_until: '2036-01-01' })
    .where('meter_id', '=', home.meterId)
    .execute();
  expect(await send(home, 100)).toMatchObject({
    code: 'below_previous',
    previous: { value: '8642' },
  });
});

test('an own reading is corrected and withdrawn however many came after it', async () => {
  const home = await world.addHome();
  const sent: string[] = [];
  for (let nth = 0; nth < 110; nth += 1) {
    sent.push(accepted(await send(home, 8700 + 2 * nth, '2026-11-22')).confirmation);
  }
  const [first = '', second = ''] = sent;
  const correct = (value: string) =>
    correctReading(world.deps, home.actor, {
      number: home.number,
      confirmation: first,
      value,
      source: 'api',
    });
  expect(await correct('8600')).toMatchObject({ code: 'below_previous' });
  expect(await correct('8703')).toMatchObject({ code: 'conflicts_with_next' });
  expect(accepted(await correct('8701'))).toMatchObject({ isRepeat: false, volumeM3: '59' });
  const place = { number: home.number, confirmation: second };
  expect(await withdrawReading(world.deps, home.actor, place)).toMatchObject({ ok: true });
});

test('the same month last year is found, whatever was sent since', async () => {
  const home = await world.addHome();
  await world.addReadings(home, [
    ['2025-10-20', '8000'],
    ['2025-11-20', '8050'],
    ...Array.from({ length: 120 }, (_, nth) => ['2026-08-10', String(8100 + nth)] as const),
  ]);
  const { number, actor } = home;
  const checked = await checkReading(world.deps, actor, { number, value: '8650' });
  expect(checked).toMatchObject({
    preview: { sameMonthLastYear: { month: '2025-11-01', volumeM3: '50' } },
  });
});
