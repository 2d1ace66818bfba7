import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbedded } from '#src/db/embedded.ts';
import { createEmptyDatabase, type TestDatabase } from '#test/database.ts';
import { createHouse, eventually, type House } from './program.ts';

vi.setConfig({ testTimeout: 90_000 });

let house: House;
let real: TestDatabase;
let onReal: NodeJS.ProcessEnv;

beforeEach(async () => {
  [house, real] = await Promise.all([createHouse(), createEmptyDatabase()]);
  onReal = { DATABASE_URL: real.url, OCHAG_SECRET: 'a secret of the tests, long enough' };
});

afterEach(async () => {
  await house.clean();
  await real.drop();
});

/** What an embedded database holds of the audit, and a way to write there. */
async function onEmbedded<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
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

const sumOf = `select count(*)::int, md5(string_agg(a::text, '' order by audit_entry_id))
  from audit_entries a`;
const fill = `insert into audit_entries (happened_at, actor_kind, action, reason)
  select '2026-11-23T10:00:00Z', 'system', 'tested', md5(i::text) || md5((-i)::text)
  from generate_series(1, 60000) i`;

test('a backup of the embedded database fills a real one, and the other way round', async () => {
  expect(house.run(['migrate']).status).toBe(0);
  const before = await onEmbedded(async (client) => {
    await client.query(fill);
    return (await client.query(sumOf)).rows[0];
  });
  const file = join(house.dataFolder, 'first.ochag');
  const made = house.run(['backup', file]);
  expect([made.status, made.stderr]).toEqual([0, expect.stringContaining('60000 rows')]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(house.run(['backup', file]).stderr).toContain('a backup is never overwritten');
  expect(house.run(['restore', file, '--check']).stderr).toContain('The backup is whole');
  expect(house.run(['restore', file], onReal).status).toBe(0);
  expect((await real.pool.query(sumOf)).rows[0]).toEqual(before);

  // Through standard output, into a data folder that is not there yet.
  const copy = join(house.dataFolder, 'second.ochag');
  const piped = house.pipe(`node dist/cli.js backup - > ${copy}`, onReal);
  expect([piped.status, piped.stderr]).toEqual([0, expect.stringContaining('tables')]);
  const elsewhere = { OCHAG_DATA: join(house.dataFolder, '..', 'other') };
  const restored = house.pipe(`node dist/cli.js restore - < ${copy}`, elsewhere);
  expect([restored.status, restored.stderr]).toEqual([0, expect.stringContaining('Restored')]);
});

test('kill -9 in the middle of a restore leaves nothing half, and the restore can be repeated', async () => {
  expect(house.run(['migrate']).status).toBe(0);
  await onEmbedded((client) => client.query(fill));
  const file = join(house.dataFolder, 'whole.ochag');
  expect(house.run(['backup', file]).status).toBe(0);
  const bytes = readFileSync(file);
  for (const share of [0.2, 0.6, 0.99]) {
    const program = house.startCommand(['restore', '-'], onReal);
    program.process.stdin?.on('error', () => {});
    program.process.stdin?.write(bytes.subarray(0, bytes.length * share));
    await eventually(async () => {
      const { rows } = await real.pool.query(
        `select 1 from pg_stat_activity where datname = current_database()
           and application_name = 'ochag-restore' and query like 'copy %audit_entries%'`,
      );
      return rows.length > 0;
    });
    await sleep(50);
    program.process.kill('SIGKILL');
    await program.exited;
    const { rows } = await real.pool.query('select count(*)::int from audit_entries');
    expect(rows[0].count).toBe(0);
  }
  await eventually(async () => house.run(['restore', file], onReal).status === 0);
  expect((await real.pool.query(sumOf)).rows[0].count).toBe(60_000);
});

test('kill -9 in the middle of a backup leaves no file of that name, and the next one is whole', async () => {
  expect(house.run(['migrate'], onReal).status).toBe(0);
  await real.pool.query(fill);
  const file = join(house.dataFolder, '..', 'night.ochag');
  // Held, so that the backup is surely in the middle.
  const holder = new pg.Client(real.url);
  await holder.connect();
  await holder.query('begin; lock table users in access exclusive mode');
  const program = house.startCommand(['backup', file], onReal);
  await eventually(() => existsSync(`${file}.part`));
  await sleep(200);
  program.process.kill('SIGKILL');
  await program.exited;
  await holder.end();
  expect(existsSync(file)).toBe(false);
  expect(house.run(['backup', file], onReal).status).toBe(0);
  expect(house.run(['restore', file, '--check']).status).toBe(0);
  expect(existsSync(`${file}.part`)).toBe(false);
});

test('what cannot be read or written is told in one sentence', async () => {
  writeFileSync(
    join(house.dataFolder, '..', 'letter.txt'),
    'Dear engineer, this is no backup at all.',
  );
  const run = (...args: string[]) => house.run(args, onReal).stderr;
  expect(run('restore', '/nowhere/at-all')).toMatch(/^ochag: ENOENT[^\n]*\n$/);
  expect(run('restore', join(house.dataFolder, '..', 'letter.txt'))).toMatch(
    /^ochag: This file is no backup of Ochag[^\n]*\n$/,
  );
  expect(run('backup', '/nowhere/at-all')).toMatch(/^ochag: The database is not of this version/);
  expect(house.run(['migrate'], onReal).status).toBe(0);
  expect(run('backup', '/nowhere/at-all')).toMatch(/^ochag: [^\n]* cannot be written: [^\n]*\n$/);
});
