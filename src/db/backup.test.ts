import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorker } from '#src/jobs/worker.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { captureLog } from '#test/captured-log.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { listTables } from './backup-catalog.ts';
import { makeBackup } from './make-backup.ts';
import { migrate, readMigrations } from './migrate.ts';
import { checkBackup, restoreBackup } from './restore-backup.ts';

let world: World;
let backup: Buffer;

/** Somebody's life in the cabinet, and texts that break what is written carelessly. */
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  const subscriber = await createSubscriber(world);
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  const { pool, db, clock } = world;
  const nasty = 'Ёж\t«таб»\nстрока\\N \\. \r\n"кавычки" \u{1F525}';
  await pool.query('update users set address = $1', [nasty]);
  await pool.query(
    `insert into audit_entries (happened_at, actor_kind, action, details)
     select now(), 'system', 'tested', jsonb_build_object('i', i, 'text', $1::text)
     from generate_series(1, 30000) i`,
    [nasty],
  );
  await pool.query(
    `insert into consents (user_id, document, version, text_hash, act, acted_at, address, user_agent)
     values ($1, 'personal-data', '1', '', 'given', '2026-11-23 10:00:00.123456+02', '', '')`,
    [subscriber.userId],
  );
  await queueLetter(db, { kind: 'probe', to: subscriber.email, data: {} }, clock.now());
  backup = await backUp(pool);
});

afterAll(() => world.stop());

async function backUp(pool: pg.Pool): Promise<Buffer> {
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  output.on('data', (chunk) => chunks.push(chunk));
  const now = new Date('2026-11-23T08:00:00Z');
  await makeBackup({ pool, output, product: '0.1.0', now, report: () => {} });
  return Buffer.concat(chunks);
}

const restore = (pool: pg.Pool, file: Buffer, replace?: string) =>
  restoreBackup({
    pool,
    file: Readable.from(inChunks(file)),
    migrationsFolder,
    replace,
    self: 'this test',
    report: () => {},
  });

function* inChunks(file: Buffer) {
  for (let at = 0; at < file.length; at += 50_000) yield file.subarray(at, at + 50_000);
}

async function withDatabase(
  open: () => Promise<TestDatabase>,
  act: (database: TestDatabase) => Promise<void>,
): Promise<void> {
  const database = await open();
  await act(database).finally(() => database.drop());
}

/** Of every table its rows, and all that decides what may be written later. */
async function wholeOf(pool: pg.Pool): Promise<Record<string, unknown>> {
  const client = await pool.connect();
  const whole: Record<string, unknown> = {};
  try {
    for (const { table } of await listTables(client)) {
      const { rows } = await client.query(
        `select count(*), md5(string_agg(t::text, chr(10) order by t::text)) from ${table} t`,
      );
      whole[table] = rows[0];
    }
    const shape = {
      sequences: 'select schemaname, sequencename, last_value from pg_sequences order by 1, 2',
      constraints: `select conrelid::regclass::text, conname, convalidated, pg_get_constraintdef(oid)
        from pg_constraint where conrelid <> 0 order by 1, 2`,
      indexes: `select indexname, indexdef from pg_indexes
        where schemaname in ('public', 'graphile_worker') order by 1`,
      triggers: `select tgrelid::regclass::text, tgname, tgenabled from pg_trigger
        where not tgisinternal order by 1, 2`,
    };
    for (const [name, query] of Object.entries(shape)) {
      whole[name] = (await client.query(query)).rows;
    }
  } finally {
    client.release();
  }
  return whole;
}

test('what is restored into a new database is the same, table by table, and guards itself as before', () =>
  withDatabase(createEmptyDatabase, async ({ pool }) => {
    const { rows } = await restore(pool, backup);
    expect(rows).toBeGreaterThan(30_000);
    expect(await wholeOf(pool)).toEqual(await wholeOf(world.pool));
    await expect(pool.query('delete from audit_entries')).rejects.toThrow('append-only');
    await expect(pool.query('truncate consents')).rejects.toThrow('append-only');
    const added = await pool.query(
      `insert into audit_entries (happened_at, actor_kind, action) values (now(), 'system', 'next')
       returning audit_entry_id`,
    );
    expect(added.rows[0].audit_entry_id).toBeGreaterThan(30_000);
  }));

test('a letter that was waiting is sent by the worker of the restored database, once', () =>
  withDatabase(createEmptyDatabase, async ({ pool }) => {
    await restore(pool, backup);
    const seen: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const note = async (payload: unknown) => {
      seen.push(payload);
      resolve();
    };
    const worker = await startWorker({ pool, log: captureLog().log, tasks: { send_letter: note } });
    await promise.finally(() => worker.stop());
    expect(seen).toEqual([expect.objectContaining({ letterId: expect.any(Number) })]);
  }));

