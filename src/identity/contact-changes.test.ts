import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { askForContact as ask } from '#test/contact-wishes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { removeExpired } from './remove-expired.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

let count = 0;
function fresh(): { email: string; phone: string } {
  count += 1;
  const n = String(count).padStart(4, '0');
  return { email: `new${n}@example.ru`, phone: `+7911452${n}` };
}
const freshEmail = () => fresh().email;

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor };
}

async function confirm(visitor: Visitor, path: string, fields = {}): Promise<Answer> {
  expect(path).toContain(href('contactConfirmation', { token: '' }));
  return visitor.submit(await visitor.get(path), fields, 'Подтвердить');
}

async function userOf({ userId }: Pick<Subscriber, 'userId'>) {
  return world.db
    .selectFrom('users')
    .select(['email', 'email_key', 'phone'])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
}

test('a new e-mail counts once its letter is answered; both addresses are told, other devices are out', async () => {
  const anna = await newResident();
  const elsewhere = world.visitor();
  await anna.signIn(elsewhere);
  const email = `Anna.${freshEmail()}`;
  const asked = await ask(anna.visitor, { email }, anna.password);
  expect(asked.location).toBe('/profile#who');
  expect((await world.waitForLetter(anna.email, 'Просьба сменить')).text).toContain('новый пароль');
  const letter = await world.waitForLetter(email, 'Подтвердите новый адрес');
  const pending = (await anna.visitor.get('/profile')).$('main').text();
  expect(pending).toContain('Новая почта ждёт подтверждения');
  expect((await userOf(anna)).email).toBe(anna.email);

  // What opens links by itself changes nothing.
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await anna.visitor.get(pathIn(letter))).$('main').text()).toContain(email);
  }
  expect((await userOf(anna)).email).toBe(anna.email);
  const before = String(anna.visitor.cookies.get('session'));
  const done = await confirm(anna.visitor, pathIn(letter));
  expect(done.location).toBe('/profile?notice=email-changed');
  expect((await anna.visitor.follow(done)).$('[role=status]').text()).toContain('Почта изменена');
  expect(await userOf(anna)).toMatchObject({ email, email_key: email.toLowerCase() });
  expect(anna.visitor.cookies.get('session')).not.toBe(before);
  const stolen = world.visitor();
  stolen.cookies.set('session', before);
  for (const one of [stolen, elsewhere]) expect((await one.get('/profile')).status).toBe(303);

  expect((await world.waitForLetter(anna.email, 'Почта кабинета изменена')).text).toBeTruthy();
  expect((await world.waitForLetter(email, 'Почта кабинета изменена')).text).toBeTruthy();
  expect((await anna.visitor.get(pathIn(letter))).status).toBe(404);
  const record = await world.db
    .selectFrom('audit_entries')
    .select(['actor_kind', 'action', 'details'])
    .where('user_id', '=', anna.userId)
    .execute();
  expect(record).toEqual([{ actor_kind: 'resident', action: 'change_email', details: {} }]);
});

test('a link that waits in the old mailbox opens the cabinet no more', async () => {
  const anna = await newResident();
  const forgot = await anna.visitor.get('/password/forgot');
  await anna.visitor.submit(forgot, { login: anna.email });
  const reset = await world.waitForLetter(anna.email, 'Ссылка для нового пароля');
  const email = freshEmail();
  await ask(anna.visitor, { email }, anna.password);
  await confirm(anna.visitor, pathIn(await world.waitForLetter(email)));
  expect((await world.visitor().get(pathIn(reset))).status).toBe(404);
});

test('the link alone changes nothing where its owner is not signed in: the password is asked', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  const email = freshEmail();
  await ask(anna.visitor, { email }, anna.password);
  const path = pathIn(await world.waitForLetter(email));
  // A mistyped address is somebody's mailbox; they may have a cabinet of their own.
  for (const stranger of [world.visitor(), boris.visitor]) {
    expect((await stranger.get(path)).text).not.toContain(email);
    expect((await confirm(stranger, path)).status).toBe(422);
    const wrong = await confirm(stranger, path, { password: boris.password.toUpperCase() });
    expect(wrong.$('.ds-error-summary').text()).toContain('не подходит');
  }
  expect((await userOf(anna)).email).toBe(anna.email);
  const mailProgramme = world.visitor();
  const done = await confirm(mailProgramme, path, { password: anna.password });
  expect(done.location).toBe('/login?notice=email-changed');
  expect((await mailProgramme.follow(done)).text).toContain('Войдите с новой почтой');
  expect((await userOf(anna)).email).toBe(email);
  expect((await anna.visitor.get('/profile')).status).toBe(303);
});

test('without the password nothing is asked for, and guessing it there takes longer and longer', async () => {
  const anna = await newResident();
  const email = freshEmail();
  const empty = await ask(anna.visitor, { email }, '');
  expect(empty.status).toBe(422);
  expect(empty.$('#email').val()).toBe(email);
  const messages: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const refused = await ask(anna.visitor, { email }, `догадка ${turn}`);
    messages.push(refused.$('.ds-error-summary li').text());
  }
  expect(messages[0]).toContain('Пароль не подходит');
  expect(messages.at(-1)).toContain('через 1 минуту');
  expect(await world.letters(email)).toEqual([]);
});

