import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { registerResidentCommands } from '#src/identity/commands.ts';
import { href } from '#src/routes.ts';
import { codeOf, secretOn } from '#test/authenticator.ts';
import { createCarefulResident, passwordStep } from '#test/careful-resident.ts';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createStaff } from '#test/staff.ts';
import type { Visitor } from '#test/visitor.ts';
import { registerStaffCommands } from './commands.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What `ochag …` prints and exits with. */
async function ochag(...args: string[]) {
  const out: string[] = [];
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  process.exitCode = undefined;
  const program = new Command().exitOverride();
  const openDeps = async () => ({ ...world.deps, close: async () => {} });
  registerStaffCommands(program, openDeps);
  registerResidentCommands(program, openDeps);
  const failed = await program.parseAsync(args, { from: 'user' }).catch((error) => error.code);
  vi.restoreAllMocks();
  const exitCode = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { out: out.join(''), said: said.join(''), exitCode, failed };
}

const add = (email: string, role = 'operator') =>
  ochag('staff', 'add', '--email', email, '--name', 'Кузнецова М.', '--role', role);

const actionsOf = async (email: string): Promise<string[]> => {
  const { rows } = await world.pool.query(
    `select action, actor_kind, actor_name from audit_entries
     where subject = (select 'staff:' || staff_member_id from staff_members where email = $1)
     order by audit_entry_id`,
    [email],
  );
  for (const row of rows) {
    expect(row).toMatchObject({
      actor_kind: 'system',
      actor_name: expect.stringMatching(/^command line, ./),
    });
  }
  return rows.map(({ action }) => action);
};

const NEW_PASSWORD = 'медленный зелёный трамвай';

test('who is added gets a letter, sets a password by its button, and then a second factor', async () => {
  const email = 'kuznetsova@supplier.example';
  const { out, exitCode } = await add(email);
  expect([out, exitCode]).toEqual([`${email}: added, the link is on its way\n`, 0]);
  const letter = await world.waitForLetter(email, 'Вход на рабочее место');
  const path = pathIn(letter);
  // A mail scanner opens it and uses nothing up.
  await world.visitor().get(path);
  const visitor = world.visitor();
  const page = await visitor.get(path);
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  expect(page.$('h1').text()).toBe('Задайте пароль');
  for (const newPassword of ['', 'кузнецова', 'qwerty123']) {
    expect((await visitor.submit(page, { newPassword })).status, newPassword).toBe(422);
  }
  const set = await visitor.submit(page, { newPassword: NEW_PASSWORD }, 'Сохранить пароль');
  expect(set.location).toBe(`${href('staffLogin')}?notice=password-set`);
  const login = await visitor.follow(set);
  const answer = await visitor.submit(login, { email, password: NEW_PASSWORD });
  expect(answer.location).toBe(href('staffLoginSetUp'));
  const again = await visitor.submit(page, { newPassword: 'ещё один хороший пароль' });
  expect([again.status, again.$('h1').text()]).toEqual([404, 'Ссылка больше не действует']);
  const dump = await world.pool.query('select string_agg(l::text, chr(10)) as text from letters l');
  expect(dump.rows[0].text).not.toContain(path.split('/').at(-1));
  expect(world.logLines.join('')).not.toContain(path.split('/').at(-1));
});

test('of two who use one link at once, one sets the password', async () => {
  const email = 'race@supplier.example';
  await add(email);
  const path = pathIn(await world.waitForLetter(email));
  const visitors = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const visitor = world.visitor();
      return { visitor, page: await visitor.get(path) };
    }),
  );
  const answers = await Promise.all(
    visitors.map(({ visitor, page }, n) =>
      visitor.submit(page, { newPassword: `${NEW_PASSWORD} ${n}` }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404, 404, 404, 404]);
});

test('the link lives 24 hours and can be sent again; one kept open is refused after the end', async () => {
  const email = 'late@supplier.example';
  await add(email);
  const first = pathIn(await world.waitForLetter(email));
  const visitor = world.visitor();
  const page = await visitor.get(first);
  const start = world.clock.now().toISOString();
  world.clock.advance({ hours: 25 });
  expect((await visitor.submit(page, { newPassword: NEW_PASSWORD })).status).toBe(404);
  expect((await ochag('staff', 'invite', '--email', email)).out).toContain('on its way');
  await expect.poll(() => world.letters(email)).toHaveLength(2);
  const second = pathIn((await world.letters(email))[1] as never);
  const fresh = await visitor.get(second);
  expect((await visitor.submit(fresh, { newPassword: NEW_PASSWORD })).status).toBe(303);
  world.clock.set(start);
});

test('a link of somebody who was disabled meanwhile sets nothing', async () => {
  const email = 'disabled@supplier.example';
  await add(email);
  const path = pathIn(await world.waitForLetter(email));
  const visitor = world.visitor();
  const page = await visitor.get(path);
  await ochag('staff', 'disable', '--email', email);
  expect((await visitor.submit(page, { newPassword: NEW_PASSWORD })).status).toBe(404);
  expect((await visitor.get(path)).status).toBe(404);
});

