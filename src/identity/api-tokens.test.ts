import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { findApiTokenUser } from './api-tokens.ts';
import { hashSecretToken, newSecretToken } from './secret-token.ts';

const now = new Date('2026-12-12T08:00:00Z');
let database: Awaited<ReturnType<typeof openScratchDatabase>>;
let before: string;
beforeAll(async () => {
  database = await openScratchDatabase();
  before = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterAll(async () => {
  await rm(before, { recursive: true });
  await database.stop();
});

test('a token that was made before tokens had rights keeps all of them', async () => {
  const names = (await readdir(migrationsFolder)).sort();
  const brought = names.findIndex((name) => name.includes('scopes'));
  expect(brought).toBeGreaterThan(0);
  for (const name of names.slice(0, brought)) {
    await copyFile(join(migrationsFolder, name), join(before, name));
  }
  const { pool, db } = database;
  await pool.query('drop schema public cascade; create schema public');
  await migrate(pool, before);
  const text = newSecretToken();
  await pool.query(
    `insert into users (email, email_key, phone, last_name, first_name, password_hash, created_at)
     values ('anna@example.ru', 'anna@example.ru', '+79114521704', 'Примерова', 'Анна', 'x', $1)`,
    [now],
  );
  await pool.query(
    `insert into api_tokens (token_hash, user_id, name, created_at, expires_at)
     select $1, user_id, 'Умный дом', $2, $2::timestamptz + interval '1 year' from users`,
    [hashSecretToken(text), now],
  );
  expect(await migrate(pool, migrationsFolder)).toEqual(names.slice(brought));
  const user = await findApiTokenUser(db, `ochag_${text}`, now);
  expect(user?.scopes).toEqual(['read', 'readings:write']);
  const without = `insert into api_tokens (token_hash, user_id, name, created_at, expires_at)
    select '\\x00', user_id, 'Без прав', now(), now() from users`;
  await expect(pool.query(without)).rejects.toThrow('scopes');
});
