import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { href } from '#src/routes.ts';
import { demoStaff } from '#src/staff/demo-staff.ru.ts';
import { codeOf } from '#test/authenticator.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createVisitor } from '#test/visitor.ts';
import { addDemoStaff } from './add-demo-staff.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  await addDemoStaff(world.deps);
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.clock.advance({ minutes: 1 });
  await world.db.deleteFrom('rate_limits').execute();
});

const { password } = demoStaff;

/** As a person with no telephone: by what the pages show. */
async function signIn(email: string) {
  const visitor = world.visitor();
  const page = await visitor.get(href('staffLogin'));
  const answer = await visitor.submit(page, { email, password });
  expect(answer.location).toBe(href('staffLoginCode'));
  const codePage = await visitor.get(href('staffLoginCode'));
  const shown = codePage.$('aside strong').text();
  const done = await visitor.submit(codePage, { code: shown });
  return { visitor, done, shown, onFirstPage: page.$('aside dd').last().text() };
}

test.each(demoStaff.members)(
  '$email signs in by the password and the code on the page',
  async ({ email, role }) => {
    const { visitor, done, shown, onFirstPage } = await signIn(email);
    expect(done.location).toBe(href('staff'));
    expect(shown).toBe(codeOf(demoStaff.totpSecret, world.clock.now()));
    expect(onFirstPage).toBe(shown);
    expect((await visitor.get(href('staffProfile'))).status).toBe(200);
    const row = await world.db
      .selectFrom('staff_members')
      .select(['role', 'is_demo'])
      .where('email_key', '=', email)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ role, is_demo: true });
  },
);

test('the contract’s name and password are there', () => {
  expect(demoStaff.members.map(({ email }) => email)).toContain('operator@example.ru');
  expect(password).toBe('demo-ochag-2026');
});

test('adding them again changes nothing, and a changed key seals the application anew', async () => {
  const rows = async () => [
    await world.db.selectFrom('staff_members').selectAll().orderBy('staff_member_id').execute(),
    await world.db.selectFrom('totp_secrets').selectAll().orderBy('owner_id').execute(),
  ];
  const before = await rows();
  await addDemoStaff(world.deps);
  expect(await rows()).toEqual(before);
  await addDemoStaff({ ...world.deps, secret: 'a key that is another one altogether' });
  expect((await rows())[0]).toEqual(before[0]);
  expect((await rows())[1]).not.toEqual(before[1]);
  await addDemoStaff(world.deps);
  expect((await signIn('operator@example.ru')).done.location).toBe(href('staff'));
});

test('outside demo mode the staff of the demo, their code and their sessions are refused', async () => {
  const { visitor } = await signIn('administrator@example.ru');
  const halfWay = world.visitor();
  const login = await halfWay.get(href('staffLogin'));
  await halfWay.submit(login, { email: 'auditor@example.ru', password });
  const deps = { ...world.deps, isDemo: false, config: readConfig({}) };
  const app = await createApp(deps, features);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    const stranger = createVisitor(url);
    const page = await stranger.get(href('staffLogin'));
    for (const text of [demoStaff.totpSecret, password, 'operator@example.ru', 'демонстрация']) {
      expect(page.text).not.toContain(text);
    }
    for (const { email } of demoStaff.members) {
      expect((await stranger.submit(page, { email, password })).status).toBe(422);
      await world.db.deleteFrom('rate_limits').execute();
    }
    const withSession = createVisitor(url);
    withSession.cookies.set('staff', String(visitor.cookies.get('staff')));
    expect((await withSession.get(href('staffProfile'))).status).toBe(303);
    const withPassword = createVisitor(url);
    const waiting = 'staff_second_factor';
    withPassword.cookies.set(waiting, String(halfWay.cookies.get(waiting)));
    const late = await withPassword.get(href('staffLoginCode'));
    expect(late.location).toBe(`${href('staffLogin')}?notice=too-late`);
  } finally {
    await app.close();
  }
});

test('a colleague whose address the demo would use is left alone', async () => {
  await world.pool.query(`update staff_members set is_demo = false, name = 'Настоящая Н.'
    where email_key = 'accountant@example.ru'`);
  await addDemoStaff({ ...world.deps, secret: 'a key that is another one altogether' });
  const row = await world.db
    .selectFrom('staff_members')
    .select('name')
    .where('email_key', '=', 'accountant@example.ru')
    .executeTakeFirst();
  expect(row?.name).toBe('Настоящая Н.');
});
