import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, pathIn, register } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { identityLimits } from './limits.ts';
import { removeExpired } from './remove-expired.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { OCHAG_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const resend = async (visitor: Visitor) =>
  visitor.submit(await visitor.get('/register/sent'), {}, 'Отправить ещё раз');

const patience = { timeout: 8_000 };

const countLetters = async (to: string): Promise<number> => {
  const rows = await world.db
    .selectFrom('letters')
    .select('letter_id')
    .where('to_address', '=', to)
    .execute();
  return rows.length;
};

async function registerFrom(address: string, fields: Record<string, string>, visitor: Visitor) {
  const page = await visitor.get('/register');
  const token = String(page.$('[name=_token]').val());
  return visitor.post('/register', { ...fields, _token: token }, { 'x-forwarded-for': address });
}

test('a resend tells nobody which e-mails have had letters of ours', async () => {
  const owner = newPerson();
  await becomeUser(world, world.visitor(), owner);
  const outsider = world.visitor();
  await register(outsider, newPerson());
  world.clock.advance({ minutes: 1 });
  await outsider.submit(await outsider.get('/password/forgot'), { login: owner.email });
  await world.waitForLetter(owner.email, 'Ссылка для нового пароля');
  outsider.cookies.set('registration_email', owner.email);
  const answer = await outsider.post('/register/resend', {
    _token: String((await outsider.get('/register')).$('[name=_token]').val()),
  });
  expect(answer.location).toBe('/register');

  const [known, unknown] = [world.visitor(), world.visitor()];
  await register(known, newPerson({ email: owner.email }));
  await register(unknown, newPerson());
  for (const again of ['soon', '1', 'soon']) {
    expect((await resend(known)).location).toBe(`/register/sent?again=${again}`);
    expect((await resend(unknown)).location).toBe(`/register/sent?again=${again}`);
    if (again === 'soon') world.clock.advance({ minutes: 1 });
  }
});

test('a cookie of another browser resends nothing', async () => {
  const [owner, thief] = [world.visitor(), world.visitor()];
  await register(owner, newPerson());
  await thief.get('/login');
  thief.cookies.set('registration_email', String(owner.cookies.get('registration_email')));
  expect((await thief.get('/register/sent')).$('button').text()).not.toContain('ещё раз');
});

test('the letter sent again is of this browser’s registration, not of a stranger’s later one', async () => {
  const [owner, stranger] = [world.visitor(), world.visitor()];
  const person = newPerson();
  await register(owner, person);
  await expect.poll(() => world.letters(person.email)).toHaveLength(1);
  await register(stranger, newPerson({ email: person.email, firstName: 'Чужая' }));
  await expect.poll(() => world.letters(person.email)).toHaveLength(2);
  world.clock.advance({ minutes: 1 });
  await resend(owner);
  await expect.poll(() => world.letters(person.email)).toHaveLength(3);
  expect((await world.letters(person.email))[2]?.text).toContain('Ольга');
});

test('whoever types an address over and over keeps its owner from nothing', async () => {
  const person = newPerson();
  const { points } = identityLimits.registrationLettersFromPlace;
  for (let turn = 0; turn < points + 2; turn += 1) {
    await registerFrom('198.51.100.1', newPerson({ email: person.email }), world.visitor());
  }
  await expect.poll(() => countLetters(person.email), patience).toBe(points);
  const owner = world.visitor();
  await registerFrom('203.0.113.9', person, owner);
  await expect.poll(() => countLetters(person.email), patience).toBe(points + 1);
});

test('over every limit of letters the registration is kept, and a later letter opens it', async () => {
  const person = newPerson();
  const visitor = world.visitor();
  const places = Array.from({ length: 6 }, (_, n) => `198.51.100.${n}`);
  for (const place of places) {
    for (let turn = 0; turn < 5; turn += 1) {
      await registerFrom(place, newPerson({ email: person.email }), world.visitor());
    }
  }
  const { points } = identityLimits.registrationLettersByEmail;
  await expect.poll(() => countLetters(person.email), patience).toBe(points);
  await registerFrom('203.0.113.9', person, visitor);
  expect(await countLetters(person.email)).toBe(points);
  await world.db.deleteFrom('rate_limits').execute();
  world.clock.advance({ minutes: 1 });
  await resend(visitor);
  await expect.poll(() => world.letters(person.email), { timeout: 8_000 }).toHaveLength(points + 1);
  const letter = await world.waitForLetter(person.email);
  const done = await visitor.submit(await visitor.get(pathIn(letter)), {}, 'Активировать');
  expect(done.location).toContain('/accounts/link');
}, 30_000);

