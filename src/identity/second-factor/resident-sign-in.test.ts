import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { codeOf } from '#test/authenticator.ts';
import {
  type CarefulResident,
  createCarefulResident,
  passwordStep,
} from '#test/careful-resident.ts';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { removeExpired } from '../remove-expired.ts';
import { resetResidentFactors } from '../reset-resident-factors.ts';
import { usersWhoSignIn } from '../sign-in.ts';
import { type Proof, passSecondFactor } from './pass-second-factor.ts';
import { beginPendingSignIn } from './pending-sign-ins.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ isDemo: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

test('with a second factor the password alone opens nothing', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  const answer = await passwordStep(visitor, anna);
  expect(answer).toMatchObject({ status: 303, location: '/login/code' });
  expect(visitor.cookies.get('session')).toBeUndefined();
  for (const path of ['/accounts', '/profile', '/profile/second-factor']) {
    expect((await visitor.get(path)).location, path).toContain('/login?next=');
  }
  const page = await visitor.get('/login/code');
  expect(page.$('h1').text()).toBe('Код подтверждения');
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  const done = await visitor.submit(page, { code: anna.newCode() }, 'Подтвердить');
  expect(done).toMatchObject({ status: 303, location: '/accounts' });
  expect((await visitor.get('/profile')).status).toBe(200);
});

test('a code works once: whoever saw it typed cannot use it, at once or on another device', async () => {
  const anna = await createCarefulResident(world);
  const [owner, thief] = [world.visitor(), world.visitor()];
  await passwordStep(owner, anna);
  await passwordStep(thief, anna);
  const code = anna.newCode();
  const page = await thief.get('/login/code');
  expect((await owner.submit(await owner.get('/login/code'), { code })).status).toBe(303);
  const replayed = await thief.submit(page, { code });
  expect(replayed.status).toBe(422);
  expect(replayed.$('title').text()).toMatch(/^Ошибка: /);
  expect(replayed.$('#code').val()).toBeFalsy();
  expect((await thief.get('/profile')).status).toBe(303);
});

/** Twenty browsers whose password was right; past the limit of guesses, to race at the row itself. */
async function raceWith(anna: CarefulResident, proof: Proof) {
  const now = world.clock.now();
  const owner = { kind: 'user', id: anna.userId } as const;
  const client = { address: '127.0.0.1', userAgent: 'test', visitorHash: '' };
  const owners = usersWhoSignIn({ isDemo: false, client, now });
  const waiting = { isRemembered: false, next: '', held: '', now };
  const tokens = await Promise.all(
    Array.from({ length: 20 }, () => beginPendingSignIn(world.db, owner, waiting)),
  );
  const outcomes = await Promise.all(
    tokens.map((token) => passSecondFactor({ ...world.deps, owners }, { token, proof })),
  );
  return outcomes.filter(({ ok }) => ok).length;
}

test('of twenty who send one code at the same time one gets in', async () => {
  const anna = await createCarefulResident(world);
  expect(await raceWith(anna, { way: 'app', code: anna.newCode() })).toBe(1);
});

test('twenty parallel uses of one recovery code let one in, and the owner is told', async () => {
  const anna = await createCarefulResident(world);
  const [code = ''] = anna.recoveryCodes;
  expect(await raceWith(anna, { way: 'recovery', code })).toBe(1);
  const letter = await world.waitForLetter(anna.email, 'Использован код восстановления');
  expect(letter.text).toContain('Осталось: 9');
  const left = await world.db
    .selectFrom('recovery_codes')
    .select('created_at')
    .where('owner_id', '=', anna.userId)
    .execute();
  expect(left).toHaveLength(9);
});

test('a recovery code is taken as people type it, and never twice', async () => {
  const anna = await createCarefulResident(world);
  const typed = (anna.recoveryCodes[1] ?? '').toUpperCase().replaceAll('-', ' ');
  for (const expected of [303, 422]) {
    const visitor = world.visitor();
    await passwordStep(visitor, anna);
    const page = await visitor.get('/login/code');
    const answer = await visitor.submit(page, { recoveryCode: typed });
    expect(answer.status).toBe(expected);
    if (expected === 422) expect(answer.$('details').attr('open')).toBeDefined();
  }
});

test('ten wrong codes, then waiting; the owner learns that somebody knows the password', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  await passwordStep(visitor, anna);
  const page = await visitor.get('/login/code');
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess += 1) {
    const answer = await visitor.submit(page, { code: String(100_000 + guess) });
    statuses.push(answer.status);
    if (answer.status === 429) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  }
  expect(statuses).toEqual([...Array(10).fill(422), 429, 429]);
  const right = await visitor.submit(page, { code: anna.newCode() });
  expect(right.status).toBe(429);
  expect(right.$('.ds-error-summary').text()).toContain('через 15 минут');
  await world.waitForLetter(anna.email, 'Кто-то вводит ваш пароль');
  const letters = await world.letters(anna.email);
  expect(letters.filter(({ subject }) => subject.includes('Кто-то вводит'))).toHaveLength(1);
  // The other way stays open, and so does anybody else's.
  const [recoveryCode = ''] = anna.recoveryCodes;
  expect((await visitor.submit(page, { recoveryCode })).status).toBe(303);
});

test('guesses that are sent all at once are no more than ten', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  await passwordStep(visitor, anna);
  const page = await visitor.get('/login/code');
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => visitor.submit(page, { code: String(200_000 + n) })),
  );
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(10);
});

