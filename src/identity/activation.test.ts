import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, pathIn, register } from '#test/registration.ts';
import type { Visitor } from '#test/visitor.ts';
import { removeExpired } from './remove-expired.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const usersWith = (email: string) =>
  world.db.selectFrom('users').selectAll().where('email_key', '=', email.toLowerCase()).execute();

test('a mail scanner that opens the link uses nothing up; the button works once', async () => {
  const visitor = world.visitor();
  const person = newPerson();
  await register(visitor, person);
  const path = pathIn(await world.waitForLetter(person.email));
  for (let visit = 0; visit < 3; visit += 1) {
    expect((await world.visitor().get(path)).status).toBe(200);
    expect((await world.visitor().send(path, { method: 'HEAD' })).status).toBe(200);
  }
  expect(await usersWith(person.email)).toEqual([]);
  const page = await visitor.get(path);
  expect((await visitor.submit(page, {}, 'Активировать')).status).toBe(303);
  const again = await visitor.submit(page, {}, 'Активировать');
  expect(again.status).toBe(404);
  expect(again.$('h1').text()).toBe('Ссылка больше не действует');
  expect((await world.visitor().get(path)).status).toBe(404);
  // Back, or the letter once more, in the browser that is signed in: the cabinet, no dead end.
  expect(await visitor.get(path)).toMatchObject({ status: 303, location: '/accounts' });
});

test('of racing activations one makes the user', async () => {
  const person = newPerson();
  const { phone } = person;
  const twin = newPerson({ email: person.email.toUpperCase(), phone, password: 'три ведра угля' });
  const samePhone = newPerson({ phone });
  const links: { visitor: Visitor; path: string }[] = [];
  for (const fields of [person, twin, samePhone]) {
    const visitor = world.visitor();
    await register(visitor, fields);
    // The mailbox knows no case: of the twins' letters each must take their own.
    const taken = links.map(({ path }) => path);
    const own = async () => {
      const paths = (await world.letters(fields.email)).map(pathIn);
      return paths.find((path) => !taken.includes(path)) ?? '';
    };
    await expect.poll(own).not.toBe('');
    links.push({ visitor, path: await own() });
  }
  const ready = [...links, ...links].map(async ({ visitor, path }) => ({
    visitor,
    page: await visitor.get(path),
  }));
  const presses = (await Promise.all(ready)).map(({ visitor, page }) =>
    visitor.submit(page, {}, 'Активировать'),
  );
  const statuses = (await Promise.all(presses)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([303, 404, 404, 404, 404, 404]);
  const known = [...(await usersWith(person.email)), ...(await usersWith(samePhone.email))];
  expect(known).toHaveLength(1);
});

test('a link that is two days old says so and leads to a new registration', async () => {
  const visitor = world.visitor();
  const person = newPerson();
  await register(visitor, person);
  const path = pathIn(await world.waitForLetter(person.email));
  const page = await visitor.get(path);
  const before = world.clock.now().toISOString();
  world.clock.advance({ hours: 48 });
  expect((await visitor.get(path)).status).toBe(404);
  const late = await visitor.submit(page, {}, 'Активировать');
  expect(late.status).toBe(404);
  expect(late.$('a[href="/register"]').length).toBeGreaterThan(0);
  await removeExpired(world);
  const left = await world.db
    .selectFrom('registrations')
    .select('email')
    .where('email', '=', person.email)
    .execute();
  expect(left).toEqual([]);
  world.clock.set(before);
});

test('a letter that did not come is sent again, and both links die together', async () => {
  const visitor = world.visitor();
  const person = newPerson();
  const sentPage = await visitor.follow(await register(visitor, person));
  const first = await world.waitForLetter(person.email);
  const tooSoon = await visitor.follow(await visitor.submit(sentPage, {}, 'Отправить ещё раз'));
  expect(tooSoon.text).toContain('Подождите полминуты');
  world.clock.advance({ minutes: 1 });
  const again = await visitor.submit(sentPage, {}, 'Отправить ещё раз');
  const repeated = await visitor.follow(again);
  expect(repeated.text).toContain('Отправили письмо ещё раз');
  await expect.poll(async () => (await world.letters(person.email)).length).toBe(2);
  const second = (await world.letters(person.email))[1];
  const secondPage = await visitor.get(pathIn(second ?? first));
  const firstPage = await visitor.get(pathIn(first));
  expect([firstPage.status, secondPage.status]).toEqual([200, 200]);
  expect((await visitor.submit(firstPage, {}, 'Активировать')).status).toBe(303);
  expect((await visitor.submit(secondPage, {}, 'Активировать')).status).toBe(404);
});

test('in another browser the button asks for the password of the registration', async () => {
  const stranger = world.visitor();
  const owner = world.visitor();
  const person = newPerson();
  await register(stranger, person);
  const letter = await world.waitForLetter(person.email, 'Подтвердите');
  const page = await owner.get(pathIn(letter));
  expect(page.$('input[name="password"]').length).toBe(1);
  const empty = await owner.submit(page, { password: '' }, 'Активировать');
  expect(empty.status).toBe(422);
  const wrong = await owner.submit(page, { password: 'совсем другой пароль' }, 'Активировать');
  expect(wrong.status).toBe(422);
  expect(wrong.text).not.toContain('совсем другой пароль');
  const known = await world.db
    .selectFrom('users')
    .select('user_id')
    .where('email_key', '=', person.email)
    .execute();
  expect(known).toEqual([]);
  const right = await owner.submit(page, { password: person.password }, 'Активировать');
  expect(right.location).toContain('/accounts/link');
});

test('activation ends the session that the browser brought', async () => {
  const visitor = world.visitor();
  await becomeUser(world, visitor, newPerson());
  const before = String(visitor.cookies.get('session'));
  await becomeUser(world, visitor, newPerson());
  const other = world.visitor();
  other.cookies.set('session', before);
  expect((await other.get('/profile')).status).toBe(303);
});