test('a registration is the same work in the answer, whoever is known', async () => {
  const quiet = await startWorld({ hasWorker: false });
  const anna = await createSubscriber(quiet);
  const { phone } = await quiet.db.selectFrom('users').select('phone').executeTakeFirstOrThrow();
  for (const taken of [{ email: anna.email }, { phone }, {}]) {
    expect((await register(quiet.visitor(), newPerson(taken))).location).toBe('/register/sent');
  }
  const letters = await quiet.db.selectFrom('letters').select('letter_id').execute();
  expect(letters).toEqual([]);
  const kept = await quiet.db.selectFrom('registrations').select('registration_id').execute();
  expect(kept).toHaveLength(3);
  const jobs = await quiet.pool.query('select task_identifier as task from graphile_worker.jobs');
  expect(jobs.rows).toEqual(Array(3).fill({ task: 'settle_registration' }));
  await quiet.stop();
});

test('a request for a new password is the same work in the answer, whoever is known', async () => {
  const quiet = await startWorld({ hasWorker: false });
  const anna = await createSubscriber(quiet);
  for (const login of [anna.email, 'nobody-here@example.ru', '???']) {
    const visitor = quiet.visitor();
    await visitor.submit(await visitor.get('/password/forgot'), { login });
  }
  const letters = await quiet.db.selectFrom('letters').select('letter_id').execute();
  expect(letters).toEqual([]);
  const jobs = await quiet.pool.query('select task_identifier as task from graphile_worker.jobs');
  expect(jobs.rows).toEqual(Array(3).fill({ task: 'recover_password' }));

  // A job that nobody could do leaves no login behind.
  await quiet.pool.query('update graphile_worker._private_jobs set attempts = max_attempts');
  await removeExpired(quiet);
  expect((await quiet.pool.query('select from graphile_worker.jobs')).rowCount).toBe(0);
  await quiet.stop();
});

test('a made-up link of activation fills no table of limits, and its sender is counted', async () => {
  const visitor = world.visitor();
  const page = await visitor.get('/login');
  const _token = String(page.$('[name=_token]').val());
  const fields = { _token, password: 'любой пароль' };
  expect((await visitor.post(`/activate/${'A'.repeat(43)}`, fields)).status).toBe(404);
  const limits = await world.db.selectFrom('rate_limits').select('key').execute();
  expect(limits.map(({ key }) => key.split(':')[0])).toEqual(['token']);
});

test('letters to people who never became users go after a week; the users’ own stay', async () => {
  const anna = await createSubscriber(world);
  const abandoned = newPerson();
  await register(world.visitor(), abandoned);
  await world.waitForLetter(abandoned.email);
  const visitor = world.visitor();
  await visitor.submit(await visitor.get('/password/forgot'), { login: anna.email });
  await world.waitForLetter(anna.email);
  const isSent = async () =>
    (await world.db.selectFrom('letters').select('state').execute()).every(
      ({ state }) => state !== 'queued',
    );
  await expect.poll(isSent).toBe(true);
  world.clock.advance({ days: 6 });
  await removeExpired(world);
  expect(await countLetters(abandoned.email)).toBe(1);
  world.clock.advance({ days: 1 });
  await removeExpired(world);
  expect([await countLetters(abandoned.email), await countLetters(anna.email)]).toEqual([0, 1]);
  world.clock.advance({ days: -7 });
});

test('over the limit the form of a new password comes back with what was typed, and the time', async () => {
  const visitor = world.visitor();
  const page = await visitor.get('/password/forgot');
  const { points } = identityLimits.recoveryByAddress;
  for (let turn = 0; turn < points; turn += 1) {
    await visitor.submit(page, { login: `nobody${turn}@example.ru` });
  }
  const refused = await visitor.submit(page, { login: 'anna@example.ru' });
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.$('#login').val()).toBe('anna@example.ru');
  expect(refused.$('.ds-error-summary').text()).toContain('через 60 минут');
}, 30_000);
