import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbedded } from '#src/db/embedded.ts';
import { newPerson, register } from '#test/registration.ts';
import { createVisitor } from '#test/visitor.ts';
import { createHouse, eventually, type House } from './program.ts';

vi.setConfig({ testTimeout: 90_000 });

/**
 * A full disk, without the rights that a small file system would need: no file may grow beyond a
 * segment of PostgreSQL's log. PostgreSQL ignores the signal of that limit on purpose, and takes
 * the failed write for what it is: no room.
 */
const MOST_BYTES = 16 * 1024 * 1024;

let house: House;
beforeEach(async () => {
  house = await createHouse();
});
afterEach(() => house.clean());

async function onDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const embedded = await startEmbedded({ dataFolder: house.dataFolder });
  const client = new pg.Client({ connectionString: embedded.connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
    await embedded.stop();
  }
}

/** Registrations of the past, as many as fit; ever smaller ones close the last gaps. */
async function fillRegistrations(client: pg.Client): Promise<void> {
  for (const [rows, length] of [
    [400, 50],
    [400, 2],
    [20, 0],
    [1, 0],
  ]) {
    const isFull = await insertWhileItFits(client, rows ?? 1, length ?? 0);
    expect(isFull).toBe(true);
  }
}

async function insertWhileItFits(client: pg.Client, rows: number, length: number) {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const isIn = await client
      .query(
        `insert into registrations (email, email_key, phone, last_name, first_name, account_number,
           password_hash, consent_version, consent_text_hash, consent_address, consent_user_agent,
           visitor_hash, created_at, expires_at)
         select 'past@example.ru', 'past@example.ru', '', '', '', '', '', '', '', '',
           (select coalesce(string_agg(md5(random()::text || i || k), ''), '') from generate_series(1, $2) k),
           '', now(), now() + interval '1 year' from generate_series(1, $1) i`,
        [rows, length],
      )
      .then(
        () => true,
        (error) => {
          expect(error.message).toMatch(/could not extend file|No space left/);
          return false;
        },
      );
    if (!isIn) return true;
  }
  return false;
}

test('on a full disk nothing is kept by halves, people read what to do, and room alone mends it', async () => {
  const program = house.startWithFileLimit(MOST_BYTES);
  await program.ready();
  await onDatabase(fillRegistrations);
  const person = newPerson();
  const visitor = createVisitor(house.url);
  const refused = await register(visitor, person);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.$('h1').text()).toBe('Кабинет ненадолго закрыт');
  await onDatabase(async (client) => {
    const { rows } = await client.query(
      "select count(*)::int from registrations where email <> 'past@example.ru'",
    );
    expect(rows[0].count).toBe(0);
  });
  // What only reads goes on.
  expect((await visitor.get('/login')).status).toBe(200);
  expect((await visitor.get('/health/ready')).status).toBe(200);

  await onDatabase((client) =>
    client.query(`delete from registrations where email = 'past@example.ru'`),
  );
  await onDatabase((client) => client.query('vacuum registrations'));
  expect((await register(visitor, person)).status).toBe(303);
  await eventually(() =>
    onDatabase(async (client) => {
      const { rows } = await client.query(`select state from letters where kind = 'activation'`);
      return rows.length === 1 && rows[0].state === 'sent';
    }),
  );
});
