import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, pathIn, register } from '#test/registration.ts';
import type { Visitor } from '#test/visitor.ts';
import { consentDocument, consentTextHash } from './consent-document.ru.ts';
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

test('registration, letter, button: signed in, with the number filled in for linking', async () => {
  const visitor = world.visitor();
  const person = newPerson({ accountNumber: '390 014-587 201' });
  const sent = await register(visitor, person);
  expect(sent).toMatchObject({ status: 303, location: '/register/sent' });
  const sentPage = await visitor.follow(sent);
  expect(sentPage.$('h1').text()).toBe('Проверьте почту');
  expect(sentPage.text).toContain(person.email);
  expect(await usersWith(person.email)).toEqual([]);

  const letter = await world.waitForLetter(person.email);
  expect(letter.subject).toBe('Подтвердите регистрацию');
  expect(letter.text).toContain('Ольга Игоревна');
  expect(letter.text).not.toContain(person.password);
  const page = await visitor.get(pathIn(letter));
  expect(page.$('button').text()).toContain('Активировать');
  const activated = await visitor.submit(page, {}, 'Активировать');
  expect(activated).toMatchObject({
    status: 303,
    location: '/accounts/link?number=390014587201',
  });
  const linkPage = await visitor.follow(activated);
  expect(linkPage.status).toBe(200);
  expect(linkPage.$('h1').text()).toBe('Добавить лицевой счёт');
  expect(linkPage.$('input#accountNumber').val()).toBe('390014587201');
  expect(await usersWith(person.email)).toMatchObject([
    { last_name: 'Берёзкина', phone: person.phone.replace(/[ -]/g, ''), is_demo: false },
  ]);
});

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

test('a taken e-mail or phone: one calm answer for outsiders, helpful letters for owners', async () => {
  const owner = newPerson();
  await becomeUser(world, world.visitor(), owner);
  const fresh = await register(world.visitor(), newPerson());
  const outsider = world.visitor();
  const answer = await register(outsider, newPerson({ email: owner.email.toUpperCase() }));
  expect([answer.status, answer.location, answer.text]).toEqual([
    fresh.status,
    fresh.location,
    fresh.text,
  ]);
  const helpful = await world.waitForLetter(owner.email, 'уже есть личный кабинет');
  expect(pathIn(helpful)).toBe('/login');

  const other = newPerson({ phone: `8${owner.phone.slice(2)}` });
  const byPhone = await register(world.visitor(), other);
  expect([byPhone.status, byPhone.location]).toEqual([fresh.status, fresh.location]);
  await world.waitForLetter(owner.email, 'Ваш телефон указали');
  const refused = await world.waitForLetter(other.email, 'не завершена');
  expect(refused.text).not.toContain(owner.email);
  expect(await usersWith(other.email)).toEqual([]);
  expect(await usersWith(owner.email)).toHaveLength(1);
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

test('a stranger who types an address over and over fills nobody’s mailbox', async () => {
  const victim = newPerson();
  for (let turn = 0; turn < 9; turn += 1) {
    const answer = await register(world.visitor(), newPerson({ email: victim.email }));
    expect(answer.status).toBe(303);
  }
  const queued = await world.db
    .selectFrom('letters')
    .select('letter_id')
    .where('to_address', '=', victim.email)
    .execute();
  expect(queued.length).toBeLessThanOrEqual(6);
});

test('…and does not take the owner’s way to a new password', async () => {
  const owner = newPerson();
  await becomeUser(world, world.visitor(), owner);
  for (let turn = 0; turn < 8; turn += 1) {
    await register(world.visitor(), newPerson({ email: owner.email }));
  }
  const visitor = world.visitor();
  await visitor.submit(await visitor.get('/password/forgot'), { login: owner.email });
  await world.waitForLetter(owner.email, 'Ссылка для нового пароля');
});

test('the consent that was ticked is kept: version, hash, time, address, browser; for ever', async () => {
  const visitor = world.visitor();
  const person = newPerson();
  const page = await visitor.get('/register');
  expect(page.$('input[name=consent]').attr('checked')).toBeUndefined();
  const token = String(page.$('[name=_token]').val());
  await visitor.post('/register', { ...person, _token: token }, { 'user-agent': 'Proba/1.0' });
  const tickedAt = world.clock.now();
  world.clock.advance({ hours: 5 });
  const letter = await world.waitForLetter(person.email);
  await visitor.submit(await visitor.get(pathIn(letter)), {}, 'Активировать');
  const [user] = await usersWith(person.email);
  const consents = await world.db
    .selectFrom('consents')
    .selectAll()
    .where('user_id', '=', user?.user_id ?? 0)
    .execute();
  expect(consents).toMatchObject([
    {
      document: 'personal-data',
      act: 'given',
      version: consentDocument.version,
      text_hash: consentTextHash(world.supplier),
      acted_at: tickedAt,
      address: '127.0.0.1',
      user_agent: 'Proba/1.0',
    },
  ]);
  const change = world.pool.query("update consents set act = 'withdrawn'");
  await expect(change).rejects.toThrow('append-only');
  await expect(world.pool.query('delete from consents')).rejects.toThrow('append-only');
  world.clock.advance({ hours: -5 });
});

test('the hash of the consent covers who takes it', () => {
  const other = { ...world.supplier, legalName: 'ООО «Другой газ»' };
  expect(consentTextHash(other)).not.toBe(consentTextHash(world.supplier));
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

test('the consent is a page of its own, and nothing else stands in it', async () => {
  const page = await world.visitor().get('/legal/consent');
  expect(page.$('h1').text()).toBe('Согласие на обработку персональных данных');
  expect(page.text).toContain(consentDocument.paragraphs[0]);
});
