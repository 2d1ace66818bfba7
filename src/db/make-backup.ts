import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { listSequences, listTables, readApplied, type Table } from './backup-catalog.ts';
import { type BackupSequences, type Frame, writeBackupFile } from './backup-file.ts';
import { MIGRATION_LOCK } from './migrate.ts';

const DATA_FRAME_BYTES = 128 * 1024;

export type BackupReport = (line: string) => void;
export type BackupOptions = {
  pool: pg.Pool;
  /** Where the file goes; ended by this. */
  output: Writable;
  product: string;
  now: Date;
  report: BackupReport;
};
export type BackupSummary = { tables: number; rows: number; bytes: number };

/**
 * Writes one moment of the whole database, read while everybody works on. Only migrations wait:
 * they would change tables under our hands. The sequences are read last, so that no number which
 * stands in a table is given out again.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupSummary> {
  const client = await options.pool.connect();
  const summary = { tables: 0, rows: 0, bytes: 0 };
  let isBroken = true;
  try {
    // Before the transaction: its first question decides which moment it sees.
    await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
    await client.query('begin isolation level repeatable read read only');
    await client.query(
      `set local row_security = off; set local statement_timeout = 0;
       set local idle_in_transaction_session_timeout = 0`,
    );
    await writeBackupFile(readDatabase(client, options, summary), options.output);
    await client.query('commit');
    await client.query('select pg_advisory_unlock_shared($1)', [MIGRATION_LOCK]);
    isBroken = false;
    return summary;
  } finally {
    // A connection in the middle of a COPY is good for nothing else.
    client.release(isBroken);
  }
}

async function* readDatabase(
  client: pg.PoolClient,
  { product, now, report }: BackupOptions,
  summary: BackupSummary,
): AsyncGenerator<Frame> {
  const tables = await listTables(client);
  const version = await client.query("select current_setting('server_version') as text");
  yield {
    kind: 'H',
    value: {
      product,
      madeAt: now.toISOString(),
      databaseVersion: version.rows[0].text,
      ...(await readApplied(client)),
    },
  };
  for (const table of tables) {
    yield { kind: 'T', value: table };
    const end = { rows: 0, bytes: 0, sha256: '' };
    yield* readTable(client, table, end);
    yield { kind: 'E', value: end };
    summary.tables += 1;
    summary.rows += end.rows;
    summary.bytes += end.bytes;
    if (end.rows > 0) report(`${table.table}: ${end.rows} rows, ${megabytes(end.bytes)}`);
  }
  yield { kind: 'S', value: await readSequences(client) };
}

async function* readTable(
  client: pg.PoolClient,
  { table, columns }: Table,
  end: { rows: number; bytes: number; sha256: string },
): AsyncGenerator<Frame> {
  const hash = createHash('sha256');
  const copy = client.query(copyTo(`copy (select ${columns.join(', ')} from ${table}) to stdout`));
  for await (const value of inPieces(copy)) {
    hash.update(value);
    end.bytes += value.length;
    yield { kind: 'D', value };
  }
  end.rows = copy.rowCount;
  end.sha256 = hash.digest('hex');
}

/** PostgreSQL sends row by row; larger pieces cost less, and none is larger than a few rows more. */
async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < DATA_FRAME_BYTES) continue;
    yield* cut(Buffer.concat(waiting));
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield* cut(Buffer.concat(waiting));
}

function* cut(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at < piece.length; at += 8 * DATA_FRAME_BYTES) {
    yield piece.subarray(at, at + 8 * DATA_FRAME_BYTES);
  }
}

async function readSequences(client: pg.PoolClient): Promise<BackupSequences> {
  const sequences: BackupSequences = [];
  for (const sequence of await listSequences(client)) {
    const { rows } = await client.query(
      `select last_value::text as value, is_called from ${sequence}`,
    );
    sequences.push({ sequence, value: rows[0].value, isCalled: rows[0].is_called });
  }
  return sequences;
}

export const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
