import type pg from 'pg';

/** Schemas that belong to the product: its own tables, and the queue. */
const SCHEMAS = ['public', 'graphile_worker'];
/** What the migrations write themselves; the header of a backup tells of it. */
const OWN_RECORDS = ['public.schema_migrations', 'graphile_worker.migrations'];
/** May hold something in a database that nobody has used yet. */
const NEVER_MINDED = [
  'public.settings',
  'public.rate_limits',
  // Every start fills them from the supplier profile.
  'public.tariffs',
  'public.norms',
  'public.temperature_coefficients',
  'public.key_rates',
  'graphile_worker._private_tasks',
  'graphile_worker._private_known_crontabs',
];

export type Table = { table: string; columns: string[] };

/** Names are quoted as SQL wants them. Columns that PostgreSQL computes are left out. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as table,
       array_agg(quote_ident(a.attname) order by a.attnum) as columns
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     group by 1 order by 1`,
    [SCHEMAS],
  );
  return rows.filter(({ table }) => !OWN_RECORDS.includes(table));
}

export async function listSequences(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ sequence: string }>(
    `select format('%I.%I', n.nspname, c.relname) as sequence
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind = 'S' order by 1`,
    [SCHEMAS],
  );
  return rows.map(({ sequence }) => sequence);
}

export type AppliedMigrations = {
  migrations: { name: string; checksum: string }[];
  queueMigrations: number[];
};

/** Nothing applied: a new database. */
export async function readApplied(client: pg.ClientBase): Promise<AppliedMigrations> {
  const { rows } = await client.query(
    `select to_regclass('public.schema_migrations') is not null as ours,
       to_regclass('graphile_worker.migrations') is not null as queue`,
  );
  const ours = 'select name, checksum from public.schema_migrations order by name';
  const queue = 'select id::int from graphile_worker.migrations order by id';
  return {
    migrations: rows[0].ours ? (await client.query(ours)).rows : [],
    queueMigrations: rows[0].queue ? (await client.query(queue)).rows.map(({ id }) => id) : [],
  };
}

/** Tables with rows that somebody would miss. */
export async function listFilledTables(client: pg.ClientBase, tables: Table[]): Promise<string[]> {
  const filled: string[] = [];
  for (const { table } of tables) {
    if (NEVER_MINDED.includes(table)) continue;
    const { rows } = await client.query(`select exists (select from ${table}) as yes`);
    if (rows[0].yes) filled.push(table.replace(/^public\./, ''));
  }
  return filled;
}

/**
 * Statements that take keys and indexes away, and those that put them back as they were. Made anew
 * over all rows they cost a third of what they cost row by row, and the order of tables does not
 * matter. Tables that are divided keep theirs but for foreign keys.
 */
export async function planKeys(client: pg.ClientBase) {
  const { rows } = await client.query<{ drop: string; add: string; turn: number }>(
    `with own as (
       select c.oid, format('%I.%I', n.nspname, c.relname) as name,
         c.relkind = 'r' and not c.relispartition as is_whole
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any ($1) and c.relkind in ('r', 'p')
     )
     select format('alter table %s drop constraint %I', own.name, k.conname) as drop,
       format('alter table %s add constraint %I %s', own.name, k.conname,
         pg_get_constraintdef(k.oid)) as add,
       case k.contype when 'f' then 1 else 2 end as turn
     from pg_constraint k join own on own.oid = k.conrelid
     where k.conparentid = 0 and (k.contype = 'f' or (k.contype in ('p', 'u') and own.is_whole))
     union all
     select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 3
     from pg_index i join own on own.oid = i.indrelid
     where own.is_whole and not exists (select from pg_constraint where conindid = i.indexrelid)
     order by turn, drop`,
    [SCHEMAS],
  );
  return {
    drops: rows.map((row) => row.drop),
    adds: rows.toReversed().map((row) => row.add),
  };
}

/**
 * Statements that let the triggers go for the length of one transaction, and set them again: those
 * that forbid to empty a table, and those that would write what stands in the backup already.
 */
export async function planTriggers(client: pg.ClientBase) {
  const { rows } = await client.query<{ name: string; trigger: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name, quote_ident(t.tgname) as trigger
     from pg_trigger t
     join pg_class c on c.oid = t.tgrelid
     join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgenabled = 'O' and t.tgparentid = 0 and n.nspname = any ($1) order by 1, 2`,
    [SCHEMAS],
  );
  const each = (act: string) =>
    rows.map(({ name, trigger }) => `alter table ${name} ${act} trigger ${trigger}`);
  return { disable: each('disable'), enable: each('enable') };
}

/** Processes of the product that work on this database now. */
export async function listOwnSessions(client: pg.ClientBase, self: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name like 'ochag-%'
       and application_name not in ($1, 'ochag-backup', 'ochag-doctor') order by 1`,
    [self],
  );
  return rows.map(({ name }) => name);
}
