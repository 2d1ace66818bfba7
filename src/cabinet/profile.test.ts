import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor, profile: await visitor.get('/profile') };
}

const askApi = (token: string) =>
  fetch(`${world.url}/api/v1/accounts`, { headers: { authorization: `Bearer ${token}` } });

test('a token is shown once, works for a program at once, and no more once it is revoked', async () => {
  const { visitor, profile, password, accountNumber } = await newResident();
  const made = await visitor.submit(
    profile,
    { tokenName: 'Умный <дом>', password },
    'Создать токен',
  );
  expect(made.status).toBe(200);
  expect(made.headers.get('cache-control')).toBe('private, no-store');
  const token = made.$('code.token').text();
  expect(token).toMatch(/^ochag_[\w-]{43}$/);
  const answer = await askApi(token);
  expect(answer.status).toBe(200);
  expect(JSON.stringify(await answer.json())).toContain(accountNumber);

  const later = await visitor.get('/profile');
  expect(later.text).not.toContain(token.slice(6));
  expect(later.$('main').text()).toContain('Умный <дом>');
  expect(later.$('main').text()).toContain('Использован');
  const revoked = await visitor.submit(later, {}, 'Отозвать');
  expect(revoked.status).toBe(303);
  expect((await askApi(token)).status).toBe(401);
  expect((await visitor.get('/profile')).text).not.toContain('&lt;дом');
});

test('who sits at an open browser makes no token without the password, and guesses it no longer than elsewhere', async () => {
  const { visitor, profile, userId, email, password } = await newResident();
  for (const guess of ['', 'не тот пароль']) {
    const typed = { tokenName: 'Чужая программа', password: guess };
    const refused = await visitor.submit(profile, typed, 'Создать токен');
    expect(refused.status).toBe(422);
    expect(refused.$('.ds-error-summary a').attr('href')).toBe('#password');
    expect(refused.$('#tokenName').val()).toBe('Чужая программа');
    if (guess) expect(refused.text).not.toContain(guess);
  }
  const made = () =>
    world.db
      .selectFrom('letters')
      .select(['kind', 'to_address'])
      .where('user_id', '=', userId)
      .execute();
  expect(await made()).toEqual([]);
  const typed = { tokenName: 'Своя программа', password };
  await visitor.submit(profile, typed, 'Создать токен');
  // Its owner is told, and the record knows it.
  expect(await made()).toEqual([{ kind: 'api_token_created', to_address: email }]);
  await visitor.submit(await visitor.get('/profile'), {}, 'Отозвать');
  const record = await world.db
    .selectFrom('audit_entries')
    .select(['actor_kind', 'action'])
    .where('user_id', '=', userId)
    .orderBy('audit_entry_id')
    .execute();
  expect(record.map(({ action }) => action)).toEqual(['create_api_token', 'revoke_api_token']);
  let last = 0;
  for (let turn = 0; turn < 6; turn += 1) {
    const guess = { tokenName: 'Ещё', password: `догадка ${turn}` };
    const refused = await visitor.submit(profile, guess, 'Создать токен');
    last = refused.$('.ds-error-summary').text().includes('Слишком много попыток') ? turn : last;
  }
  expect(last).toBe(5);
});

test('a token needs a name, and there is an end to their number', async () => {
  const { visitor, profile, password, createToken } = await newResident();
  const refused = await visitor.submit(profile, { tokenName: '  ', password }, 'Создать токен');
  expect(refused.status).toBe(422);
  expect(refused.$('.ds-error-summary a').attr('href')).toBe('#tokenName');
  const long = await visitor.submit(
    profile,
    { tokenName: 'я'.repeat(61), password },
    'Создать токен',
  );
  expect(long.status).toBe(422);
  for (let made = 0; made < 20; made += 1) await createToken();
  const full = await visitor.submit(profile, { tokenName: 'Ещё один', password }, 'Создать токен');
  expect(full.status).toBe(422);
  expect(full.$('.ds-error-summary').text()).toContain('Отзовите');
});

test('forms sent at once make no more tokens than the limit', async () => {
  const { visitor, password, createToken } = await newResident();
  for (let made = 0; made < 18; made += 1) await createToken();
  const pages = await Promise.all(Array.from({ length: 6 }, () => visitor.get('/profile')));
  const answers = await Promise.all(
    pages.map((page) => visitor.submit(page, { tokenName: 'Ещё один', password }, 'Создать токен')),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422, 422, 422, 422]);
});

