import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { createVisitor, type Visitor } from '#test/visitor.ts';
import { identityLimits } from './limits.ts';

const PROXY = { OCHAG_TRUSTED_PROXIES: '127.0.0.1' };
let world: World;
let anna: Subscriber;
beforeAll(async () => {
  world = await startWorld({ env: PROXY, isDemo: false });
  anna = await createSubscriber(world, {
    user: { email: 'Anna.Primerova@example.ru', phone: '+79114521704' },
  });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const WRONG = 'не тот пароль';

/** From `address`, as the proxy in front tells it. */
async function tryFrom(visitor: Visitor, address: string, login: string, password: string) {
  const page = await visitor.get('/login');
  const token = String(page.$('[name=_token]').val());
  const fields = { _token: token, login, password };
  return visitor.post('/login', fields, { 'x-forwarded-for': address });
}

const signIn = (login: string, password = anna.password, visitor = world.visitor()) =>
  tryFrom(visitor, '203.0.113.1', login, password);

test.each([
  'anna.primerova@example.ru',
  ' ANNA.PRIMEROVA@EXAMPLE.RU ',
  '+79114521704',
  '8 911 452-17-04',
  '8(911)4521704',
  '9114521704',
])('«%s» is a login', async (login) => {
  const visitor = world.visitor();
  const answer = await signIn(login, anna.password, visitor);
  expect(answer).toMatchObject({ status: 303, location: '/accounts' });
  expect((await visitor.follow(answer)).$('h1').length).toBeGreaterThan(0);
});

test('a wrong password and an unknown login get the same answer, and nothing is echoed', async () => {
  const visitor = world.visitor();
  const wrong = await signIn(anna.email, WRONG, visitor);
  const nobody = await signIn('nobody@example.ru', WRONG, visitor);
  const nonsense = await signIn('???', WRONG, visitor);
  expect([wrong.status, nobody.status, nonsense.status]).toEqual([422, 422, 422]);
  expect(wrong.$('title').text()).toMatch(/^Ошибка: /);
  expect(wrong.$('#login').val()).toBe(anna.email);
  expect(wrong.text).not.toContain(WRONG);
  const same = (text: string, login: string) => text.replace(login, '');
  expect(same(nobody.text, 'nobody@example.ru')).toBe(same(wrong.text, anna.email));
});

test('empty fields are named', async () => {
  const page = await signIn('', '');
  expect(page.status).toBe(422);
  expect(page.$('.ds-error-summary li').length).toBe(2);
});

test('whoever guesses waits longer and longer, and is told for how long', async () => {
  const guess = () => signIn(anna.email, WRONG);
  const statuses: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) statuses.push((await guess()).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  const refused = await guess();
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.$('.ds-error-summary').text()).toContain('через 1 минуту');
  expect(refused.$('#login').val()).toBe(anna.email);
  expect((await signIn(anna.email)).status).toBe(429);

  const minuteLater = () =>
    world.db.deleteFrom('rate_limits').where('key', 'like', 'sign_in:%').execute();
  await minuteLater();
  for (let turn = 0; turn < 5; turn += 1) await guess();
  await minuteLater();
  expect((await guess()).$('.ds-error-summary').text()).toContain('через 15 минут');
  await world.db
    .updateTable('rate_limits')
    .set({ points: 30 })
    .where('key', 'like', 'sign_in_long:%')
    .execute();
  await world.db.deleteFrom('rate_limits').where('key', 'like', 'sign_in_again:%').execute();
  await minuteLater();
  expect((await guess()).$('.ds-error-summary').text()).toContain('через 12 часов');
});

test('guesses that are sent all at once are no more than the limit', async () => {
  const visitors = Array.from({ length: 30 }, () => world.visitor());
  const answers = await Promise.all(visitors.map((one) => signIn(anna.email, WRONG, one)));
  expect(answers.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(5);
});

test('the right password works from another address meanwhile', async () => {
  for (let turn = 0; turn < 7; turn += 1) await signIn(anna.email, WRONG);
  const elsewhere = await tryFrom(world.visitor(), '198.51.100.7', anna.email, anna.password);
  expect(elsewhere.status).toBe(303);
});

test('any number of strangers cannot lock a device out that has signed in before', async () => {
  const visitor = world.visitor();
  await signIn(anna.email, anna.password, visitor);
  visitor.cookies.delete('session');
  const strangers = Math.ceil(identityLimits.signInByLogin.points / 5) + 1;
  for (let n = 0; n < strangers; n += 1) {
    for (let turn = 0; turn < 5; turn += 1) {
      await tryFrom(world.visitor(), `198.51.100.${n}`, anna.email, WRONG);
    }
  }
  const newDevice = await tryFrom(world.visitor(), '192.0.2.1', anna.email, anna.password);
  expect(newDevice.status).toBe(429);
  expect((await signIn(anna.email, anna.password, visitor)).status).toBe(303);
});

test('a device is known whether the person writes e-mail or phone', async () => {
  const visitor = world.visitor();
  await signIn(anna.email, anna.password, visitor);
  visitor.cookies.delete('session');
  for (let turn = 0; turn < 6; turn += 1) await signIn('+79114521704', WRONG);
  expect((await signIn('+79114521704', anna.password)).status).toBe(429);
  expect((await signIn('8 911 452-17-04', anna.password, visitor)).status).toBe(303);
});

test('a known device has its limit too, and a copied mark is worth nothing elsewhere', async () => {
  const visitor = world.visitor();
  await signIn(anna.email, anna.password, visitor);
  visitor.cookies.delete('session');
  const thief = world.visitor();
  await thief.get('/login');
  thief.cookies.set('device', String(visitor.cookies.get('device')));
  for (const one of [visitor, thief]) {
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      statuses.push((await signIn(anna.email, WRONG, one)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  }
});

test('signing in often is never held up', async () => {
  for (let turn = 0; turn < 12; turn += 1) {
    expect((await signIn(anna.email)).status).toBe(303);
  }
});

test('sign-out ends the session in the database, not in the browser alone', async () => {
  const visitor = world.visitor();
  await signIn(anna.email, anna.password, visitor);
  const page = await visitor.get('/profile');
  const stolen = String(visitor.cookies.get('session'));
  expect(page.$(`form[action="${href('logout')}"]`).length).toBe(1);
  const out = await visitor.submit(page, {}, 'Выйти');
  expect(out.location).toBe('/login?notice=signed-out');
  expect(visitor.cookies.has('session')).toBe(false);
  expect((await visitor.follow(out)).text).toContain('Вы вышли из кабинета');
  visitor.cookies.set('session', stolen);
  expect((await visitor.get('/profile')).location).toContain('/login');
});

test('a session ends by itself: a day, or 90 days where the person asked for it', async () => {
  const start = world.clock.now().toISOString();
  const [short, long] = [world.visitor(), world.visitor()];
  await signIn(anna.email, anna.password, short);
  const page = await long.get('/login');
  await long.submit(page, { login: anna.email, password: anna.password, remember: 'yes' });
  world.clock.advance({ hours: 25 });
  expect((await short.get('/profile')).status).toBe(303);
  expect((await long.get('/profile')).status).toBe(200);
  world.clock.advance({ days: 90 });
  expect((await long.get('/profile')).status).toBe(303);
  world.clock.set(start);
});

test('signing in gives a new session, whatever cookie the browser brought', async () => {
  const visitor = world.visitor();
  visitor.cookies.set('session', 'A'.repeat(43));
  const page = await visitor.get('/login');
  const typed = { login: anna.email, password: anna.password };
  await visitor.submit(page, typed);
  const first = visitor.cookies.get('session');
  expect(first).not.toBe('A'.repeat(43));
  // A sign-in page that was open in another window.
  await visitor.submit(page, typed);
  expect(visitor.cookies.get('session')).not.toBe(first);
  const other = createVisitor(world.url);
  other.cookies.set('session', String(first));
  expect((await other.get('/profile')).status).toBe(303);
});

test('after signing in the person is where they wanted to be', async () => {
  const visitor = world.visitor();
  const { location } = await visitor.get('/profile?a=b');
  const page = await visitor.get(location);
  const answer = await visitor.submit(page, { login: anna.email, password: anna.password });
  expect(answer.location).toBe('/profile?a=b');
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/%09/evil.example@',
  'javascript:alert(1)',
  ' /accounts',
  '/login?next=/login',
  '/accounts\r\nset-cookie: a=b',
])('«%s» is no place to go after signing in', async (next) => {
  const visitor = world.visitor();
  const page = await visitor.get(`/login?next=${encodeURIComponent(next)}`);
  const token = String(page.$('[name=_token]').val());
  const fields = { _token: token, login: anna.email, password: anna.password, next };
  const { status, location } = await visitor.post('/login', fields);
  expect(status).toBe(303);
  expect(new URL(location, world.url).origin).toBe(world.url);
  expect(new URL(location, world.url).pathname).toBe('/accounts');
});

test('the sign-ins of the demo, known to everybody, are refused outside demo mode', async () => {
  const demo = await createSubscriber(world, { user: { is_demo: true } });
  expect((await signIn(demo.email, demo.password)).status).toBe(422);
  const token = await demo.createToken();
  const answer = await fetch(`${world.url}/api/v1/accounts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
  expect((await world.visitor().get('/login')).text).not.toContain('demo-ochag-2026');
  expect((await world.visitor().get('/dev/ui')).status).toBe(404);
});
