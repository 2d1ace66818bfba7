import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedDatabaseError, explainOutput } from './embedded-error.ts';
import type { Home } from './embedded-home.ts';
import {
  commandLine,
  postgresProcessesIn,
  processStart,
  sendSignal,
  waitUntil,
} from './embedded-processes.ts';
import { serverArguments } from './embedded-settings.ts';

/** Recovery after a crash reads what was written since the last checkpoint: minutes at the worst. */
const START_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 60_000;
const ORPHAN_TIMEOUT_MS = 5_000;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

export type Postmaster = { pid: number; socketFolder: string; status: string };

/** The living postmaster of the cluster, by what it wrote of itself; null when there is none. */
export function findPostmaster(clusterFolder: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid < 2 || processStart(pid) === null) return null;
  // The number may have been given to a stranger since; ours was started with this folder.
  const words = commandLine(pid);
  if (!words.some((word) => word.endsWith('/postgres')) || !words.includes(clusterFolder)) {
    return null;
  }
  return { pid, socketFolder: lines[4] ?? '', status: (lines[7] ?? '').trim() };
}

/** Waits until the postmaster takes connections; null when it went away meanwhile. */
export async function waitReady(clusterFolder: string, pid: number): Promise<Postmaster | null> {
  let found: Postmaster | null = null;
  const isOver = await waitUntil(() => {
    found = findPostmaster(clusterFolder);
    return found?.status === 'ready' || processStart(pid) === null;
  }, START_TIMEOUT_MS);
  if (!isOver) {
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL in ${clusterFolder} has been starting for ten minutes: see postgres.log in the data folder.`,
    );
  }
  return found && (found as Postmaster).pid === pid ? found : null;
}

export type StartOptions = { home: Home; socketFolder: string; durable: boolean };

/** Starts PostgreSQL so that it outlives this process: other ones may be using it. */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  const { clusterFolder } = options.home;
  await clearRemains(options);
  for (let attempt = 1; ; attempt += 1) {
    const { postmaster, output } = await launch(options);
    if (postmaster) return postmaster;
    // A process of a killed server may need a moment more to let the shared memory go.
    const isPassing = /shared memory block .* is still in use|already exists/.test(output);
    if (!isPassing || attempt === 4) throw explainOutput(clusterFolder, output);
    await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
    await clearRemains(options);
  }
}

async function launch({ home, socketFolder, durable }: StartOptions) {
  const logFile = join(home.dataFolder, 'postgres.log');
  const start = rotateLog(logFile);
  const { file, args, user } = home.command('postgres', [
    '-D',
    home.clusterFolder,
    ...serverArguments({ socketFolder, durable }),
  ]);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(file, args, {
    ...user,
    cwd: '/',
    // Whatever PG… variables are set, they are meant for other databases.
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    // Its own session: Ctrl-C in the terminal is for us, and we stop it in order.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const failure = new Promise<Error>((resolve) => child.once('error', resolve));
  child.unref();
  if (child.pid === undefined) {
    const { message } = await failure;
    throw new EmbeddedDatabaseError(`The embedded PostgreSQL cannot be run here: ${message}.`);
  }
  const postmaster = await waitReady(home.clusterFolder, child.pid);
  const output = postmaster ? '' : readFileSync(logFile).subarray(start).toString('utf8');
  return { postmaster, output };
}

/** What a killed postmaster leaves: its children, and files with a number now somebody else's. */
async function clearRemains({ home, socketFolder }: StartOptions): Promise<void> {
  const { clusterFolder } = home;
  const isClear = () => postgresProcessesIn(clusterFolder).length === 0;
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of postgresProcessesIn(clusterFolder)) sendSignal(pid, signal);
    if (await waitUntil(isClear, ORPHAN_TIMEOUT_MS)) break;
  }
  rmSync(join(clusterFolder, 'postmaster.pid'), { force: true });
  rmSync(join(socketFolder, '.s.PGSQL.5432'), { force: true });
  rmSync(join(socketFolder, '.s.PGSQL.5432.lock'), { force: true });
}

/** Stops it as soon as it can be done without recovery at the next start. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  const isGone = () => processStart(pid) === null;
  sendSignal(pid, 'SIGINT');
  if (await waitUntil(isGone, STOP_TIMEOUT_MS)) return;
  // Nothing acknowledged is lost: the next start recovers.
  sendSignal(pid, 'SIGQUIT');
  if (await waitUntil(isGone, ORPHAN_TIMEOUT_MS)) return;
  sendSignal(pid, 'SIGKILL');
}

/** Keeps one file of the past; returns where in the log this start begins. */
function rotateLog(file: string): number {
  try {
    const { size } = statSync(file);
    if (size < LOG_LIMIT_BYTES) return size;
    renameSync(file, `${file}.1`);
  } catch {}
  return 0;
}