test('the same form twice makes one token, and its text is shown once', async () => {
  const { visitor, profile, password } = await newResident();
  const first = await visitor.submit(
    profile,
    { tokenName: 'Умный дом', password },
    'Создать токен',
  );
  const again = await visitor.submit(
    profile,
    { tokenName: 'Умный дом', password },
    'Создать токен',
  );
  expect(first.$('code.token').length).toBe(1);
  expect(again.status).toBe(200);
  expect(again.$('code.token').length).toBe(0);
  expect(again.$('[role=status]').text()).toContain('Токен уже создан');
  expect(again.$('form[action$="/revocation"][action*="tokens"]').length).toBe(1);
});

test('one device is signed out by itself, and nobody else’s can be', async () => {
  const { visitor, signIn } = await newResident();
  const [phone, laptop, boris] = [world.visitor(), world.visitor(), await newResident()];
  await signIn(phone);
  await signIn(laptop);
  const page = await visitor.get('/profile');
  expect(page.$('main').text()).toContain('с адреса 127.0.0.1');
  const forms = page.$('form[action^="/profile/sessions/"]').toArray();
  expect(forms.length).toBe(2);
  const action = String(forms[0]?.attribs.action);
  const theirToken = String(boris.profile.$('[name=_token]').val());
  await boris.visitor.post(action, { _token: theirToken });
  expect((await visitor.get('/profile')).$('form[action^="/profile/sessions/"]').length).toBe(2);
  const ended = await visitor.submit(page, {}, 'Завершить');
  expect(ended.location).toBe('/profile#sessions');
  const statuses = [(await phone.get('/profile')).status, (await laptop.get('/profile')).status];
  expect(statuses.sort()).toEqual([200, 303]);
  expect(action).toBe(href('profileSessionRevocation', { sessionId: action.split('/')[3] ?? '' }));
});

test('a token lives a year, if that was chosen', async () => {
  const { createToken } = await newResident();
  const token = await createToken();
  const start = world.clock.now().toISOString();
  world.clock.advance({ days: 364 });
  expect((await askApi(token)).status).toBe(200);
  world.clock.advance({ days: 2 });
  expect((await askApi(token)).status).toBe(401);
  world.clock.set(start);
});

test('nobody can revoke somebody else’s token', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  const token = await anna.createToken();
  const page = await anna.visitor.get('/profile');
  const action = String(page.$('form[action*="/revocation"]').attr('action'));
  const formToken = String(boris.profile.$('[name=_token]').val());
  await boris.visitor.post(action, { _token: formToken });
  expect((await askApi(token)).status).toBe(200);
  const wrong = await boris.visitor.post('/profile/tokens/x/revocation', { _token: formToken });
  expect(wrong.status).toBe(404);
});

test('the devices are listed, and «Выйти везде» signs all of them out, this one too', async () => {
  const { visitor, signIn } = await newResident();
  const phone = world.visitor();
  await signIn(phone);
  const agent =
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36';
  const stranger = world.visitor();
  const loginPage = await stranger.get('/login');
  const token = String(loginPage.$('[name=_token]').val());
  const { email, password } = await newResident();
  await stranger.post('/login', { _token: token, login: email, password }, { 'user-agent': agent });
  expect((await stranger.get('/profile')).$('main').text()).toContain('Chrome, Android');

  const page = await visitor.get('/profile');
  expect(page.$('#sessions').parent().find('li').length).toBe(2);
  expect(
    page
      .$('main')
      .text()
      .match(/это устройство/g),
  ).toHaveLength(1);
  expect(page.$(`form[action="${href('profileSessions')}"]`).length).toBe(1);
  expect(page.$('#sessions').parent().text()).toContain('на этом устройстве тоже');
  const ended = await visitor.submit(page, {}, 'Выйти везде');
  expect((await visitor.follow(ended)).text).toContain('Вы вышли из кабинета на всех устройствах');
  for (const one of [phone, visitor]) expect((await one.get('/profile')).status).toBe(303);
  expect((await stranger.get('/profile')).status).toBe(200);
});

test('the person sees what is known of them', async () => {
  const { profile, email, accountNumber } = await newResident();
  const text = profile.$('main').text();
  expect(text).toContain('Примерова Анна Сергеевна');
  expect(text).toContain(email);
  expect(profile.$(`a[href="/accounts/${accountNumber}"]`).length).toBeGreaterThan(0);
  expect(profile.$('a[href="/profile/password"]').length).toBe(1);
});
