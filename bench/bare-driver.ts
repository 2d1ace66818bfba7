import type pg from 'pg';
import { createPool } from '#src/db/database.ts';
import { CONNECTIONS, createBenchApp } from './bench-world.ts';
import { type LoadResult, type Request, runClosed } from './load.ts';
import { installRecorder, recording, type Statement } from './recorder.ts';

type Recorded = {
  count: number;
  requestOf: (index: number) => Request;
  /** What each of them has to be answered with. */
  status: number;
  env?: Record<string, string>;
};

/** The statements that the product sends for each request, asked one after another. */
export async function recordAll(
  url: string,
  { count, requestOf, status, env }: Recorded,
): Promise<Statement[][]> {
  installRecorder();
  const { app, pool } = await createBenchApp(url, env);
  await app.ready();
  const all: Statement[][] = [];
  for (let index = 0; index < count; index += 1) {
    const { method, path, headers, body } = requestOf(index);
    const { statements } = await recording(async () => {
      const answer = await app.inject({ method, url: path, headers, payload: body });
      if (answer.statusCode !== status)
        throw new Error(`refused: ${answer.statusCode} ${answer.body}`);
    });
    all.push(statements);
  }
  await app.close();
  await pool.end();
  return all;
}

/** The very same statements by the bare driver. */
export async function runBare(
  url: string,
  recorded: readonly Statement[][],
  clients: number,
): Promise<LoadResult> {
  const pool = createPool({ connectionString: url, maxConnections: CONNECTIONS });
  const result = await runClosed({ clients, count: recorded.length }, (index) =>
    replay(pool, recorded[index] ?? []),
  );
  await pool.end();
  return result;
}

async function replay(pool: pg.Pool, statements: readonly Statement[]): Promise<boolean> {
  const client = await pool.connect();
  try {
    for (const statement of statements) await client.query(statement);
    return true;
  } catch {
    await client.query('rollback');
    return false;
  } finally {
    client.release();
  }
}