test('what is written while the backup is made is wholly in it or not at all', async () => {
  let isMade = false;
  const writing = (async () => {
    for (let n = 0; !isMade; n += 1) {
      await world.pool.query(
        `with a as (insert into settings values ('pair-' || $1, '1'))
         insert into audit_entries (happened_at, actor_kind, action)
         values (now(), 'system', 'pair-' || $1)`,
        [n],
      );
    }
  })();
  const made = await backUp(world.pool);
  isMade = true;
  await writing;
  await withDatabase(createEmptyDatabase, async ({ pool }) => {
    await restore(pool, made);
    const { rows } = await pool.query(
      `select (select array_agg(name order by name) from settings where name like 'pair-%') as ones,
         (select array_agg(action order by action) from audit_entries where action like 'pair-%') as others`,
    );
    expect(rows[0].ones).toEqual(rows[0].others);
  });
});

test('a database in use is refused, and replaced only by its own name', () =>
  withDatabase(createTestDatabase, async ({ pool, url }) => {
    const name = new URL(url).pathname.slice(1);
    await pool.query(
      `insert into audit_entries (happened_at, actor_kind, action) values (now(), 'system', 'old')`,
    );
    await expect(restore(pool, backup)).rejects.toThrow(
      new RegExp(`is not empty \\(audit_entries\\).*--replace ${name}`),
    );
    await expect(restore(pool, backup, 'production')).rejects.toThrow('nothing is changed');
    await restore(pool, backup, name);
    const { rows } = await pool.query(
      `select count(*)::int from audit_entries where action = 'old'`,
    );
    expect(rows[0].count).toBe(0);
    expect((await wholeOf(pool)).triggers).toEqual((await wholeOf(world.pool)).triggers);
  }));

test('a file that was cut anywhere, or changed in one bit, is refused and changes nothing', async () => {
  const damages = [0, 10, 18, 30, 1_000, backup.length >> 1, backup.length - 1].map((size) =>
    backup.subarray(0, size),
  );
  for (let n = 0; n < 40; n += 1) {
    const copy = Buffer.from(backup);
    const at = 20 + (randomBytes(4).readUInt32BE() % (copy.length - 20));
    copy[at] = (copy[at] ?? 0) ^ (1 << (n % 8));
    damages.push(copy);
  }
  damages.push(
    Buffer.concat([backup, Buffer.from('more')]),
    Buffer.from('PGDMP, not ours at all!'),
  );
  await withDatabase(createTestDatabase, async ({ pool }) => {
    const before = await wholeOf(pool);
    for (const [index, file] of damages.entries()) {
      const checked = checkBackup(Readable.from(inChunks(file)), () => {});
      await expect(checked, `damage ${index}`).rejects.toThrow(/damaged|no backup of Ochag/);
    }
    for (const file of damages.filter((_, index) => index % 6 === 5)) {
      await expect(restore(pool, file)).rejects.toThrow(/damaged|no backup of Ochag/);
      expect(await wholeOf(pool)).toEqual(before);
    }
  });
});

test('a backup of a newer version is refused by name; an older one goes into a new database alone', async () => {
  const migrations = await readMigrations(migrationsFolder);
  const [first] = migrations;
  const insert = 'insert into schema_migrations values ($1, $2)';
  await withDatabase(createEmptyDatabase, async ({ pool }) => {
    await migrate(pool, migrationsFolder, { only: new Set([first?.name ?? '']) });
    await pool.query(`insert into settings values ('older', '1')`);
    const older = await backUp(pool);
    await withDatabase(createTestDatabase, (ahead) =>
      expect(restore(ahead.pool, older)).rejects.toThrow('ahead of the backup'),
    );
    await withDatabase(createEmptyDatabase, async (fresh) => {
      const { applied } = await restore(fresh.pool, older);
      expect(applied).toEqual(migrations.slice(1).map(({ name }) => name));
      const kept = await fresh.pool.query(`select value from settings where name = 'older'`);
      expect(kept.rows).toEqual([{ value: 1 }]);
    });
    await pool.query(insert, ['9999-of-the-future.sql', 'x']);
    const newer = await backUp(pool);
    await withDatabase(createEmptyDatabase, (fresh) =>
      expect(restore(fresh.pool, newer)).rejects.toThrow('9999-of-the-future.sql'),
    );
  });
});

test('a restore waits for nobody: while the site works on the database it is refused', () =>
  withDatabase(createTestDatabase, async ({ pool, db, url }) => {
    const { createPool } = await import('./database.ts');
    const site = createPool({ connectionString: url, name: 'ochag-web' });
    await site.query('select 1');
    await expect(restore(pool, backup)).rejects.toThrow(/ochag-web.*stop it first/);
    await site.end();
    await restore(pool, backup);
    expect(await db.selectFrom('users').select('user_id').execute()).toHaveLength(1);
  }));
