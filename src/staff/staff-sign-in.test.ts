import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { codeOf, recoveryCodesOn, secretOn } from '#test/authenticator.ts';
import { isSignedIn, type Named, passwordStep, setUpFactor } from '#test/desk-sign-in.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff } from '#test/staff.ts';
import type { Visitor } from '#test/visitor.ts';
import { removeExpiredStaffSessions } from './staff-sessions.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const setUp = (visitor: Visitor, member: Named) => setUpFactor(world, visitor, member);

const countSessions = async (staffMemberId: number): Promise<number> => {
  const rows = await world.db
    .selectFrom('staff_sessions')
    .select('staff_session_id')
    .where('staff_member_id', '=', staffMemberId)
    .execute();
  return rows.length;
};

test('whoever has no second factor sets one up before any session exists', async () => {
  const member = await createStaff(world);
  const sessionsBefore = await countSessions(member.staffMemberId);
  const visitor = world.visitor();
  const answer = await passwordStep(visitor, member);
  expect(answer.location).toBe(href('staffLoginSetUp'));
  expect(visitor.cookies.get('staff')).toBeUndefined();
  expect(await isSignedIn(visitor)).toBe(false);
  const page = await visitor.get(href('staffLoginSetUp'));
  expect(page.$('h1').text()).toBe('Настройте подтверждение входа');
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  for (const code of ['', '000000']) {
    const refused = await visitor.submit(page, { code });
    expect(refused.status).toBe(422);
    expect(secretOn(refused)).toBe(secretOn(page));
  }
  expect(await countSessions(member.staffMemberId)).toBe(sessionsBefore);
  const code = codeOf(secretOn(page), world.clock.now());
  const done = await visitor.submit(page, { code }, 'Подтвердить и войти');
  expect(recoveryCodesOn(done)).toHaveLength(10);
  expect(done.$(`a[href="${href('staff')}"]`).length).toBe(1);
  expect(await isSignedIn(visitor)).toBe(true);
  await world.waitForLetter(member.email, 'Добавлено подтверждение');
  const { rows } = await world.pool.query(
    `select action, request_id <> '' as has_request from audit_entries
     where actor_kind = 'staff' and actor_id = $1 order by audit_entry_id`,
    [member.staffMemberId],
  );
  expect(rows).toEqual([
    { action: 'add_second_factor', has_request: true },
    { action: 'sign_in', has_request: true },
  ]);
});

test('afterwards password and code are asked for, and a code works once', async () => {
  const member = await createStaff(world);
  const { totpSecret } = await setUp(world.visitor(), member);
  world.clock.advance({ minutes: 1 });
  const [visitor, thief] = [world.visitor(), world.visitor()];
  for (const one of [visitor, thief]) {
    expect((await passwordStep(one, member)).location).toBe(href('staffLoginCode'));
    expect(await isSignedIn(one)).toBe(false);
  }
  // Who has a factor cannot set up another one in its stead.
  expect((await visitor.get(href('staffLoginSetUp'))).location).toBe(href('staffLoginCode'));
  const page = await visitor.get(href('staffLoginCode'));
  const code = codeOf(totpSecret, world.clock.now());
  const done = await visitor.submit(page, { code }, 'Подтвердить');
  expect(done).toMatchObject({ status: 303, location: href('staff') });
  const cookie = done.headers.getSetCookie().find((line) => line.startsWith('staff='));
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict$/);
  expect(await isSignedIn(visitor)).toBe(true);
  const replayed = await thief.submit(await thief.get(href('staffLoginCode')), { code });
  expect(replayed.status).toBe(422);
  expect(await isSignedIn(thief)).toBe(false);
});

test('a set-up page kept open adds nothing once a factor is there', async () => {
  const member = await createStaff(world);
  const [first, second] = [world.visitor(), world.visitor()];
  await passwordStep(second, member);
  const kept = await second.get(href('staffLoginSetUp'));
  await setUp(first, member);
  const code = codeOf(secretOn(kept), world.clock.now());
  const answer = await second.submit(kept, { code });
  expect(answer.location).toBe(href('staffLoginCode'));
  expect(await isSignedIn(second)).toBe(false);
});

test('of set-ups sent at the same time one makes a session', async () => {
  const member = await createStaff(world);
  const visitor = world.visitor();
  await passwordStep(visitor, member);
  const page = await visitor.get(href('staffLoginSetUp'));
  const code = codeOf(secretOn(page), world.clock.now());
  const before = await countSessions(member.staffMemberId);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => visitor.submit(page, { code })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await countSessions(member.staffMemberId)).toBe(before + 1);
});

test('after signing in the person is where they wanted to be, at the desk alone', async () => {
  const member = await createStaff(world);
  const { totpSecret } = await setUp(world.visitor(), member);
  const wanted: [next: string, location: string][] = [
    [href('staffFactors'), href('staffFactors')],
    ['/accounts', href('staff')],
    ['//evil.example/staff', href('staff')],
    ['/staff/login?x', href('staff')],
  ];
  for (const [next, location] of wanted) {
    world.clock.advance({ minutes: 1 });
    const visitor = world.visitor();
    await passwordStep(visitor, member, next);
    const page = await visitor.get(href('staffLoginCode'));
    const done = await visitor.submit(page, { code: codeOf(totpSecret, world.clock.now()) });
    expect(done.location, next).toBe(location);
  }
});

test('a session of staff is not remembered: an hour of rest or twelve hours end it', async () => {
  const start = world.clock.now().toISOString();
  const member = await createStaff(world);
  const visitor = world.visitor();
  const { answer } = await setUp(visitor, member);
  expect(answer.headers.getSetCookie().join()).not.toMatch(/staff=[^;]+; Max-Age/);
  for (let hour = 0; hour < 11; hour += 1) {
    world.clock.advance({ minutes: 59 });
    expect(await isSignedIn(visitor)).toBe(true);
  }
  await removeExpiredStaffSessions(world.db, world.clock.now());
  expect(await isSignedIn(visitor)).toBe(true);
  world.clock.advance({ minutes: 61 });
  expect(await isSignedIn(visitor)).toBe(false);
  await removeExpiredStaffSessions(world.db, world.clock.now());
  expect(await countSessions(member.staffMemberId)).toBe(0);
  world.clock.set(start);
});

test('signing out ends the session in the database', async () => {
  const member = await createStaff(world);
  const visitor = world.visitor();
  await setUp(visitor, member);
  const token = String(visitor.cookies.get('staff'));
  const before = await countSessions(member.staffMemberId);
  const page = await visitor.get(href('staffProfile'));
  expect(page.$(`form[action="${href('staffLogout')}"]`).length).toBe(1);
  const out = await visitor.submit(page, {}, 'Выйти');
  expect(out.location).toBe(`${href('staffLogin')}?notice=signed-out`);
  expect(await countSessions(member.staffMemberId)).toBe(before - 1);
  visitor.cookies.set('staff', token);
  expect(await isSignedIn(visitor)).toBe(false);
});
