import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
let anna: Subscriber;
let target: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  target = `/accounts/${anna.accountNumber}/name`;
});
afterAll(() => world.stop());

/** Signs in, opens the form, and the session ends before it is sent. */
async function sendLate(visitor: Visitor, fields: Record<string, string>) {
  await anna.signIn(visitor);
  const page = await visitor.get(target);
  visitor.cookies.delete('session');
  return visitor.submit(page, fields);
}

const credentials = () => ({ login: anna.email, password: anna.password });

test('a form that is sent after the session ended goes on after signing in, as it was typed', async () => {
  const visitor = world.visitor();
  const signInPage = await sendLate(visitor, { ownName: 'Дом «у реки» <b>' });
  expect(signInPage.status).toBe(401);
  expect(signInPage.$('h1').text()).toBe('Вход');
  expect(signInPage.$('[role=status]').text()).toContain('не пропадёт');
  const wrong = await visitor.submit(signInPage, { login: anna.email, password: 'не тот пароль' });
  expect(wrong.status).toBe(422);
  const signedIn = await visitor.submit(wrong, credentials());
  expect(signedIn.headers.get('cache-control')).toBe('private, no-store');
  expect(signedIn.$('h1').text()).toBe('Вы вошли');
  expect((await visitor.get(target)).$('#ownName').val()).toBeFalsy();
  const done = await visitor.submit(signedIn, {}, 'Продолжить отправку');
  expect(done.status).toBe(303);
  expect((await visitor.get(target)).$('#ownName').val()).toBe('Дом «у реки» <b>');
});

test('what another browser holds, or what was made up, is not sent on', async () => {
  const held = String(
    (await sendLate(world.visitor(), { ownName: 'Дача' })).$('[name=held]').val(),
  );
  const forged = Buffer.from('{"address":"https://evil.example","fields":{}}');
  for (const given of [held, `${forged.toString('base64url')}.${'A'.repeat(43)}`, 'x', '.']) {
    const visitor = world.visitor();
    const _token = String((await visitor.get('/login')).$('[name=_token]').val());
    const answer = await visitor.post('/login', { ...credentials(), _token, held: given });
    expect(answer).toMatchObject({ status: 303, location: '/accounts' });
  }
});

test('whoever signs in next in the browser gets nothing of what the one before had typed', async () => {
  const boris = await createSubscriber(world);
  const visitor = world.visitor();
  const signInPage = await sendLate(visitor, { ownName: 'Тайная дача' });
  const signedIn = await visitor.submit(signInPage, {
    login: boris.email,
    password: boris.password,
  });
  expect(signedIn).toMatchObject({ status: 303, location: '/accounts' });
  visitor.cookies.delete('session');
  // Nor does it come back to its owner by way of the other one.
  const later = await visitor.submit(signInPage, credentials());
  expect(later).toMatchObject({ status: 303, location: '/accounts' });
});

test('a PIN is never held: it is typed anew', async () => {
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const page = await visitor.get('/accounts/link');
  visitor.cookies.delete('session');
  const fields = { accountNumber: '390500000001', holderLastName: 'Королёва', pin: '472905' };
  const signInPage = await visitor.submit(page, fields, 'Добавить лицевой счёт');
  const [text = ''] = String(signInPage.$('[name=held]').val()).split('.');
  expect(Buffer.from(text, 'base64url').toString()).not.toContain('472905');
  const goesOn = await visitor.submit(signInPage, credentials());
  expect(goesOn.$('[name=holderLastName]').val()).toBe('Королёва');
  const refused = await visitor.submit(goesOn, {}, 'Продолжить отправку');
  expect(refused.status).toBe(422);
  expect(refused.$('#accountNumber').val()).toBe('390500000001');
});

test('a text too long to carry leads to its page instead, and never to another site', async () => {
  const visitor = world.visitor();
  const _token = String((await visitor.get('/login')).$('[name=_token]').val());
  const fields = { _token, ownName: 'я'.repeat(30_000) };
  const own = await visitor.post(target, fields, { referer: world.url + target });
  expect(own.location).toBe(`/login?next=${encodeURIComponent(target)}`);
  const foreign = await visitor.post(target, fields, { referer: 'https://evil.example/steal' });
  expect(foreign.location).toBe('/login');
});
