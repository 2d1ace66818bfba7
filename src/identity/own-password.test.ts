import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const NEW_PASSWORD = 'семь зелёных стульев';

test('a password changed in the profile: this device goes on under a new token, all else is out', async () => {
  const anna = await createSubscriber(world);
  const [here, elsewhere] = [world.visitor(), world.visitor()];
  for (const one of [here, elsewhere]) await anna.signIn(one);
  const token = await anna.createToken();
  const before = String(here.cookies.get('session'));
  const page = await here.get(href('profilePassword'));
  const typed = { password: anna.password, newPassword: NEW_PASSWORD };
  const done = await here.submit(page, typed, 'Сохранить пароль');
  expect(done.location).toBe('/profile?notice=password-changed');
  expect((await here.follow(done)).$('[role=status]').text()).toContain('Пароль изменён');
  expect(here.cookies.get('session')).not.toBe(before);
  const stolen = world.visitor();
  stolen.cookies.set('session', before);
  for (const one of [stolen, elsewhere]) expect((await one.get('/profile')).status).toBe(303);
  const asked = await fetch(`${world.url}/api/v1/accounts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(asked.status).toBe(401);
  const letter = await world.waitForLetter(anna.email, 'Пароль изменён');
  expect(letter.text).toContain('на других устройствах нужно войти заново');

  const login = await elsewhere.get('/login');
  const old = await elsewhere.submit(login, { login: anna.email, password: anna.password });
  expect(old.status).toBe(422);
  const fresh = await elsewhere.submit(login, { login: anna.email, password: NEW_PASSWORD });
  expect(fresh.status).toBe(303);
});

test('a wrong present password or a weak new one changes nothing, and neither is shown again', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const page = await visitor.get(href('profilePassword'));
  const tries = [
    { password: 'не тот пароль', newPassword: NEW_PASSWORD, field: '#password' },
    { password: anna.password, newPassword: 'qwertyuiop', field: '#newPassword' },
    { password: anna.password, newPassword: anna.accountNumber, field: '#newPassword' },
  ];
  for (const { field, ...typed } of tries) {
    const refused = await visitor.submit(page, typed, 'Сохранить пароль');
    expect(refused.status).toBe(422);
    expect(refused.$('.ds-error-summary a').attr('href')).toBe(field);
    for (const secret of Object.values(typed))
      expect(refused.$('main').html()).not.toContain(secret);
  }
  expect((await visitor.get('/profile')).status).toBe(200);
});
