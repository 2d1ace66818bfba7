import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { newPerson, type Person, pathIn } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

const RACERS = 10;
let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { OCHAG_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

/** From a place of their own: from one place there would be fewer letters. */
async function register(visitor: Visitor, person: Person, place: number): Promise<Answer> {
  const _token = String((await visitor.get('/register')).$('[name=_token]').val());
  const from = { 'x-forwarded-for': `198.51.100.${place}` };
  return visitor.post('/register', { ...person, _token }, from);
}

/** All register at once, each in a browser of their own, and answer their letters at once. */
async function race(people: Person[]): Promise<{ answers: Answer[]; tookMs: number }> {
  const racers = people.map((person) => ({ person, visitor: world.visitor() }));
  const sent = await Promise.all(
    racers.map(({ visitor, person }, place) => register(visitor, person, place)),
  );
  expect(new Set(sent.map(({ location }) => location))).toEqual(new Set(['/register/sent']));
  const emails = [...new Set(people.map(({ email }) => email))];
  const lettersOf = async () => (await Promise.all(emails.map(world.letters))).flat();
  await expect.poll(async () => (await lettersOf()).length, { timeout: 8_000 }).toBe(RACERS);
  const paths = (await lettersOf()).map(pathIn);
  // Which link is whose shows in whether the browser is asked for a password.
  const ready = await Promise.all(
    racers.map(async ({ visitor }) => {
      const pages = await Promise.all(paths.map((path) => visitor.get(path)));
      const page = pages.find(({ $ }) => $('[name=password]').length === 0);
      if (!page) throw new Error('no letter is of this browser');
      return { visitor, page };
    }),
  );
  const startMs = performance.now();
  const answers = await Promise.all(
    ready.map(({ visitor, page }) => visitor.submit(page, {}, 'Активировать')),
  );
  return { answers, tookMs: performance.now() - startMs };
}

const countUsers = async (column: 'email_key' | 'phone', value: string): Promise<number> =>
  (await world.db.selectFrom('users').select('user_id').where(column, '=', value).execute()).length;

test('ten who register and activate one e-mail at once become one user', async () => {
  const { email } = newPerson();
  const { answers, tookMs } = await race(
    Array.from({ length: RACERS }, () => newPerson({ email })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 303)).toHaveLength(1);
  expect(statuses.filter((status) => status === 404)).toHaveLength(RACERS - 1);
  // They queue behind one another; a deadlock would cost each a second, and then an error.
  expect(tookMs).toBeLessThan(5_000);
  expect(await countUsers('email_key', email)).toBe(1);
  const { rows } = await world.pool.query(
    `select (select count(*)::int from consents) as consents,
      (select count(*)::int from sessions) as sessions,
      (select count(*)::int from registrations) as registrations`,
  );
  expect(rows).toEqual([{ consents: 1, sessions: 1, registrations: 0 }]);
}, 30_000);

test('ten who register and activate one phone at once become one user', async () => {
  const { phone } = newPerson();
  const { answers } = await race(Array.from({ length: RACERS }, () => newPerson({ phone })));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(await countUsers('phone', phone.replace(/[^+\d]/g, ''))).toBe(1);
}, 30_000);

test('a registration and a change of e-mail that race for one address: it becomes one person’s', async () => {
  const outcomes: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const person = newPerson();
    const newcomer = world.visitor();
    await register(newcomer, person, turn);
    const resident = await createSubscriber(world);
    const owner = world.visitor();
    await resident.signIn(owner);
    const wish = { email: person.email, password: resident.password };
    await owner.submit(await owner.get('/profile/email'), wish, 'Отправить письмо');
    const activation = await world.waitForLetter(person.email, 'Подтвердите регистрацию');
    const change = await world.waitForLetter(person.email, 'Подтвердите новый адрес');
    const [first, second] = [
      await newcomer.get(pathIn(activation)),
      await owner.get(pathIn(change)),
    ];
    const [activated, changed] = await Promise.all([
      newcomer.submit(first, {}, 'Активировать'),
      owner.submit(second, {}, 'Подтвердить'),
    ]);
    outcomes.push([activated.status, changed.status].join());
    expect(await countUsers('email_key', person.email)).toBe(1);
  }
  expect(outcomes.filter((one) => one !== '303,409' && one !== '404,303')).toEqual([]);
}, 30_000);