test('disable, enable, role and reset-factors act at once and are recorded', async () => {
  const member = await createStaff(world);
  const { email, visitor } = member;
  const isIn = async () => (await visitor.get(href('staffProfile'))).status === 200;
  const page = await visitor.get(href('staffFactorApp'));
  const code = codeOf(secretOn(page), world.clock.now());
  await visitor.submit(page, { code, password: member.password });
  expect(await isIn()).toBe(true);
  await ochag('staff', 'disable', '--email', email.toUpperCase());
  expect(await isIn()).toBe(false);
  expect((await ochag('staff', 'list')).out).toContain(
    `${email}  ${member.name}  operator  disabled`,
  );
  await ochag('staff', 'enable', '--email', email);
  // The old session stays ended.
  expect(await isIn()).toBe(false);
  await ochag('staff', 'role', '--email', email, '--role', 'auditor');
  const listed = JSON.parse((await ochag('staff', 'list', '--json')).out);
  expect(listed).toContainEqual(
    expect.objectContaining({ email, role: 'auditor', disabledAt: null }),
  );
  expect(JSON.stringify(listed)).not.toMatch(/hash|argon/i);
  await ochag('staff', 'reset-factors', '--email', email);
  await world.waitForLetter(email, 'Удалено подтверждение');
  const { rows } = await world.pool.query(
    `select action, actor_kind from audit_entries where subject = $1 order by audit_entry_id`,
    [`staff:${member.staffMemberId}`],
  );
  expect(rows.map(({ action, actor_kind: kind }) => `${kind} ${action}`)).toEqual([
    'staff add_second_factor',
    'system disable_staff_member',
    'system enable_staff_member',
    'system change_staff_role',
    'system reset_staff_factors',
  ]);
});

const passwordAtDesk = async (visitor: Visitor, email: string, password: string) =>
  visitor.submit(await visitor.get(href('staffLogin')), { email, password });

test('after a reset whoever knows the password sets up nothing: all begins by a link again', async () => {
  const { email, password } = await createStaff(world);
  await ochag('staff', 'reset-factors', '--email', email);
  const thief = world.visitor();
  expect((await passwordAtDesk(thief, email, password)).status).toBe(422);
  const letter = await world.waitForLetter(email, 'Вход на рабочее место');
  const visitor = world.visitor();
  const page = await visitor.get(pathIn(letter));
  expect((await visitor.submit(page, { newPassword: NEW_PASSWORD })).status).toBe(303);
  const answer = await passwordAtDesk(visitor, email, NEW_PASSWORD);
  expect(answer.location).toBe(href('staffLoginSetUp'));
});

test('a sign-in half-way ends by a reset, by another role and by being disabled', async () => {
  const changes = [['reset-factors'], ['role', '--role', 'auditor'], ['disable']];
  for (const [name = '', ...options] of changes) {
    const { email, password } = await createStaff(world);
    const visitor = world.visitor();
    await passwordAtDesk(visitor, email, password);
    const setUp = await visitor.get(href('staffLoginSetUp'));
    expect(setUp.status, name).toBe(200);
    await ochag('staff', name, '--email', email, ...options);
    const code = codeOf(secretOn(setUp), world.clock.now());
    const late = await visitor.submit(setUp, { code });
    expect(late.location, name).toContain('notice=too-late');
  }
});

test('a link from before does not come alive when its member is let in again', async () => {
  const email = 'returns@supplier.example';
  await add(email);
  const path = pathIn(await world.waitForLetter(email));
  await ochag('staff', 'disable', '--email', email);
  await ochag('staff', 'enable', '--email', email);
  expect((await world.visitor().get(path)).status).toBe(404);
});

test('what cannot be done exits 1 and says why; a mistyped role is refused', async () => {
  const email = 'once@supplier.example';
  expect((await add(email)).exitCode).toBe(0);
  const cases: [string[], RegExp][] = [
    [['add', '--email', 'Once@Supplier.example', '--name', 'Я', '--role', 'auditor'], /already/],
    [['add', '--email', 'not an address', '--name', 'Я', '--role', 'auditor'], /one address/],
    [['add', '--email', 'b@supplier.example', '--name', ' ', '--role', 'auditor'], /surname/],
    [['enable', '--email', email], /Nothing to change/],
    [['role', '--email', email, '--role', 'operator'], /Nothing to change/],
    [['disable', '--email', 'nobody@supplier.example'], /Nobody/],
  ];
  for (const [args, message] of cases) {
    const { said, exitCode, out } = await ochag('staff', ...args);
    expect([exitCode, out], args.join(' ')).toEqual([1, '']);
    expect(said).toMatch(message);
  }
  expect((await add('c@supplier.example', 'king')).failed).toBe('commander.invalidArgument');
  expect(await actionsOf(email)).toEqual(['add_staff_member']);
});

test('each command explains itself', async () => {
  for (const name of ['add', 'list', 'invite', 'disable', 'enable', 'role', 'reset-factors']) {
    const { out } = await ochag('staff', name, '--help');
    expect(out, name).toContain('Usage:');
  }
});

test('a resident who has lost everything is let in by the password again, once staff say so', async () => {
  const anna = await createCarefulResident(world);
  const reset = await ochag('residents', 'reset-factors', '--login', anna.email);
  expect(reset).toMatchObject({ exitCode: 0, out: expect.stringContaining('by letter') });
  expect((await anna.visitor.get('/profile')).status).toBe(303);
  expect((await passwordStep(world.visitor(), anna)).location).toBe('/accounts');
  expect((await world.waitForLetter(anna.email, 'Удалено подтверждение')).text).toContain(
    'сброшено',
  );
  const again = await ochag('residents', 'reset-factors', '--login', anna.email);
  expect(again).toMatchObject({ exitCode: 1, said: expect.stringContaining('password alone') });
});
