import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { href } from '#src/routes.ts';
import { codeOf } from '#test/authenticator.ts';
import { isSignedIn, type Named, passwordStep, setUpFactor } from '#test/desk-sign-in.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { disableStaffMember } from './manage-staff.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const setUp = (visitor: Visitor, member: Named) => setUpFactor(world, visitor, member);

test('outsiders learn from no answer who is of the staff', async () => {
  const member = await createStaff(world);
  const others = [member.email, 'nobody@supplier.example', 'не почта'];
  const texts = await Promise.all(
    others.map(async (email) => {
      const answer = await passwordStep(world.visitor(), { email, password: 'не тот пароль' });
      expect(answer.status).toBe(422);
      return answer.text.replaceAll(email, '').replaceAll(/value="[^"]*"/g, '');
    }),
  );
  expect(new Set(texts).size).toBe(1);
});

test('an unknown e-mail costs as much work as a wrong password', async () => {
  const member = await createStaff(world);
  const least = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
  // What the processor did for it, whoever else works; by turns, and the least of each, without garbage.
  for (let turn = 0; turn < 12; turn += 1) {
    await world.db.deleteFrom('rate_limits').execute();
    for (const who of ['known', 'unknown'] as const) {
      const email = who === 'known' ? member.email : 'nobody@supplier.example';
      const visitor = world.visitor();
      const page = await visitor.get(href('staffLogin'));
      const before = process.cpuUsage();
      await visitor.submit(page, { email, password: 'не тот пароль' });
      const { user, system } = process.cpuUsage(before);
      least[who] = Math.min(least[who], user + system);
    }
  }
  const ratio = least.unknown / least.known;
  // Without the hash an answer takes a third of the work.
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.7);
});

test('guesses at a password are limited, and a resident of the same e-mail is not held up', async () => {
  const member = await createStaff(world);
  const resident = await createSubscriber(world, { user: { email: member.email } });
  const statuses: number[] = [];
  for (let guess = 0; guess < 7; guess += 1) {
    const answer = await passwordStep(world.visitor(), { ...member, password: `не тот ${guess}` });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
  await resident.signIn(world.visitor());
});

test('the password of a resident opens no desk, and that of staff no cabinet', async () => {
  const member = await createStaff(world);
  const resident = await createSubscriber(world);
  expect((await passwordStep(world.visitor(), resident)).status).toBe(422);
  const visitor = world.visitor();
  const page = await visitor.get('/login');
  const answer = await visitor.submit(page, { login: member.email, password: member.password });
  expect(answer.status).toBe(422);
});

test('a cookie of the desk is none of a resident’s, and the other way round', async () => {
  const member = await createStaff(world);
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  const [staffToken, residentToken] = [
    String(member.visitor.cookies.get('staff')),
    String(visitor.cookies.get('session')),
  ];
  const mixed = world.visitor();
  mixed.cookies.set('session', staffToken);
  mixed.cookies.set('staff', residentToken);
  expect((await mixed.get('/profile')).status).toBe(303);
  expect(await isSignedIn(mixed)).toBe(false);
  // Signed in as a resident, one is a guest at the desk, and sees nothing of one's own there.
  const login = await visitor.get(href('staffLogin'));
  expect(login.status).toBe(200);
  expect(login.$('nav.tabs').length).toBe(0);
  expect(await isSignedIn(visitor)).toBe(false);
  expect((await member.visitor.get('/accounts')).location).toContain('/login');
});

test('half-way through a sign-in of one kind nobody is half-way through the other', async () => {
  const member = await createStaff(world);
  await setUp(world.visitor(), member);
  const visitor = world.visitor();
  await passwordStep(visitor, member);
  visitor.cookies.set('second_factor', String(visitor.cookies.get('staff_second_factor')));
  expect((await visitor.get('/login/code')).location).toBe('/login?notice=too-late');
});

test('who is disabled is out at once, half-way through a sign-in too', async () => {
  const member = await createStaff(world);
  const visitor = world.visitor();
  const { totpSecret } = await setUp(visitor, member);
  world.clock.advance({ minutes: 1 });
  const halfWay = world.visitor();
  await passwordStep(halfWay, member);
  const page = await halfWay.get(href('staffLoginCode'));
  expect(await isSignedIn(visitor)).toBe(true);
  await disableStaffMember(world, system('test'), member.email);
  expect(await isSignedIn(visitor)).toBe(false);
  const late = await halfWay.submit(page, { code: codeOf(totpSecret, world.clock.now()) });
  expect(late.location).toBe(`${href('staffLogin')}?notice=too-late`);
  expect((await passwordStep(world.visitor(), member)).status).toBe(422);
});
