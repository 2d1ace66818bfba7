import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { endSessions, listSessions } from './sessions.ts';
import { signIn } from './sign-in.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const NEW_PASSWORD = 'медленный зелёный трамвай';

async function ask(visitor: Visitor, login: string) {
  return visitor.submit(await visitor.get('/password/forgot'), { login }, 'Получить ссылку');
}

test('a new password ends all sessions, tells the owner, and its link works once', async () => {
  const anna = await createSubscriber(world);
  const [phone, laptop] = [world.visitor(), world.visitor()];
  await anna.signIn(phone);
  await anna.signIn(laptop);
  const visitor = world.visitor();
  const asked = await ask(visitor, anna.email.toUpperCase());
  expect((await visitor.follow(asked)).$('h1').text()).toBe('Проверьте почту');
  const letter = await world.waitForLetter(anna.email, 'Ссылка для нового пароля');
  const path = pathIn(letter);
  await world.visitor().get(path);
  const page = await visitor.get(path);
  const done = await visitor.submit(page, { newPassword: NEW_PASSWORD }, 'Сохранить пароль');
  expect(done.location).toBe('/login?notice=password-changed');

  expect((await phone.get('/profile')).status).toBe(303);
  expect((await laptop.get('/profile')).status).toBe(303);
  const told = await world.waitForLetter(anna.email, 'Пароль изменён');
  expect(told.text).not.toContain(NEW_PASSWORD);
  const again = await visitor.submit(page, { newPassword: 'ещё один хороший пароль' });
  expect(again.status).toBe(404);
  expect(again.$('h1').text()).toBe('Ссылка больше не действует');
  const loginPage = await visitor.follow(done);
  expect(loginPage.text).toContain('Пароль изменён');
  const old = await visitor.submit(loginPage, { login: anna.email, password: anna.password });
  expect(old.status).toBe(422);
  const fresh = await visitor.submit(loginPage, { login: anna.email, password: NEW_PASSWORD });
  expect(fresh.status).toBe(303);
});

test('a phone finds the e-mail that the link goes to', async () => {
  const anna = await createSubscriber(world, { user: { phone: '+79114529901' } });
  await ask(world.visitor(), '8 911 452-99-01');
  await world.waitForLetter(anna.email, 'Ссылка для нового пароля');
});

test('an unknown login gets the same answer and no letter', async () => {
  const anna = await createSubscriber(world);
  const known = await ask(world.visitor(), anna.email);
  const unknown = await ask(world.visitor(), 'unknown-person@example.ru');
  expect([unknown.status, unknown.location, unknown.text]).toEqual([
    known.status,
    known.location,
    known.text,
  ]);
  const letters = await world.db
    .selectFrom('letters')
    .select('letter_id')
    .where('to_address', '=', 'unknown-person@example.ru')
    .execute();
  expect(letters).toEqual([]);
});

test('a weak password is refused and leaves the link alive', async () => {
  const anna = await createSubscriber(world, { user: { last_name: 'Перелешина' } });
  const visitor = world.visitor();
  await ask(visitor, anna.email);
  const path = pathIn(await world.waitForLetter(anna.email));
  const page = await visitor.get(path);
  for (const newPassword of ['', 'короче', 'password1', 'перелешина1']) {
    const refused = await visitor.submit(page, { newPassword });
    expect(refused.status).toBe(422);
    expect(refused.$('title').text()).toMatch(/^Ошибка: /);
    expect(refused.$('.ds-error-summary a').attr('href')).toBe('#newPassword');
    expect(refused.$('#newPassword').attr('value')).toBeUndefined();
  }
  expect((await visitor.submit(page, { newPassword: NEW_PASSWORD })).status).toBe(303);
});

test('neither the number of a linked account nor the address is a password', async () => {
  const anna = await createSubscriber(world, { user: { address: 'Светлогорск, Сиреневая, 3' } });
  const visitor = world.visitor();
  await ask(visitor, anna.email);
  const page = await visitor.get(pathIn(await world.waitForLetter(anna.email)));
  for (const newPassword of [anna.accountNumber, 'сиреневая3', 'Светлогорск1']) {
    expect((await visitor.submit(page, { newPassword })).status, newPassword).toBe(422);
  }
});

test('a sign-in by the old password that overlaps a reset leaves no session', async () => {
  const anna = await createSubscriber(world);
  const client = { address: '127.0.0.1', userAgent: 'test', visitorHash: 'x' };
  const { email: login, password, userId } = anna;
  let overlapping: Promise<unknown> | undefined;
  await world.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('users')
      .set({ password_hash: 'another' })
      .where('user_id', '=', userId)
      .execute();
    await endSessions(tx, userId);
    overlapping = signIn({ ...world.deps }, { login, password, isRemembered: false, client });
    await sleep(300);
  });
  expect(await overlapping).toEqual({ ok: false, code: 'wrong_login_or_password' });
  expect(await listSessions(world.db, userId, world.clock.now())).toEqual([]);
});

test('a link is dead after an hour, and the page leads to a new one', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await ask(visitor, anna.email);
  const path = pathIn(await world.waitForLetter(anna.email));
  world.clock.advance({ minutes: 60 });
  const gone = await visitor.get(path);
  expect(gone.status).toBe(404);
  expect(gone.$('a[href="/password/forgot"]').length).toBeGreaterThan(0);
});

test('of two who use the same link at once, one sets the password', async () => {
  const anna = await createSubscriber(world);
  const [one, two] = [world.visitor(), world.visitor()];
  await ask(one, anna.email);
  const path = pathIn(await world.waitForLetter(anna.email));
  const pages = [await one.get(path), await two.get(path)] as const;
  const answers = await Promise.all([
    one.submit(pages[0], { newPassword: `${NEW_PASSWORD} первый` }),
    two.submit(pages[1], { newPassword: `${NEW_PASSWORD} второй` }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
});

test('a token of activation opens no password, and nonsense opens nothing', async () => {
  for (const token of ['x', 'A'.repeat(43), '%00', 'я', 'A'.repeat(300), '..%2F..']) {
    expect((await world.visitor().get(`/password/reset/${token}`)).status).toBe(404);
    expect((await world.visitor().get(`/activate/${token}`)).status).toBe(404);
  }
});

test('who was locked out by strangers has a way in: the letter, and then this device', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await ask(visitor, anna.email);
  const path = pathIn(await world.waitForLetter(anna.email));
  const page = await visitor.get(path);
  const stranger = world.visitor();
  const wrong = { login: anna.email, password: 'не тот пароль' };
  const strangersPage = await stranger.get('/login');
  for (let turn = 0; turn < 6; turn += 1) await stranger.submit(strangersPage, wrong);
  const done = await visitor.submit(page, { newPassword: NEW_PASSWORD });
  const loginPage = await visitor.follow(done);
  const right = { login: anna.email, password: NEW_PASSWORD };
  expect((await visitor.submit(loginPage, right)).status).toBe(303);
});
