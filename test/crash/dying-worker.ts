import { join } from 'node:path';
import { createDatabase, createPool, type Database } from '#src/db/database.ts';
import { openWire } from './wire.ts';

/** What a worker says to PostgreSQL, as far as it comes. */
export type Death = { said: string[] };

type Work = (db: Database) => Promise<unknown>;

/**
 * Does `work` as a worker whose line is cut as soon as PostgreSQL has done the statement at `dieAfter`, and
 * before the worker hears of it: what is not committed is lost, what it has sent to others is sent.
 * Never cut, it tells all that it says.
 */
export async function workAndDie(
  databaseUrl: string,
  work: Work,
  dieAfter = Number.POSITIVE_INFINITY,
): Promise<Death> {
  const url = new URL(databaseUrl);
  const host = decodeURIComponent(url.hostname);
  const port = Number(url.port || 5432);
  // The embedded one has a unix socket alone.
  const wire = await openWire(
    host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port },
  );
  url.host = `127.0.0.1:${wire.port}`;
  const pool = createPool({ connectionString: url.href, maxConnections: 5, name: 'dying' });
  const said: string[] = [];
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();
  wire.watch({
    before: async () => {},
    async after({ text }) {
      said.push(text);
      if (said.length < dieAfter + 1) return;
      die();
      await new Promise(() => {});
    },
  });
  const done = work(createDatabase(pool)).catch(() => {});
  await Promise.race([done, dead]);
  await wire.close();
  await done;
  await pool.end();
  return { said };
}
