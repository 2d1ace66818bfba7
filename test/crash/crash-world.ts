import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { BENCH_SECRET, populate } from '#bench/population.ts';
import { createPool } from '#src/db/database.ts';
import { startEmbedded } from '#src/db/embedded.ts';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder, packageRoot } from '#src/package-root.ts';
import { eventually, findFreePorts } from '../process/program.ts';
import { type Mailroom, openMailroom } from './mailroom.ts';
import { openWire, type Wire } from './wire.ts';

export type CrashWorld = Awaited<ReturnType<typeof startCrashWorld>>;
export type Role = 'serve' | 'worker';

/** Requests that are under way in one process at once; each holds a connection. */
const MOST_AT_ONCE = 25;

/**
 * The roles of production as processes of their own, each behind a wire of its own to a PostgreSQL
 * of our own, so that any of them may be killed at any word that they say to it.
 */
export async function startCrashWorld({ households }: { households: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'ochag-crash-'));
  chmodSync(folder, 0o711);
  const dataFolder = join(folder, 'data');
  const embedded = await startEmbedded({ dataFolder });
  const pool = createPool({ connectionString: embedded.connectionString });
  await migrate(pool, migrationsFolder);
  await populate(pool, households, 1);
  const socketFolder = decodeURIComponent(new URL(embedded.connectionString).host);
  const wireTo = () => openWire({ path: join(socketFolder, '.s.PGSQL.5432') });
  const wires = { serve: await wireTo(), worker: await wireTo() };
  const mailroom = await openMailroom();
  const [port = 0] = await findFreePorts(1);
  const processes = createProcesses({ wires, mailroom, port, dataFolder });
  let given = 0;

  return {
    ...processes,
    pool,
    wires,
    mailroom,
    url: `http://127.0.0.1:${port}`,
    /** Households that nobody has used yet, by their place in the population. */
    take(count: number): number[] {
      if (given + count > households) throw new Error('the population is used up');
      given += count;
      return Array.from({ length: count }, (_, index) => given - count + index);
    },
    /** kill -9 of the whole PostgreSQL, or of one of its processes, which ends all the others. */
    killDatabase(how: 'postmaster' | 'backend', backendPid: number) {
      process.kill(how === 'postmaster' ? postmasterPid(socketFolder) : backendPid, 'SIGKILL');
    },
    async backendPid(): Promise<number> {
      const { rows } = await pool.query(
        "select pid from pg_stat_activity where application_name = 'ochag-web' limit 1",
      );
      return rows[0]?.pid;
    },
    /** Recovery is over and the database answers again. */
    async databaseBack(how: 'postmaster' | 'backend'): Promise<void> {
      let isNew = how === 'backend';
      await eventually(async () => {
        isNew = (await embedded.revive()) || isNew;
        return isNew && pool.query('select 1').then(always(true), always(false));
      });
    },
    /** Asked until it is answered: a connection of before the kill may be handed out once more. */
    async query(text: string, values: unknown[] = []) {
      let result: pg.QueryResult | undefined;
      await eventually(async () => {
        result = await pool.query(text, values).catch((error) => {
          if (!/^(57P|08|ECONN)/.test(error.code ?? '08')) throw error;
          return undefined;
        });
        return result !== undefined;
      });
      return result as pg.QueryResult;
    },
    async stop() {
      await processes.killAll();
      await Promise.all([wires.serve.close(), wires.worker.close(), mailroom.close()]);
      await pool.end();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const always = (answer: boolean) => () => answer;

const postmasterPid = (clusterFolder: string): number =>
  Number(readFileSync(join(clusterFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);

type Surroundings = {
  wires: Record<Role, Wire>;
  mailroom: Mailroom;
  port: number;
  dataFolder: string;
};

function createProcesses({ wires, mailroom, port, dataFolder }: Surroundings) {
  const running = new Map<Role, ChildProcess>();
  const env = (role: Role): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    DATABASE_URL: `postgres://ochag@127.0.0.1:${wires[role].port}/ochag`,
    OCHAG_DATA: dataFolder,
    OCHAG_SECRET: BENCH_SECRET,
    OCHAG_URL: `http://localhost:${port}`,
    OCHAG_SMTP_URL: mailroom.url,
    OCHAG_OPERATIONS: 'off',
    OCHAG_LOG: 'silent',
    OCHAG_DATABASE_CONNECTIONS: String(MOST_AT_ONCE + 5),
    PORT: String(port),
  });

  async function start(role: Role): Promise<void> {
    const child = spawn(process.execPath, ['dist/cli.js', role], {
      cwd: packageRoot,
      env: env(role),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    running.set(role, child);
    const [first] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => ['ended']),
    ]);
    if (first !== 'ready') throw new Error(`${role} did not start`);
    if (role === 'serve') await fetch(`http://127.0.0.1:${port}/login`);
  }

  async function kill(role: Role): Promise<void> {
    const child = running.get(role);
    running.delete(role);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  return {
    start,
    kill,
    isRunning: (role: Role) => running.get(role)?.exitCode === null,
    async killAll() {
      for (const role of [...running.keys()]) await kill(role);
    },
  };
}
