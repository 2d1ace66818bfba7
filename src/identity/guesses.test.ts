import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { guessesTold } from './limits.ts';
import { removeExpired } from './remove-expired.ts';
import { tellOfGuesses } from './tell-of-guesses.ts';

const SUBJECT = 'Кто-то подбирает пароль';
let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { OCHAG_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

/** Each from an address of its own, so that no delay holds the guesses up. */
async function guess(login: string, times: number, visitor = world.visitor()): Promise<number[]> {
  const page = await visitor.get('/login');
  const _token = String(page.$('[name=_token]').val());
  const statuses: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const from = { 'x-forwarded-for': `198.51.100.${turn}` };
    const fields = { _token, login, password: `догадка ${turn}` };
    statuses.push((await visitor.post('/login', fields, from)).status);
  }
  return statuses;
}

const told = async (email: string) =>
  (await world.letters(email)).filter(({ subject }) => subject.includes(SUBJECT)).length;

test('so many strangers’ guesses in a day are told to the owner, in one letter', async () => {
  const anna = await createSubscriber(world);
  await guess(anna.email, guessesTold.points - 1);
  expect(await told(anna.email)).toBe(0);
  const rest = guessesTold.points + 5;
  await guess(anna.email, rest);
  const letter = await world.waitForLetter(anna.email, SUBJECT);
  expect(letter.text).toContain('Войти не удалось');

  // By the phone it is the same person: no second letter on the same day, one on the next.
  await guess('+79000000001', guessesTold.points);
  await tellOfGuesses(world, { login: anna.email });
  expect(await told(anna.email)).toBe(1);
  world.clock.advance({ hours: 25 });
  await tellOfGuesses(world, { login: anna.email });
  await expect.poll(() => told(anna.email)).toBe(2);
  world.clock.advance({ hours: -25 });
}, 20_000);

test('two jobs at once write one letter', async () => {
  const anna = await createSubscriber(world);
  await Promise.all(Array.from({ length: 8 }, () => tellOfGuesses(world, { login: anna.email })));
  const rows = await world.db
    .selectFrom('letters')
    .select('letter_id')
    .where('user_id', '=', anna.userId)
    .execute();
  expect(rows).toHaveLength(1);
});

test('the owner’s own slips on a device of theirs frighten nobody', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  visitor.cookies.delete('session');
  const statuses = await guess(anna.email, guessesTold.points + 2, visitor);
  expect(statuses).toContain(422);
  const counted = await world.db
    .selectFrom('rate_limits')
    .select('key')
    .where('key', 'like', `${guessesTold.name}:%`)
    .execute();
  expect(counted).toEqual([]);
});

test('guesses at a login that nobody has leave the same trace, and no letter', async () => {
  const quiet = await startWorld({ hasWorker: false, env: { OCHAG_TRUSTED_PROXIES: '127.0.0.1' } });
  const anna = await createSubscriber(quiet);
  const traces: unknown[] = [];
  for (const login of [anna.email, 'nobody-here@example.ru']) {
    const visitor = quiet.visitor();
    const _token = String((await visitor.get('/login')).$('[name=_token]').val());
    for (let turn = 0; turn < guessesTold.points; turn += 1) {
      const from = { 'x-forwarded-for': `198.51.100.${turn}` };
      await visitor.post('/login', { _token, login, password: 'догадка' }, from);
    }
    const jobs = await quiet.pool.query(
      'select task_identifier as task, count(*)::int as jobs from graphile_worker.jobs group by 1',
    );
    traces.push(jobs.rows);
  }
  expect(traces).toEqual([
    [{ task: 'tell_of_guesses', jobs: 1 }],
    [{ task: 'tell_of_guesses', jobs: 2 }],
  ]);
  expect(await quiet.db.selectFrom('letters').select('letter_id').execute()).toEqual([]);

  // A job that nobody could do leaves no login behind.
  await quiet.pool.query('update graphile_worker._private_jobs set attempts = max_attempts');
  await removeExpired(quiet);
  expect((await quiet.pool.query('select from graphile_worker.jobs')).rowCount).toBe(0);
  await quiet.stop();
}, 20_000);

test('a new device of the owner gets in once the delay that strangers caused is over', async () => {
  const anna = await createSubscriber(world);
  const page = async () => {
    const visitor = world.visitor();
    const _token = String((await visitor.get('/login')).$('[name=_token]').val());
    const fields = { _token, login: anna.email, password: anna.password };
    return visitor.post('/login', fields, { 'x-forwarded-for': '192.0.2.77' });
  };
  await guess(anna.email, 45);
  const held = await page();
  expect(held.status).toBe(429);
  const waitSeconds = Number(held.headers.get('retry-after'));
  expect(waitSeconds).toBeLessThanOrEqual(3600);
  // The limiter lives by the machine's time: what it keeps grows so much older.
  await world.pool.query('update rate_limits set expire = expire - $1', [waitSeconds * 1000]);
  expect((await page()).status).toBe(303);
}, 20_000);