test('the wait for the code is ten minutes, and of this browser alone', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  await passwordStep(visitor, anna);
  const page = await visitor.get('/login/code');
  expect((await world.visitor().get('/login/code')).location).toBe('/login?notice=too-late');
  world.clock.advance({ minutes: 11 });
  expect((await visitor.get('/login/code')).location).toBe('/login?notice=too-late');
  const late = await visitor.submit(page, { code: anna.newCode() });
  expect(late.location).toBe('/login?notice=too-late');
  expect((await visitor.follow(late)).text).toContain('Время на подтверждение вышло');
  await removeExpired(world);
  const waiting = await world.db.selectFrom('pending_sign_ins').select('owner_id').execute();
  expect(waiting).toEqual([]);
  world.clock.advance({ minutes: -11 });
});

test('after both steps the person is where they wanted to be, and is remembered if they asked', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  const wanted = `/accounts/${anna.accountNumber}/readings`;
  const sent = await visitor.get(wanted);
  const login = await visitor.follow(sent);
  await visitor.submit(login, { login: anna.email, password: anna.password, remember: 'yes' });
  const page = await visitor.get('/login/code');
  const done = await visitor.submit(page, { code: anna.newCode() });
  expect(done.location).toBe(wanted);
  expect(done.headers.getSetCookie().join()).toMatch(/session=[^;]+; Max-Age=7776000/);
});

test('a form whose session ended goes on after both steps, as it was typed', async () => {
  const anna = await createCarefulResident(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const page = await visitor.get(`/accounts/${anna.accountNumber}/name`);
  visitor.cookies.delete('session');
  const login = await visitor.submit(page, { ownName: 'Дача' });
  await visitor.submit(login, { login: anna.email, password: anna.password });
  const code = await visitor.get('/login/code');
  const signedIn = await visitor.submit(code, { code: anna.newCode() });
  expect(signedIn.$('h1').text()).toBe('Вы вошли');
  const done = await visitor.submit(signedIn, {}, 'Продолжить отправку');
  expect(done.status).toBe(303);
});

test('a new password by letter still asks for the second factor, and ends a sign-in half-way', async () => {
  const anna = await createCarefulResident(world);
  const halfWay = world.visitor();
  await passwordStep(halfWay, anna);
  const codePage = await halfWay.get('/login/code');
  const visitor = world.visitor();
  await visitor.submit(await visitor.get('/password/forgot'), { login: anna.email });
  const path = pathIn(await world.waitForLetter(anna.email, 'Ссылка для нового пароля'));
  const password = 'медленный зелёный трамвай';
  await visitor.submit(await visitor.get(path), { newPassword: password });
  const late = await halfWay.submit(codePage, { code: anna.newCode() });
  expect(late.location).toBe('/login?notice=too-late');
  const answer = await passwordStep(visitor, { email: anna.email, password });
  expect(answer.location).toBe('/login/code');
  expect((await visitor.get('/accounts')).status).toBe(303);
});

test('a session never begins by a password that was replaced in the middle of the second step', async () => {
  const anna = await createCarefulResident(world);
  for (let turn = 0; turn < 5; turn += 1) {
    const visitor = world.visitor();
    await passwordStep(visitor, anna);
    const page = await visitor.get('/login/code');
    const code = anna.newCode();
    const client = await world.pool.connect();
    await client.query('begin');
    await client.query('update users set password_hash = password_hash where user_id = $1', [
      anna.userId,
    ]);
    const answer = visitor.submit(page, { code });
    await new Promise((done) => setTimeout(done, 50));
    await client.query("delete from pending_sign_ins where owner_kind = 'user'");
    await client.query('commit');
    client.release();
    expect((await answer).location).toBe('/login?notice=too-late');
  }
});

test('a sign-in half-way ends when staff reset the factors', async () => {
  const anna = await createCarefulResident(world);
  const thief = world.visitor();
  await passwordStep(thief, anna);
  const page = await thief.get('/login/code');
  await resetResidentFactors(world.deps, system('test'), anna.email);
  const late = await thief.submit(page, { code: anna.newCode() });
  expect(late.location).toContain('too-late');
});

test('who has no second factor signs in by one step, as before', async () => {
  const boris = await createSubscriber(world);
  const visitor = world.visitor();
  expect((await passwordStep(visitor, boris)).location).toBe('/accounts');
});

test('a wrong password tells nobody who has a second factor', async () => {
  const [anna, boris] = [await createCarefulResident(world), await createSubscriber(world)];
  const answers = await Promise.all(
    [anna, boris].map(({ email }) =>
      passwordStep(world.visitor(), { email, password: 'не тот пароль' }),
    ),
  );
  const seen = answers.map(({ status, text }, n) => [
    status,
    text.replaceAll([anna, boris][n]?.email ?? '', '').replaceAll(/value="[^"]*"/g, ''),
  ]);
  expect(seen[0]).toEqual(seen[1]);
});

test('a code of another person’s application is none', async () => {
  const [anna, boris] = [await createCarefulResident(world), await createCarefulResident(world)];
  const visitor = world.visitor();
  await passwordStep(visitor, anna);
  const page = await visitor.get('/login/code');
  const code = codeOf(boris.totpSecret, world.clock.now());
  expect((await visitor.submit(page, { code })).status).toBe(422);
  const [recoveryCode = ''] = boris.recoveryCodes;
  expect((await visitor.submit(page, { recoveryCode })).status).toBe(422);
});
