import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOperationsApp } from '#src/http/operations.ts';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, type Person, pathIn } from '#test/registration.ts';

let world: World;
let person: Person;
/** Every token that this person has ever held, by what it is. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  world = await startWorld();
  const visitor = world.visitor();
  person = newPerson({ lastName: 'Неповторимова', address: 'Светлогорск, Сиреневый тупик, 3' });
  await becomeUser(world, visitor, person);
  const activation = await world.waitForLetter(person.email, 'Подтвердите');
  secrets.set('activation', pathIn(activation).split('/').at(-1) ?? '');
  secrets.set('session', String(visitor.cookies.get('session')));
  await visitor.submit(await visitor.get('/password/forgot'), { login: person.email });
  const reset = await world.waitForLetter(person.email, 'Ссылка для нового пароля');
  secrets.set('reset', pathIn(reset).split('/').at(-1) ?? '');
  const profile = await visitor.get('/profile');
  const made = await visitor.submit(
    profile,
    { tokenName: 'Проба', password: person.password },
    'Создать токен',
  );
  secrets.set('api token', made.$('code.token').text().replace('ochag_', ''));
  await fetch(`${world.url}/api/v1/accounts`, {
    headers: { authorization: `Bearer ochag_${secrets.get('api token')}` },
  });
  await world.visitor().get(pathIn(reset));
  secrets.set('password', person.password);
});
afterAll(() => world.stop());

/** Every value of every table, the queue's as well. */
async function dumpDatabase(): Promise<string> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts = await Promise.all(
    rows.map(async ({ name }) => {
      const table = await world.pool.query(`select t::text as row from ${name} t`);
      return table.rows.map(({ row }) => `${name}: ${row}`).join('\n');
    }),
  );
  return texts.join('\n');
}

test('the database holds no token and no password in clear, in any of its spellings', async () => {
  const dump = await dumpDatabase();
  expect(dump).toContain(person.email);
  for (const [name, secret] of secrets) {
    expect(secret.length, name).toBeGreaterThan(10);
    expect(dump.includes(secret), name).toBe(false);
    const hex = Buffer.from(secret, 'base64url').toString('hex');
    expect(dump.includes(hex), `${name} in hex`).toBe(false);
    const textHex = Buffer.from(secret).toString('hex');
    expect(dump.includes(textHex), `${name} as bytes`).toBe(false);
  }
});

test('logs hold neither tokens nor personal data', () => {
  const log = world.logLines.join('');
  expect(log).toContain('"route":"/activate/:token"');
  const personal = [person.email, person.lastName, '4520', person.accountNumber, 'Сиреневый'];
  for (const secret of [...secrets.values(), ...personal]) {
    expect(log.includes(secret), secret).toBe(false);
  }
});

test('metrics count, and tell nothing about anybody', async () => {
  const operations = createOperationsApp(world);
  const { payload } = await operations.inject('/metrics');
  await operations.close();
  expect(payload).toMatch(/ochag_http_request_seconds_count\{[^}]*route="\/activate\/:token"/);
  for (const secret of [...secrets.values(), person.email, person.accountNumber]) {
    expect(payload.includes(secret)).toBe(false);
  }
});

test('keys of limits are hashes: neither addresses nor logins lie in the table', async () => {
  const rows = await world.db.selectFrom('rate_limits').select('key').execute();
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).toMatch(/^[a-z_]+:[\w-]{32}$/);
});
