import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { removeExpired } from './remove-expired.ts';

let world: World;
let anna: Subscriber;
let start: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  anna = await createSubscriber(world);
  start = world.clock.now().toISOString();
});
afterAll(() => world.stop());
afterEach(() => world.clock.set(start));

async function signIn({ isRemembered = false } = {}): Promise<Visitor> {
  const visitor = world.visitor();
  const typed = { login: anna.email, password: anna.password };
  const remember: Record<string, string> = isRemembered ? { remember: 'yes' } : {};
  await visitor.submit(await visitor.get('/login'), { ...typed, ...remember }, 'Войти');
  return visitor;
}

const isIn = async (visitor: Visitor) => (await visitor.get('/profile')).status === 200;

test('a session that nobody uses ends in two hours, and one in use goes on until its day is over', async () => {
  const [left, used] = [await signIn(), await signIn()];
  for (let hour = 0; hour < 23; hour += 1) {
    world.clock.advance({ hours: 1 });
    expect(await isIn(used)).toBe(true);
  }
  expect(await isIn(left)).toBe(false);
  world.clock.advance({ hours: 2 });
  expect(await isIn(used)).toBe(false);
});

test('a device that is to be remembered bears a month and a half of silence, and no more', async () => {
  const visitor = await signIn({ isRemembered: true });
  world.clock.advance({ days: 35 });
  expect(await isIn(visitor)).toBe(true);
  world.clock.advance({ days: 46 });
  expect(await isIn(visitor)).toBe(false);
});

test('what has been left alone is neither listed nor kept', async () => {
  await world.db.deleteFrom('sessions').execute();
  await signIn();
  await signIn({ isRemembered: true });
  world.clock.advance({ hours: 3 });
  const fresh = await signIn();
  const page = await fresh.get('/profile');
  expect(page.$('#sessions').parent().find('li')).toHaveLength(2);
  expect(page.$('#sessions').parent().text()).toMatch(/Вход 23\sноября\s2026, 13:00/);
  await removeExpired(world);
  const kept = await world.db.selectFrom('sessions').select('session_id').execute();
  expect(kept).toHaveLength(2);
});

test('a reading that was typed before the session ended is not lost', async () => {
  const visitor = await signIn();
  const home = `/accounts/${anna.accountNumber}`;
  const check = await visitor.get(`${home}/readings/check?value=8700`);
  world.clock.advance({ hours: 3 });
  // The page with the value is a GET: the sign-in page leads back to it as it was.
  const opened = await visitor.get(`${home}/readings/check?value=8700`);
  expect(opened.location).toContain(encodeURIComponent('check?value=8700'));
  const held = await visitor.submit(check, {}, 'Передать показание');
  expect(held.status).toBe(401);
  const signedIn = await visitor.submit(held, { login: anna.email, password: anna.password });
  const sent = await visitor.submit(signedIn, {}, 'Продолжить отправку');
  expect(sent.status).toBe(303);
  expect((await visitor.follow(sent)).$('h1').text()).toContain('Показание принято');
  // The held form carries the key of the page: sent once more it is the same reading.
  const again = await visitor.submit(signedIn, {}, 'Продолжить отправку');
  expect(again.location).toBe(sent.location);
});

test('an address typed before the session ended is kept; the password is asked again', async () => {
  const visitor = await signIn();
  const page = await visitor.get(href('profileEmail'));
  world.clock.advance({ hours: 3 });
  const email = 'later@example.ru';
  const typed = { email, password: anna.password };
  const held = await visitor.submit(page, typed, 'Отправить письмо');
  const signedIn = await visitor.submit(held, { login: anna.email, password: anna.password });
  const back = await visitor.submit(signedIn, {}, 'Продолжить отправку');
  expect(back.status).toBe(422);
  expect(back.$('#email').val()).toBe(email);
  expect(back.$('.ds-error-summary a').attr('href')).toBe('#password');
});
