import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Resident, resident } from '#src/actor.ts';
import { correctReading } from '#src/meters/correct-reading.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { checkReadings } from '#test/check-readings.ts';
import {
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.pool.query('delete from letters');
});

const number = '390000000001';

async function linked(): Promise<Resident> {
  await world.linkResident(number);
  const [user] = await world.rows<{ user_id: number }>('select user_id from users');
  return resident(user?.user_id ?? 0);
}

/** Two of one day, 45400 and 45450, of which the first was corrected to 45410 afterwards. */
async function correctFirstOfTwo(): Promise<void> {
  await world.importRows([registerRow()]);
  const actor = await linked();
  const given = { number, takenOn: '2026-11-22', source: 'cabinet' } as const;
  const first = await submitReading(world.deps, actor, { ...given, value: '45400' });
  const second = await submitReading(world.deps, actor, { ...given, value: '45450' });
  if (!first.ok || !second.ok) throw new Error('The readings were not taken');
  const { confirmation } = first.receipt;
  const corrected = { ...given, value: '45410', confirmation };
  expect(await correctReading(world.deps, actor, corrected)).toMatchObject({ ok: true });
}

test('imported readings are measured by the last of the counter, not by a later correction', async () => {
  await correctFirstOfTwo();
  const summary = await world.importReadings([`${number};02887570;23.11.2026;45420;телефон`]);
  expect((await readErrors(summary))[0]?.['Что сделать']).toContain('45450, 22.11.2026');
  expect(await checkReadings(world.pool)).toEqual([]);
});

test('a register is measured by the last of the counter, not by a later correction', async () => {
  await correctFirstOfTwo();
  const { counts } = await world.importRows([
    registerRow({ 'Последнее показание': '45415', 'Дата показания': '23.11.2026' }),
  ]);
  expect(counts).toMatchObject({ readingsAdded: 0, differences: 1 });
  expect(await checkReadings(world.pool)).toEqual([]);
});

test("a stored slip of the pen does not keep the supplier's own readings out", async () => {
  await world.importRows([registerRow({ 'Поверка до': '01.11.2026' })]);
  const actor = await linked();
  const slip = { number, value: '94400', source: 'cabinet' } as const;
  expect(await submitReading(world.deps, actor, slip)).toMatchObject({ ok: true });
  world.clock.set('2026-12-23T10:00:00+02:00');
  const renewed = registerRow({
    'Поверка до': '01.12.2036',
    'Последнее показание': '45480',
    'Дата показания': '20.12.2026',
  });
  const { counts } = await world.importRows([renewed]);
  expect(counts).toMatchObject({ readingsAdded: 1, differences: 0 });
});

test('a stored reading of the register is taken once, and another of that day is told', async () => {
  const stored = (value: string) =>
    registerRow({
      'Поверка до': '01.11.2026',
      'Последнее показание': value,
      'Дата показания': '20.11.2026',
    });
  await world.importRows([stored('45400')]);
  expect((await world.importRows([stored('45400')])).counts.readingsAdded).toBe(0);
  const { counts, differences } = await world.importRows([stored('45401')]);
  expect(counts).toMatchObject({ readingsAdded: 0, differences: 1 });
  expect(differences[0]).toMatchObject({ ours: '45400 2026-11-20', theirs: '45401 2026-11-20' });
});
