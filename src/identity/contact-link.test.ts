import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createCarefulResident, passwordStep } from '#test/careful-resident.ts';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

let count = 0;
function freshEmail(): string {
  count += 1;
  return `stray${count}@example.ru`;
}

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor };
}

async function ask(visitor: Visitor, wish: { email: string }, password: string): Promise<Answer> {
  const page = await visitor.get(href('profileEmail'));
  return visitor.submit(page, { ...wish, password }, 'Отправить письмо');
}

const confirm = async (visitor: Visitor, path: string, fields = {}): Promise<Answer> =>
  visitor.submit(await visitor.get(path), fields, 'Подтвердить');

const userOf = ({ userId }: Pick<Subscriber, 'userId'>) =>
  world.db
    .selectFrom('users')
    .select('email')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();

test('guesses of the password at a stray link come to an end', async () => {
  const anna = await newResident();
  const email = freshEmail();
  await ask(anna.visitor, { email }, anna.password);
  const path = pathIn(await world.waitForLetter(email));
  const statuses: number[] = [];
  for (let turn = 0; turn < 11; turn += 1) {
    statuses.push((await confirm(world.visitor(), path, { password: `догадка ${turn}` })).status);
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(422));
  expect(statuses.at(-1)).toBe(429);
  // As of guesses at the sign-in, the owner is told.
  await world.waitForLetter(anna.email, 'Кто-то подбирает пароль');
  // Another letter gives no other guesses.
  const other = freshEmail();
  await ask(anna.visitor, { email: other }, anna.password);
  const newer = pathIn(await world.waitForLetter(other));
  const again = await confirm(world.visitor(), newer, { password: 'ещё догадка' });
  expect(again.status).toBe(429);
  expect((await confirm(anna.visitor, newer)).status).toBe(303);
});

test('with a second factor neither the link nor the password with it changes a contact', async () => {
  const anna = await createCarefulResident(world);
  const email = freshEmail();
  await ask(anna.visitor, { email }, anna.password);
  const path = pathIn(await world.waitForLetter(email));
  const stranger = world.visitor();
  const page = await stranger.get(path);
  expect(page.$('main').text()).toContain('одного пароля здесь мало');
  expect(page.$('[name=password]')).toHaveLength(0);
  const _token = String((await stranger.get('/login')).$('[name=_token]').val());
  const forced = await stranger.post(path, { _token, password: anna.password });
  expect(forced.status).toBe(403);
  expect((await userOf(anna)).email).toBe(anna.email);

  // A sign-in half-way ends with the sessions of others.
  const halfWay = world.visitor();
  await passwordStep(halfWay, anna);
  expect((await halfWay.get('/login/code')).status).toBe(200);
  const phone = world.visitor();
  await anna.signIn(phone);
  expect((await confirm(phone, path)).location).toBe('/profile?notice=email-changed');
  expect((await userOf(anna)).email).toBe(email);
  expect((await halfWay.get('/login/code')).location).toContain('too-late');
});
