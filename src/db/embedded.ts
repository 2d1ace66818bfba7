import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { makeFolder } from '#src/make-folder.ts';
import { POSTGRES_MAJOR } from './embedded-binaries.ts';
import {
  assertDiskSpace,
  EmbeddedDatabaseError,
  explainFolderError,
  explainOutput,
} from './embedded-error.ts';
import { addHolder, countHolders, removeHolder, withLock } from './embedded-holders.ts';
import { findHome, type Home, type HomeOptions } from './embedded-home.ts';
import {
  findPostmaster,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
  waitReady,
} from './embedded-postmaster.ts';

const DATABASE = 'ochag';
/** `sun_path` of unix(7) holds 107 characters and the end. */
const SOCKET_PATH_LIMIT = 107;

export type EmbeddedOptions = Omit<HomeOptions, 'log'> & {
  /** False for tests only: faster, and a power cut may lose everything. */
  durable?: boolean;
  log?: (line: string) => void;
};

export type Embedded = {
  connectionString: string;
  /** Starts PostgreSQL again if it was killed; true if it had to. */
  revive(): Promise<boolean>;
  /** Lets the database go; the last process that uses it stops PostgreSQL. */
  stop(): Promise<void>;
};

/**
 * A real PostgreSQL from an npm package, under the data folder. Several processes may hold one
 * folder at once: the first one starts PostgreSQL, the others join, the last one stops it.
 * A process that dies without stop() leaves PostgreSQL running; the next start adopts it.
 * @throws EmbeddedDatabaseError with one sentence for the person who started us.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { durable = true, log = () => {} } = options;
  const home = findHome({ ...options, log });
  const { clusterFolder, dataFolder } = home;
  const holders = join(dataFolder, 'postgres-holders');
  try {
    return await withLock(clusterFolder, async () => {
      const holder = addHolder(holders);
      try {
        const { socketFolder } = await ensurePostmaster(home, durable);
        const address = { host: encodeURIComponent(socketFolder), database: DATABASE };
        const stop = once(() => release({ clusterFolder, holders, holder }));
        const revive = () => reviveHeld({ home, durable, holder });
        const connectionString = `postgresql://ochag@${address.host}/${address.database}`;
        return { connectionString, revive, stop };
      } catch (error) {
        removeHolder(holder);
        throw error;
      }
    });
  } catch (error) {
    throw explainFolderError(dataFolder, error);
  }
}

/** Only while the holder holds: after its stop() PostgreSQL is rightly gone. */
async function reviveHeld(held: { home: Home; durable: boolean; holder: string }) {
  const { home, durable, holder } = held;
  const isGone = () => existsSync(holder) && !findPostmaster(home.clusterFolder);
  if (!isGone()) return false;
  return withLock(home.clusterFolder, async () => {
    if (!isGone()) return false;
    await ensurePostmaster(home, durable);
    return true;
  });
}

type Held = { clusterFolder: string; holders: string; holder: string };

function release({ clusterFolder, holders, holder }: Held): Promise<void> {
  return withLock(clusterFolder, async () => {
    removeHolder(holder);
    if (countHolders(holders) > 0) return;
    const postmaster = findPostmaster(clusterFolder);
    if (!postmaster) return;
    await stopPostmaster(postmaster);
    if (postmaster.socketFolder !== clusterFolder) {
      rmSync(postmaster.socketFolder, { recursive: true, force: true });
    }
  });
}

async function ensurePostmaster(home: Home, durable: boolean): Promise<Postmaster> {
  const { clusterFolder } = home;
  const running = findPostmaster(clusterFolder);
  if (running) {
    // Found while it stops, or recovers after a crash: the one is waited out, the other waited for.
    const ready = await waitReady(clusterFolder, running.pid);
    if (ready) return ready;
  }
  await assertDiskSpace(home.dataFolder);
  await ensureCluster(home, durable);
  const socketFolder = makeSocketFolder(home);
  const postmaster = await startPostmaster({ home, socketFolder, durable });
  await ensureDatabase(socketFolder);
  return postmaster;
}

async function ensureCluster(home: Home, durable: boolean): Promise<void> {
  const { clusterFolder, owner } = home;
  if (!existsSync(join(clusterFolder, 'PG_VERSION'))) return createCluster(home, durable);
  const version = readFileSync(join(clusterFolder, 'PG_VERSION'), 'utf8').trim();
  if (version !== POSTGRES_MAJOR) {
    throw new EmbeddedDatabaseError(
      `${clusterFolder} was made by PostgreSQL ${version}, this program brings ${POSTGRES_MAJOR}: restore a backup into an empty data folder, or start the older program.`,
    );
  }
  const { uid } = statSync(clusterFolder);
  if (uid === owner.uid) return;
  if (process.getuid?.() !== 0) {
    throw new EmbeddedDatabaseError(
      `The database in ${clusterFolder} belongs to another user (uid ${uid}): start as that user or as root, or choose another folder in OCHAG_DATA.`,
    );
  }
  const args = ['-R', `${owner.uid}:${owner.gid}`, clusterFolder];
  await run(clusterFolder, { file: 'chown', args, user: {} });
}

/** Beside its place first: a half-made cluster never stands where a whole one is looked for. */
async function createCluster(home: Home, durable: boolean): Promise<void> {
  const { clusterFolder, owner } = home;
  const parent = dirname(clusterFolder);
  const prefix = `${basename(clusterFolder)}.new-`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const unfinished = mkdtempSync(join(parent, prefix));
  if (process.getuid?.() === 0) chownSync(unfinished, owner.uid, owner.gid);
  await run(
    clusterFolder,
    home.command('initdb', [
      `--pgdata=${unfinished}`,
      '--username=ochag',
      // The door is a socket in a folder that only this user enters.
      '--auth=trust',
      '--encoding=UTF8',
      // The same everywhere, whatever locales the machine has: sorts by code point, and knows the
      // cases of Cyrillic. Lists that people read are sorted by `collate "ru-x-icu"`.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--text-search-config=russian',
      ...(durable ? [] : ['--no-sync']),
    ]),
  );
  rmSync(clusterFolder, { recursive: true, force: true });
  renameSync(unfinished, clusterFolder);
}

type Command = ReturnType<Home['command']>;

function run(folder: string, { file, args, user }: Command): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
    const child = spawn(file, args, {
      ...user,
      cwd: '/',
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(explainOutput(folder, output))));
  });
}

/** In the cluster itself, which nobody else enters; in /tmp when that path is too long. */
function makeSocketFolder({ clusterFolder, owner }: Home): string {
  const longest = join(clusterFolder, '.s.PGSQL.5432.lock');
  if (Buffer.byteLength(longest) <= SOCKET_PATH_LIMIT) return clusterFolder;
  const hash = createHash('sha256').update(clusterFolder).digest('hex').slice(0, 16);
  const folder = `/tmp/ochag-${hash}`;
  makeFolder(folder, 0o700);
  const found = lstatSync(folder);
  const isOurs = found.isDirectory() && [0, owner.uid, process.getuid?.()].includes(found.uid);
  if (!isOurs) {
    throw new EmbeddedDatabaseError(
      `${folder} belongs to another user: remove it, or choose a data folder with a shorter path in OCHAG_DATA.`,
    );
  }
  chmodSync(folder, 0o700);
  if (process.getuid?.() === 0) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

async function ensureDatabase(socketFolder: string): Promise<void> {
  const client = new pg.Client({ host: socketFolder, user: 'ochag', database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}