test('somebody’s e-mail: the same answer, the same page; only its owner is written to', async () => {
  const [anna, boris, vera] = [await newResident(), await newResident(), await newResident()];
  const free = freshEmail();
  const taken = await ask(anna.visitor, { email: boris.email.toUpperCase() }, anna.password);
  const open = await ask(vera.visitor, { email: free }, vera.password);
  expect([taken.status, taken.location]).toEqual([open.status, open.location]);
  const shown = async (one: Visitor, email: string, own: string) =>
    (await one.get('/profile')).$('#who').parent().text().replaceAll(email, '').replaceAll(own, '');
  const theirs = await shown(anna.visitor, boris.email.toUpperCase(), anna.email);
  const phones = /\+\d[\d\u00a0]{10,16}/g;
  expect(theirs.replaceAll(phones, '')).toBe(
    (await shown(vera.visitor, free, vera.email)).replaceAll(phones, ''),
  );
  const told = await world.waitForLetter(boris.email.toUpperCase(), 'в другом кабинете');
  expect(told.links.join()).not.toContain('confirmation');
  const rows = await world.db
    .selectFrom('letters')
    .select(['kind', 'user_id'])
    .where('user_id', 'in', [anna.userId, vera.userId])
    .orderBy('letter_id')
    .execute();
  expect(rows.map(({ kind }) => kind)).toEqual([
    'email_change',
    'email_change_asked',
    'email_change',
    'email_change_asked',
  ]);
});

test('of ten who confirm one e-mail at once, one gets it; the others keep their own', async () => {
  const email = freshEmail();
  const people = await Promise.all(Array.from({ length: 10 }, newResident));
  for (const one of people) await ask(one.visitor, { email }, one.password);
  await expect.poll(async () => (await world.letters(email)).length).toBe(10);
  const paths = (await world.letters(email)).map(pathIn);
  const tries = people.map(async ({ visitor }) => {
    const pages = await Promise.all(paths.map((path) => visitor.get(path)));
    const own = pages.findIndex((page) => page.$('[name=password]').length === 0);
    return { visitor, page: pages[own] as Answer };
  });
  const ready = await Promise.all(tries);
  const answers = await Promise.all(
    ready.map(({ visitor, page }) => visitor.submit(page, {}, 'Подтвердить')),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 303)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(9);
  const owners = await world.db
    .selectFrom('users')
    .select('user_id')
    .where('email_key', '=', email)
    .execute();
  expect(owners).toHaveLength(1);
}, 30_000);

test('a new phone is confirmed by a letter to the cabinet’s e-mail', async () => {
  const anna = await newResident();
  const { phone } = fresh();
  await ask(anna.visitor, { phone }, anna.password);
  const letter = await world.waitForLetter(anna.email, 'Подтвердите новый телефон');
  expect((await userOf(anna)).phone).not.toBe(phone);
  const done = await confirm(anna.visitor, pathIn(letter));
  expect((await anna.visitor.follow(done)).text).toContain('Телефон изменён');
  expect((await userOf(anna)).phone).toBe(phone);
  await world.waitForLetter(anna.email, 'Телефон кабинета изменён');
});

test('somebody’s phone stays theirs: both are told, and there is no link', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  const { phone } = await userOf(boris);
  await ask(anna.visitor, { phone }, anna.password);
  const refused = await world.waitForLetter(anna.email, 'Телефон не изменён');
  expect(refused.links.join()).not.toContain('confirmation');
  await world.waitForLetter(boris.email, 'Ваш телефон указали');
  expect((await userOf(boris)).phone).toBe(phone);
});

test('a newer wish takes the older one’s link away, a day ends both, a new password ends them at once', async () => {
  const anna = await newResident();
  const [first, second, third] = [freshEmail(), freshEmail(), freshEmail()];
  await ask(anna.visitor, { email: first }, anna.password);
  const old = pathIn(await world.waitForLetter(first));
  await ask(anna.visitor, { email: second }, anna.password);
  const newer = pathIn(await world.waitForLetter(second));
  expect((await anna.visitor.get(old)).status).toBe(404);
  expect((await anna.visitor.get(newer)).status).toBe(200);
  const start = world.clock.now().toISOString();
  world.clock.advance({ hours: 25 });
  expect((await anna.visitor.get(newer)).status).toBe(404);
  await removeExpired(world);
  world.clock.set(start);
  const left = () =>
    world.db
      .selectFrom('contact_changes')
      .select('kind')
      .where('user_id', '=', anna.userId)
      .execute();
  expect(await left()).toEqual([]);

  await anna.signIn(anna.visitor);
  await ask(anna.visitor, { email: third }, anna.password);
  const last = pathIn(await world.waitForLetter(third));
  const page = await anna.visitor.get('/profile/password');
  const changed = { password: anna.password, newPassword: 'семь зелёных стульев' };
  await anna.visitor.submit(page, changed, 'Сохранить пароль');
  expect((await anna.visitor.get(last)).status).toBe(404);
  expect(await left()).toEqual([]);
});
