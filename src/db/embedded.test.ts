import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Embedded, type EmbeddedOptions, startEmbedded } from './embedded.ts';
import { processStart, waitUntil } from './embedded-processes.ts';

let folder: string;
let opened: Embedded[];
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ochag-embedded-'));
  chmodSync(folder, 0o711);
  opened = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const embedded of opened) await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const dataFolder = join(folder, 'data');
  const embedded = await startEmbedded({ dataFolder, durable: false, ...options });
  opened.push(embedded);
  return embedded;
}

async function query(embedded: Embedded, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: embedded.connectionString });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function holdInAnotherProcess(): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '../../test/process/hold-database.ts');
  const child = spawn(process.execPath, [script, join(folder, 'data')]);
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

const postmasterPid = () =>
  Number(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const isRunning = () => existsSync(join(folder, 'data/postgres/postmaster.pid'));

test('an empty folder becomes a database that keeps what is written and knows Russian', async () => {
  const first = await open();
  await query(first, "create table kept as select lower('ЁЖ') as word");
  await first.stop();
  expect(isRunning()).toBe(false);
  const second = await open();
  expect(await query(second, 'select word from kept')).toEqual([{ word: 'ёж' }]);
  const sorted = await query(
    second,
    `select string_agg(w, ' ' order by w collate "ru-x-icu") as words
       from unnest(array['жук', 'Ёлка', 'ель', 'яма', 'Ель']) w`,
  );
  expect(sorted).toEqual([{ words: 'Ёлка ель Ель жук яма' }]);
});

test('it listens on no network port', async () => {
  const embedded = await open();
  expect(await query(embedded, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
});

test('two holders share one PostgreSQL, and the last one stops it', async () => {
  const first = await open();
  const second = await holdInAnotherProcess();
  const pid = postmasterPid();
  await first.stop();
  expect(processStart(pid)).not.toBeNull();
  second.kill('SIGTERM');
  await once(second, 'exit');
  expect(isRunning()).toBe(false);
});

test('ten processes that start at once on a new folder all get the same database', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => open()));
  const pid = postmasterPid();
  const backends = await Promise.all(
    all.map((one) => query(one, "select current_setting('data_directory') as folder")),
  );
  expect(new Set(backends.map((rows) => JSON.stringify(rows))).size).toBe(1);
  expect(postmasterPid()).toBe(pid);
});

test('a holder killed by kill -9 leaves a PostgreSQL that the next start adopts and can stop', async () => {
  const holder = await holdInAnotherProcess();
  const pid = postmasterPid();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(processStart(pid)).not.toBeNull();
  const next = await open();
  expect(postmasterPid()).toBe(pid);
  await next.stop();
  expect(isRunning()).toBe(false);
});

test('kill -9 of the postmaster, with a query running, does not break the next start', async () => {
  const first = await open({ durable: true });
  await query(first, 'create table kept as select 1 as one');
  const pid = postmasterPid();
  const busy = query(first, 'select pg_sleep(30)').catch(() => 'broken');
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => processStart(pid) === null, 5_000);
  const second = await open();
  expect(postmasterPid()).not.toBe(pid);
  expect(await query(second, 'select one from kept')).toEqual([{ one: 1 }]);
  expect(await busy).toBe('broken');
});

test('a pid file whose number now belongs to a stranger is not believed', async () => {
  const first = await open();
  await first.stop();
  const pidFile = join(folder, 'data/postgres/postmaster.pid');
  const stranger = spawn('sleep', ['60']);
  children.push(stranger);
  writeFileSync(
    pidFile,
    `${stranger.pid}\n${join(folder, 'data/postgres')}\n1\n5432\n/tmp\n\n0 0\nready\n`,
  );
  const second = await open();
  expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(processStart(Number(stranger.pid))).not.toBeNull();
});

test('a first start killed half-way is begun anew', async () => {
  mkdirSync(join(folder, 'data/postgres.new-abc'), { recursive: true });
  chmodSync(join(folder, 'data'), 0o711);
  writeFileSync(join(folder, 'data/postgres.new-abc/PG_VERSION'), '18\n');
  const embedded = await open();
  expect(await query(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(existsSync(join(folder, 'data/postgres.new-abc'))).toBe(false);
});

test('a path too long for a unix socket works all the same', async () => {
  const dataFolder = join(folder, 'очень-длинное-имя-папки'.repeat(3), 'data');
  const embedded = await open({ dataFolder });
  expect(await query(embedded, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a folder of another major version is refused in one sentence', async () => {
  await (await open()).stop();
  writeFileSync(join(folder, 'data/postgres/PG_VERSION'), '17\n');
  await expect(open()).rejects.toThrow(/was made by PostgreSQL 17, this program brings 18/);
});

test('a file in place of the data folder is refused in one sentence', async () => {
  writeFileSync(join(folder, 'data'), '');
  await expect(open()).rejects.toThrow(/is not a folder: choose another one in OCHAG_DATA/);
});

test('a link that leads nowhere is no data folder, and that is said in one sentence', async () => {
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  await expect(open({ dataFolder: join(folder, 'link') })).rejects.toThrow(/is not a folder/);
});

test('where no folder can be made the start says so, and does not try for ever', async () => {
  const dataFolder = '/proc/no-folder-here/data';
  await expect(open({ dataFolder })).rejects.toThrow(/cannot be made there: choose another one/);
});

test.runIf(process.getuid?.() === 0)(
  'root works below a folder that only root enters, with user namespaces and without',
  async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const refuges = [join(folder, 'refuge')];
    const withNamespaces = await open({ dataFolder: join(closed, 'data'), refuges });
    expect(await query(withNamespaces, 'select 1 as one')).toEqual([{ one: 1 }]);
    const options = { dataFolder: join(closed, 'other'), refuges, userNamespaces: false };
    const notices: string[] = [];
    const without = await open({ ...options, log: (line) => notices.push(line) });
    await query(without, 'create table kept as select 1 as one');
    expect(notices.join()).toContain('the database is kept in');
    await without.stop();
    const again = await open(options);
    expect(await query(again, 'select one from kept')).toEqual([{ one: 1 }]);
  },
  30_000,
);
