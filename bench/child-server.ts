import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import v8 from 'node:v8';
import { createPool } from '#src/db/database.ts';
import { CONNECTIONS, createBenchApp } from './bench-world.ts';
import type { Statement } from './recorder.ts';

/** A server in a process of its own, as in production: the client's work is not its work. */
export async function startChild(script: string, args: string[]) {
  const child: ChildProcess = fork(script, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', () => reject(new Error('the server of the bench ended')));
  });
  return {
    url,
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** `serve DATABASE`: the product itself. */
export async function serveProduct(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<void> {
  const { app } = await createBenchApp(databaseUrl, env);
  process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }));
}

/** `bare DATABASE FILE`: only the queries of each address, and an answer of the same size. */
export async function serveBare(databaseUrl: string, file: string): Promise<void> {
  const pool = createPool({ connectionString: databaseUrl, maxConnections: CONNECTIONS });
  const recorded = v8.deserialize(readFileSync(file)) as Map<string, Statement[]>;
  const body = 'x'.repeat(16_000);
  const server = http.createServer(async (request, response) => {
    const client = await pool.connect();
    for (const statement of recorded.get(request.url ?? '') ?? []) await client.query(statement);
    client.release();
    response.setHeader('content-type', 'text/html');
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    process.send?.(`http://127.0.0.1:${port}`);
  });
}
