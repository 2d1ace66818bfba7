import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import {
  listFilledTables,
  listOwnSessions,
  listSequences,
  listTables,
  planKeys,
  planTriggers,
  readApplied,
  type Table,
} from './backup-catalog.ts';
import {
  BackupFileError,
  type BackupHeader,
  type BackupSequences,
  type BackupTableEnd,
  damaged,
  type Frame,
  readBackupFile,
} from './backup-file.ts';
import { copyInto } from './copy-into.ts';
import { type BackupReport, megabytes } from './make-backup.ts';
import { MIGRATION_LOCK, migrate, readMigrations } from './migrate.ts';

/** Why nothing was restored, and what to do. */
class RestoreRefusal extends Error {
  override name = 'RestoreRefusal';
}

export type RestoreOptions = {
  pool: pg.Pool;
  file: Readable;
  migrationsFolder: string;
  /** The database's own name, written by whoever wants its contents thrown away. */
  replace: string | undefined;
  /** The application name of this very pool, whose sessions do not disturb. */
  self: string;
  report: BackupReport;
};

export type RestoreSummary = { header: BackupHeader; rows: number; applied: string[] };

/**
 * Brings the database to the shape of the backup, fills it in one transaction, which commits only
 * when the whole file has proved true, then brings it to the shape of this program. Killed at any
 * moment it leaves what was there before, or all of the backup in its older shape, which the roles
 * refuse to serve until it is migrated.
 * @throws BackupFileError, RestoreRefusal
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreSummary> {
  const { pool, file, migrationsFolder, report } = options;
  const frames = readBackupFile(file);
  const header = expectFrame(await nextFrame(frames), 'H');
  const client = await pool.connect();
  let isBroken = true;
  try {
    await assertOurs(client, header, migrationsFolder);
    const only = new Set(header.migrations.map(({ name }) => name));
    await migrate(pool, migrationsFolder, { only });
    await client.query('begin');
    const guards = await prepare(client, header, options);
    const rows = await fill(client, frames, report);
    for (const statement of guards) await client.query(statement);
    await client.query('commit');
    isBroken = false;
    const applied = await migrate(pool, migrationsFolder);
    await client.query('analyze');
    return { header, rows, applied };
  } finally {
    // Closing the connection undoes what was not committed.
    client.release(isBroken);
  }
}

/** Reads the whole file as a restore would, without a database. */
export async function checkBackup(file: Readable, report: BackupReport): Promise<BackupHeader> {
  const frames = readBackupFile(file);
  const header = expectFrame(await nextFrame(frames), 'H');
  for (;;) {
    const frame = await nextFrame(frames);
    if (frame.kind === 'S') break;
    const { table } = expectFrame(frame, 'T');
    const proof = createProof();
    for await (const _ of dataOf(frames, proof));
    assertProved(table, proof);
    report(`${table}: ${proof.end?.rows} rows, ${megabytes(proof.bytes)}`);
  }
  await expectEnd(frames);
  return header;
}

/** A backup of this very program, or of an older one, and a database that is not ahead of it. */
async function assertOurs(client: pg.ClientBase, header: BackupHeader, folder: string) {
  const known = new Map((await readMigrations(folder)).map((one) => [one.name, one.checksum]));
  for (const { name, checksum } of header.migrations) {
    if (known.get(name) === checksum) continue;
    const why = known.has(name) ? `a different ${name}` : `${name}, which this program lacks`;
    throw new RestoreRefusal(
      `The backup was made by Ochag ${header.product} with ${why}: restore it by that version or a newer one.`,
    );
  }
  const has = await readApplied(client);
  const wanted = new Set(header.migrations.map(({ name }) => name));
  const ahead = has.migrations.find(({ name }) => !wanted.has(name));
  if (ahead) {
    throw new RestoreRefusal(
      `The database is ahead of the backup (it has ${ahead.name}): restore into a new, empty database; it is brought to the backup's shape first and to this program's after.`,
    );
  }
}

/** Alone on the database, every table empty and held. Returns what sets its triggers again. */
async function prepare(client: pg.ClientBase, header: BackupHeader, options: RestoreOptions) {
  await client.query(
    `set local row_security = off; set local statement_timeout = 0;
     set local idle_in_transaction_session_timeout = 0`,
  );
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  const others = await listOwnSessions(client, options.self);
  if (others.length > 0) {
    throw new RestoreRefusal(
      `The site works on this database (${others.join(', ')}): stop it first, then restore.`,
    );
  }
  const { queueMigrations } = await readApplied(client);
  if (header.queueMigrations.some((id) => !queueMigrations.includes(id))) {
    throw new RestoreRefusal('The backup holds a newer queue: restore it by a newer version.');
  }
  const tables = await listTables(client);
  await assertReplaceable(client, tables, options.replace);
  const triggers = await planTriggers(client);
  for (const statement of triggers.disable) await client.query(statement);
  await client.query(`truncate ${tables.map(({ table }) => table).join(', ')}`);
  return triggers.enable;
}

