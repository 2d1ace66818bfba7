import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { href } from '#src/routes.ts';
import { codeOf, recoveryCodesOn, secretOn } from '#test/authenticator.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { disableStaffMember } from './manage-staff.ts';
import { removeExpiredStaffSessions } from './staff-sessions.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

type Named = { email: string; password: string };

async function passwordStep(visitor: Visitor, { email, password }: Named, next = '') {
  const query = next && `?next=${encodeURIComponent(next)}`;
  const page = await visitor.get(href('staffLogin') + query);
  return visitor.submit(page, { email, password }, 'Войти');
}

/** Through the first sign-in, with an application. */
async function setUp(visitor: Visitor, member: Named) {
  await passwordStep(visitor, member);
  const page = await visitor.get(href('staffLoginSetUp'));
  const totpSecret = secretOn(page);
  const code = codeOf(totpSecret, world.clock.now());
  const answer = await visitor.submit(page, { code }, 'Подтвердить и войти');
  return { totpSecret, answer };
}

const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get(href('staffProfile'))).status === 200;

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
