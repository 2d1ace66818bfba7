import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, register } from '#test/registration.ts';
import type { Answer } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

/** Field → message, as the list at the top of the page has them. */
const summaryOf = ({ $ }: Answer): [string, string][] =>
  $('.ds-error-summary a')
    .toArray()
    .map((link) => [String($(link).attr('href')).slice(1), $(link).text()]);

const refused = async (fields: Record<string, string | undefined>): Promise<Answer> => {
  const answer = await register(world.visitor(), newPerson(fields as Record<string, string>));
  expect(answer.status).toBe(422);
  return answer;
};

test('an empty form names every field that is missing, in the order of the page', async () => {
  const empty = Object.fromEntries(Object.keys(newPerson()).map((name) => [name, '']));
  const page = await register(world.visitor(), { ...empty, consent: undefined });
  expect(page.status).toBe(422);
  expect(page.$('title').text()).toMatch(/^Ошибка: /);
  const summary = summaryOf(page);
  expect(summary.map(([field]) => field)).toEqual([
    'lastName',
    'firstName',
    'address',
    'accountNumber',
    'email',
    'phone',
    'password',
    'consent',
  ]);
  for (const [field, message] of summary) {
    const control = page.$(`[id="${field}"]`);
    expect(control.attr('aria-invalid')).toBe('true');
    const described = String(control.attr('aria-describedby')).split(' ').at(-1);
    expect(page.$(`[id="${described}"]`).text()).toContain(message);
  }
  expect(page.$('.ds-error-summary').attr('autofocus')).toBeDefined();
});

test('what was typed stays, except the password, which is never echoed', async () => {
  const typed = {
    email: 'olga@',
    lastName: '<b>"Ольга"</b>',
    password: 'секрет, которого не видно',
  };
  const page = await refused(typed);
  expect(page.$('#email').val()).toBe('olga@');
  expect(page.$('#lastName').val()).toBe('<b>"Ольга"</b>');
  expect(page.$('#phone').val()).toContain('+7 911');
  expect(page.$('#consent').attr('checked')).toBeDefined();
  expect(page.text).not.toContain('секрет');
  expect(page.$('#password').attr('value')).toBeUndefined();
});

test('without the tick there is no registration', async () => {
  const { consent: _, ...unticked } = newPerson();
  const page = await register(world.visitor(), unticked);
  expect(page.status).toBe(422);
  expect(summaryOf(page)).toEqual([['consent', expect.stringContaining('Без согласия')]]);
  const kept = await world.db
    .selectFrom('registrations')
    .where('email', '=', unticked.email)
    .select('email')
    .execute();
  expect(kept).toEqual([]);
});

test.each([
  ['Ёлкина-Мамина', 'Анна-Мария', 'Ильинична'],
  ['О’Коннор', 'Шон', ''],
  ["Д'Арк", 'Жанна', ''],
  ['Мамедов', 'Али', 'Гусейн оглы'],
  ['Ким', 'Ли', ''],
  ['Müller', 'José', ''],
  ['  Петров   Водкин ', 'К.', 'С.'],
])('the name %s %s %s is taken', async (lastName, firstName, middleName) => {
  const answer = await register(world.visitor(), newPerson({ lastName, firstName, middleName }));
  expect(answer.status).toBe(303);
});

test.each([
  ['lastName', 'Иванов2'],
  ['firstName', '-'],
  ['middleName', 'http://x.ru'],
  ['lastName', 'я'.repeat(81)],
  ['address', 'дом'],
  ['address', 'я'.repeat(301)],
  ['accountNumber', '12345'],
  ['accountNumber', '39001458720x'],
  ['email', 'ольга.example.ru'],
  ['email', 'a@b..ru'],
  ['email', 'a@example.ru, b@example.ru'],
  ['email', `${'a'.repeat(250)}@example.ru`],
  ['phone', '12345'],
  ['phone', '+7 911 452-17'],
  ['password', 'семь зн'],
  ['password', 'password1'],
  ['password', 'qwertyuiop'],
  ['password', 'Абв'.repeat(100)],
])('%s «%s» is refused at its field', async (field, value) => {
  const page = await refused({ [field]: value });
  expect(summaryOf(page)).toEqual([[field, expect.stringMatching(/\p{Lu}.{10,}/u)]]);
});

