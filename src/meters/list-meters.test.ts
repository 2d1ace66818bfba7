import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { listConsumption } from './list-consumption.ts';
import { listMeters, verificationState } from './list-meters.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
});
afterAll(() => world.stop());

test('meters come with their last reading, those in use first, and to nobody else', async () => {
  const { actor, meterId, personalAccountId } = await world.addHome();
  await world.addMeter(personalAccountId, { serialNumber: '1', removedOn: '2026-01-01' });
  await world.addMeter(personalAccountId, { serialNumber: '2', verifiedUntil: '2026-12-31' });
  await world.addReadings({ personalAccountId, meterId }, [['2026-12-01', '8700']]);
  expect(await listMeters(world.deps, actor, { personalAccountId })).toMatchObject([
    { meterId, lastReading: { value: '8700', takenOn: '2026-12-01' }, verification: 'valid' },
    { serialNumber: '2', lastReading: null, verification: 'ends_soon', isRemoved: false },
    { serialNumber: '1', isRemoved: true },
  ]);
  const stranger = await world.addUser();
  expect(await listMeters(world.deps, stranger, { personalAccountId })).toEqual([]);
});

test('the verification counts through its last day', () => {
  const at = { today: '2026-12-12', warningDays: 60 };
  expect(verificationState('2026-12-11', at)).toBe('expired');
  expect(verificationState('2026-12-12', at)).toBe('ends_soon');
  expect(verificationState('2027-02-10', at)).toBe('ends_soon');
  expect(verificationState('2027-02-11', at)).toBe('valid');
  expect(verificationState(null, at)).toBe('unknown');
});

test('consumption adds the account’s meters up and is empty for a stranger', async () => {
  const { actor, meterId, personalAccountId } = await world.addHome();
  const second = await world.addMeter(personalAccountId);
  await world.addReadings({ personalAccountId, meterId }, [['2026-12-10', '8700']]);
  await world.addReadings({ personalAccountId, meterId: second }, [
    ['2026-10-10', '0'],
    ['2026-12-10', '40.5'],
  ]);
  const range = { personalAccountId, from: '2026-11-01', to: '2026-12-01' };
  expect(await listConsumption(world.deps, actor, range)).toEqual([
    { month: '2026-11-01', volumeM3: '20.25', basis: 'shared' },
    { month: '2026-12-01', volumeM3: '78.25', basis: 'shared' },
  ]);
  const stranger = await world.addUser();
  const months = await listConsumption(world.deps, stranger, range);
  expect(months.every(({ volumeM3 }) => volumeM3 === null)).toBe(true);
});
