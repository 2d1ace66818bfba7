import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, pathIn, register } from '#test/registration.ts';
import { consentDocument, consentTextHash } from './consent-document.ru.ts';

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

test('the consent is a page of its own, and nothing else stands in it', async () => {
  const page = await world.visitor().get('/legal/consent');
  expect(page.$('h1').text()).toBe('Согласие на обработку персональных данных');
  expect(page.text).toContain(consentDocument.paragraphs[0]);
});
