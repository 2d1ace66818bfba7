import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { removeExpiredRegularly } from '#src/identity/remove-expired.ts';
import { startWorld, type World } from '#test/harness.ts';
import { fieldsOf, newHousehold, sendReading } from '#test/household.ts';
import { newPerson, register } from '#test/registration.ts';

// A machine whose clock is wrong for a while, or is set right with a jump.
const RIGHT = '2026-11-23T10:00:00+02:00';
const HOUR_BACK = '2026-11-23T09:00:00+02:00';
const YEAR_AHEAD = '2027-11-23T10:00:00+02:00';

let world: World;
beforeAll(async () => {
  world = await startWorld({ now: RIGHT });
});
afterAll(() => world.stop());
beforeEach(() => world.clock.set(RIGHT));

async function send(household: Awaited<ReturnType<typeof newHousehold>>, value: string) {
  const { visitor, home, check } = household;
  const form = 'form[action$="/readings/check"]';
  const checked = await check(fieldsOf(await visitor.get(home), form, { value }));
  return sendReading(visitor, checked);
}

test('an hour back: who is signed in stays so, and a reading sent then is not lost', async () => {
  const household = await newHousehold(world);
  world.clock.set(HOUR_BACK);
  expect((await household.visitor.get(household.home)).status).toBe(200);
  expect((await send(household, '8700')).status).toBe(303);
  world.clock.set(RIGHT);
  expect((await send(household, '8710')).status).toBe(303);
  const values = (await household.kept()).map(({ value_m3: value }) => value);
  expect(values).toContain('8710.000');
});

test('a link of a letter made while the clock was ahead works when it is right again', async () => {
  const visitor = world.visitor();
  const person = newPerson();
  world.clock.set('2026-11-23T11:00:00+02:00');
  await register(visitor, person);
  const letter = await world.waitForLetter(person.email);
  world.clock.set(RIGHT);
  const link = letter.links.find((each) => each.includes('/activate/')) ?? '';
  const page = await visitor.get(new URL(link).pathname);
  const activated = await visitor.submit(page, {}, 'Активировать');
  expect(activated.status).toBe(303);
});

test('a year ahead and back: sessions end politely, nobody is locked out, no reading is gone', async () => {
  const household = await newHousehold(world);
  expect((await send(household, '8700')).status).toBe(303);
  const { visitor, home } = household;
  world.clock.set(YEAR_AHEAD);
  const ended = await visitor.get(home);
  expect(ended.status).toBe(303);
  expect(ended.location).toContain('/login');
  // What is due by that clock runs meanwhile, as it would in the worker.
  await removeExpiredRegularly(world).run();
  world.clock.set(RIGHT);
  await household.signIn(visitor);
  expect((await visitor.get(home)).status).toBe(200);
  expect(await household.kept()).toMatchObject([{ value_m3: '8700.000', status: 'accepted' }]);
  expect((await send(household, '8720')).status).toBe(303);
});
