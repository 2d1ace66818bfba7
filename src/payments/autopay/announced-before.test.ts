import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '#src/db/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '#test/database.ts';

// Runs that an earlier version announced: 0022 finds the letter that told of each.
const folder = fileURLToPath(new URL('../../../db/migrations', import.meta.url));
let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
  const names = (await readMigrations(folder)).map(({ name }) => name);
  const before = new Set(names.filter((name) => name < '0022'));
  await migrate(database.pool, folder, { only: before });
});
afterAll(() => database.drop());

test('each run that was announced before has its own letter, and one without a letter has none', async () => {
  const { pool } = database;
  const client = await pool.connect();
  // Their people, accounts and cards are not what it is about.
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into autopay_runs (personal_account_id, autopay_rule_id, month, due_on, announced_at,
       announced_kopecks, state, decided_at)
     select rule, rule, month, month + 9, now(), 1000, 'announced', now()
     from unnest('{1,2}'::int[]) rule, unnest('{2026-11-01,2026-12-01}'::date[]) month`,
  );
  await client.query(
    `insert into letters (kind, to_address, data, created_at)
     select kind, 'anna@example.ru', jsonb_build_object('personalAccountId', rule, 'ruleId', rule,
       'month', month), now()
     from (values ('autopay_announced', 1, '2026-11-01'), ('autopay_announced', 1, '2026-12-01'),
       ('autopay_announced', 2, '2026-12-01'), ('autopay_not_charged', 2, '2026-11-01'))
       as told (kind, rule, month)`,
  );
  await client.query('reset session_replication_role');
  client.release();
  await migrate(pool, folder);
  const { rows } = await pool.query(
    `select run.autopay_rule_id::int as rule, run.month::text, l.data ->> 'month' as told, l.kind
     from autopay_runs run left join letters l using (letter_id) order by 1, 2`,
  );
  const kind = 'autopay_announced';
  expect(rows).toEqual([
    { rule: 1, month: '2026-11-01', told: '2026-11-01', kind },
    { rule: 1, month: '2026-12-01', told: '2026-12-01', kind },
    { rule: 2, month: '2026-11-01', told: null, kind: null },
    { rule: 2, month: '2026-12-01', told: '2026-12-01', kind },
  ]);
});