test('a password that others know of the person is refused', async () => {
  const own = { lastName: 'Берёзкина', email: 'olgaberezka@example.ru', phone: '+7 911 452-33-44' };
  for (const password of [
    'березкина',
    'БЕРЁЗКИНА1',
    'olgaberezka',
    '+79114523344',
    '89114523344',
  ]) {
    const page = await refused({ ...own, password });
    expect(summaryOf(page), password).toEqual([['password', expect.stringContaining('похож на')]]);
  }
});

test('a long password is taken whole, as a password manager pastes it', async () => {
  const password = `${'пРиВет 𝄞 '.repeat(20)}!`;
  const person = newPerson({ password });
  const visitor = world.visitor();
  await becomeUser(world, visitor, person);
  const other = world.visitor();
  const login = await other.get('/login');
  const cut = { login: person.email, password: password.slice(0, -1) };
  expect((await other.submit(login, cut)).status).toBe(422);
  expect((await other.submit(login, { login: person.email, password })).status).toBe(303);
});

test.each([
  '89114520001',
  '8 (911) 452-00-02',
  '+7 911 452 00 03',
  '7 911 4520004',
  '9114520005',
  '+7(911)452–00–06',
  '8 (4012) 53-00-07',
])('the phone %s is understood and kept in one spelling', async (phone) => {
  const person = newPerson({ phone });
  expect((await register(world.visitor(), person)).status).toBe(303);
  const kept = await world.db
    .selectFrom('registrations')
    .select('phone')
    .where('email', '=', person.email)
    .executeTakeFirst();
  expect(kept?.phone).toBe(`+7${phone.replace(/\D/g, '').slice(-10)}`);
});

test('the unified number (ЕЛС) is as good as the number, up to the page of linking', async () => {
  const visitor = world.visitor();
  const person = newPerson({ accountNumber: '45аа 123-456' });
  const activated = await becomeUser(world, visitor, person);
  expect(activated.status).toBe(303);
  const page = await visitor.follow(activated);
  expect(page.$('#accountNumber').val()).toBe('45АА123456');
});

test('too many registrations from one address: the form comes back with all that was typed', async () => {
  const { registrationByAddress } = (await import('./limits.ts')).identityLimits;
  await register(world.visitor(), newPerson());
  await world.db
    .updateTable('rate_limits')
    .set({ points: registrationByAddress.points })
    .where('key', 'like', 'registration:%')
    .execute();
  const person = newPerson();
  const page = await register(world.visitor(), person);
  expect(page.status).toBe(429);
  expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(page.$('#email').val()).toBe(person.email);
  expect(page.$('.ds-error-summary').text()).toContain('через 60 минут');
  await refused({ email: 'olga@' });
});

test('an address in the link of a letter or a bill fills in the number', async () => {
  const page = await world.visitor().get('/register?account_number=390014587201');
  expect(page.$('#accountNumber').val()).toBe('390014587201');
});

test('who sees that the address is wrong corrects it alone; nobody else finds what was typed', async () => {
  const visitor = world.visitor();
  const person = newPerson({ email: 'olga.mistyped@exampel.ru' });
  const sent = await visitor.follow(await register(visitor, person));
  expect(sent.$('main').text()).toContain('olga.mistyped@exampel.ru');
  const again = sent.$('a:contains("Исправить адрес")').attr('href') ?? '';
  const form = await visitor.get(again);
  expect(form.headers.get('cache-control')).toBe('private, no-store');
  const { password, consent, ...typed } = person;
  for (const [name, value] of Object.entries(typed)) {
    expect(form.$(`[name=${name}]`).val(), name).toBe(value);
  }
  expect(form.$('[name=password]').val() ?? '').toBe('');
  expect(form.$('[name=consent]').attr('checked')).toBeUndefined();
  const email = 'olga.corrected@example.ru';
  const done = await visitor.submit(form, { email, password, consent });
  expect(done.status).toBe(303);
  expect((await visitor.follow(done)).$('main').text()).toContain(email);
  await world.waitForLetter(email, 'Подтвердите регистрацию');

  expect((await visitor.get('/register')).$('[name=lastName]').val() ?? '').toBe('');
  const thief = world.visitor();
  const stolen = String(visitor.cookies.get('registration_typed'));
  expect(Buffer.from(stolen, 'base64url').toString()).not.toContain('Берёзкина');
  thief.cookies.set('registration_typed', stolen);
  expect((await thief.get(again)).$('[name=lastName]').val() ?? '').toBe('');
});