async function assertReplaceable(client: pg.ClientBase, tables: Table[], replace?: string) {
  const { rows } = await client.query('select current_database() as name');
  const { name } = rows[0];
  if (replace !== undefined && replace !== name) {
    throw new RestoreRefusal(
      `The database is called "${name}", not "${replace}": nothing is changed.`,
    );
  }
  const filled = replace === undefined ? await listFilledTables(client, tables) : [];
  if (filled.length === 0) return;
  throw new RestoreRefusal(
    `The database "${name}" is not empty (${filled.slice(0, 5).join(', ')}${filled.length > 5 ? '…' : ''}): restore into a new one, or throw away all that it holds by --replace ${name}`,
  );
}

async function fill(client: pg.ClientBase, frames: AsyncGenerator<Frame>, report: BackupReport) {
  const keys = await planKeys(client);
  for (const statement of keys.drops) await client.query(statement);
  const missing = new Map((await listTables(client)).map((one) => [one.table, one.columns]));
  let rows = 0;
  let sequences: BackupSequences | null = null;
  while (!sequences) {
    const frame = await nextFrame(frames);
    if (frame.kind === 'S') {
      sequences = frame.value;
    } else {
      const { table, columns } = expectFrame(frame, 'T');
      assertFits(missing, { table, columns });
      missing.delete(table);
      rows += await fillTable(client, frames, { table, columns }, report);
    }
  }
  if (missing.size > 0) throw damaged(`it lacks ${[...missing.keys()].join(', ')}`);
  await setSequences(client, sequences);
  report('making keys and indexes, checking references');
  await client.query("set local maintenance_work_mem = '256MB'");
  for (const statement of keys.adds) await client.query(statement);
  await expectEnd(frames);
  return rows;
}

/** Names of the file reach SQL only when the database has the very same. */
function assertFits(known: ReadonlyMap<string, string[]>, { table, columns }: Table): void {
  const own = known.get(table);
  const strange = own ? columns.find((column) => !own.includes(column)) : table;
  if (strange) throw damaged(`it holds ${table} ${strange}, which its migrations do not make`);
}

async function fillTable(
  client: pg.ClientBase,
  frames: AsyncGenerator<Frame>,
  { table, columns }: Table,
  report: BackupReport,
): Promise<number> {
  const proof = createProof();
  let rows: number;
  try {
    rows = await copyInto(client, table, columns, dataOf(frames, proof));
  } catch (error) {
    // Rows that PostgreSQL refuses are not what PostgreSQL gave; anything else is its own trouble.
    if (String((error as { code?: string }).code).startsWith('22')) {
      throw damaged(`${table} holds what is no row of it`, error);
    }
    throw error;
  }
  assertProved(table, proof, rows);
  if (rows > 0) report(`${table}: ${rows} rows, ${megabytes(proof.bytes)}`);
  return rows;
}

async function setSequences(client: pg.ClientBase, sequences: BackupSequences): Promise<void> {
  const known = await listSequences(client);
  for (const { sequence, value, isCalled } of sequences) {
    if (!known.includes(sequence)) throw damaged(`it holds the unknown sequence ${sequence}`);
    await client.query('select setval($1::regclass, $2::bigint, $3)', [sequence, value, isCalled]);
  }
}

type Proof = {
  hash: ReturnType<typeof createHash>;
  bytes: number;
  end: BackupTableEnd | null;
};

const createProof = (): Proof => ({ hash: createHash('sha256'), bytes: 0, end: null });

async function* dataOf(frames: AsyncGenerator<Frame>, proof: Proof): AsyncGenerator<Buffer> {
  for (;;) {
    const frame = await nextFrame(frames);
    if (frame.kind !== 'D') {
      proof.end = expectFrame(frame, 'E');
      return;
    }
    proof.hash.update(frame.value);
    proof.bytes += frame.value.length;
    yield frame.value;
  }
}

function assertProved(table: string, { hash, bytes, end }: Proof, rows = end?.rows): void {
  const isTrue = end && end.bytes === bytes && end.sha256 === hash.digest('hex');
  if (!isTrue || end.rows !== rows) throw damaged(`the sum of ${table} does not agree`);
}

async function nextFrame(frames: AsyncGenerator<Frame>): Promise<Frame> {
  const { done, value } = await frames.next();
  if (done) throw damaged('it ends too early');
  return value;
}

async function expectEnd(frames: AsyncGenerator<Frame>): Promise<void> {
  const { done } = await frames.next();
  if (!done) throw damaged('something stands after its end');
}

function expectFrame<K extends Frame['kind']>(frame: Frame, kind: K) {
  if (frame.kind !== kind) throw damaged(`"${frame.kind}" stands where "${kind}" belongs`);
  return frame.value as Extract<Frame, { kind: K }>['value'];
}

export const isForPeople = (error: unknown): error is Error =>
  error instanceof BackupFileError || error instanceof RestoreRefusal;
