import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { codeOf, recoveryCodesOn, secretOn } from '#test/authenticator.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { staffRoles } from './permissions.ts';
import { changeOwnPassword } from './staff-passwords.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const NEW_PASSWORD = 'медленный зелёный трамвай';

async function addApp({ visitor, password }: StaffAtDesk) {
  const page = await visitor.get(href('staffFactorApp'));
  const code = codeOf(secretOn(page), world.clock.now());
  return visitor.submit(page, { code, password }, 'Включить');
}

test.each(staffRoles)(
  '%s may change the own sign-in; a stranger is sent to sign in',
  async (role) => {
    const { visitor } = await createStaff(world, role);
    for (const path of ['staffProfile', 'staffFactors', 'staffFactorApp'] as const) {
      const page = await visitor.get(href(path));
      expect(page.status, path).toBe(200);
      expect(page.headers.get('cache-control')).toBe('private, no-store');
      const stranger = await world.visitor().get(href(path));
      expect(stranger.location).toBe(`/staff/login?next=${encodeURIComponent(href(path))}`);
    }
  },
);

test('a new password needs the old one, ends other sessions, and the owner is told', async () => {
  const member = await createStaff(world);
  const { visitor, email, password } = member;
  const page = await visitor.get(href('staffProfile'));
  const form = 'Сменить пароль';
  const wrong = await visitor.submit(page, { password: 'не тот', newPassword: NEW_PASSWORD }, form);
  expect(wrong.status).toBe(422);
  expect(wrong.$('.ds-error-summary a').attr('href')).toBe('#password');
  for (const newPassword of ['', 'password1', email]) {
    const weak = await visitor.submit(page, { password, newPassword }, form);
    expect(weak.$('.ds-error-summary a').attr('href'), newPassword).toBe('#newPassword');
  }
  const before = String(visitor.cookies.get('staff'));
  const done = await visitor.submit(page, { password, newPassword: NEW_PASSWORD }, form);
  expect(done.location).toBe('/staff/profile?notice=password-changed');
  expect((await visitor.follow(done)).$('[role=status]').text()).toContain('Пароль изменён');
  const thief = world.visitor();
  thief.cookies.set('staff', before);
  expect((await thief.get(href('staffProfile'))).status).toBe(303);
  expect((await world.waitForLetter(email, 'Пароль рабочего места')).text).not.toContain(
    NEW_PASSWORD,
  );
  const login = world.visitor();
  const loginPage = await login.get(href('staffLogin'));
  expect((await login.submit(loginPage, { email, password })).status).toBe(422);
  expect((await login.submit(loginPage, { email, password: NEW_PASSWORD })).status).toBe(303);
});

test('of two who change one password by the same old one at once, one does', async () => {
  const { actor, staffMemberId, password } = await createStaff(world);
  const change = (n: number) =>
    changeOwnPassword(world.deps, {
      member: { staffMemberId, staffSessionId: 0 },
      actor,
      password,
      newPassword: `${NEW_PASSWORD} ${n}`,
      requestId: 'r',
    });
  const done = await Promise.all([1, 2, 3, 4, 5, 6].map(change));
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
});

test('the address of the password form leads to the page that has it', async () => {
  const { visitor } = await createStaff(world);
  expect((await visitor.get(href('staffPassword'))).location).toBe(href('staffProfile'));
});

test('the last factor of staff stays: without one nobody signs in', async () => {
  const member = await createStaff(world);
  const { visitor, password } = member;
  expect(recoveryCodesOn(await addApp(member))).toHaveLength(10);
  const overview = await visitor.get(href('staffFactors'));
  expect(overview.$('main').text()).not.toContain('Отключить приложение');
  expect(overview.$('main').text()).not.toContain('Выключить');
  for (const factor of ['app', 'all']) {
    const page = await visitor.get(href('staffFactorRemoval', { factor }));
    const answer = await visitor.submit(page, { password });
    expect(answer.status).toBe(422);
    expect(answer.$('.ds-error-summary').text()).toContain('Сначала добавьте другое');
  }
  expect((await visitor.get(href('staffFactors'))).$('main').text()).toContain('Настроено');
});

test('staff renew their recovery codes, and a passkey without a browser’s answer is refused', async () => {
  const member = await createStaff(world);
  const { visitor, password } = member;
  const first = recoveryCodesOn(await addApp(member));
  const page = await visitor.get(href('staffFactorCodes'));
  const renewed = recoveryCodesOn(await visitor.submit(page, { password }));
  expect(renewed).toHaveLength(10);
  expect(renewed.some((code) => first.includes(code))).toBe(false);
  const passkeyPage = await visitor.get(href('staffFactorPasskey'));
  const refused = await visitor.submit(passkeyPage, { passkeyName: 'Стол', password });
  expect(refused.status).toBe(422);
  const { rows } = await world.pool.query(
    `select action from audit_entries where actor_kind = 'staff' and actor_id = $1 order by 1`,
    [member.staffMemberId],
  );
  expect(rows.map(({ action }) => action)).toEqual(['add_second_factor', 'renew_recovery_codes']);
});
