import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '#src/make-folder.ts';
import { copyBinaries, findBinaries, makeLinks } from './embedded-binaries.ts';
import { EmbeddedDatabaseError, explainFolderError } from './embedded-error.ts';

type User = { uid: number; gid: number };
type Command = { file: string; args: string[]; user: User | Record<string, never> };

/** Where the cluster lies, what runs it, and as whom. */
export type Home = {
  dataFolder: string;
  clusterFolder: string;
  /** Who must own the cluster's files. */
  owner: User;
  command(binary: 'postgres' | 'initdb', args: string[]): Command;
};

export type HomeOptions = {
  dataFolder: string;
  log: (line: string) => void;
  /** False where the system forbids user namespaces. */
  userNamespaces?: boolean;
  /** Where root may put a cluster that would lie below a closed folder; the first usable one. */
  refuges?: readonly string[];
};

const NOBODY: User = { uid: 65_534, gid: 65_534 };
const REFUGES = ['/var/lib/ochag', '/var/tmp/ochag'];

/**
 * PostgreSQL refuses to run as root. Started by root it runs as nobody, who must be able to enter
 * the folders of the program and of the data; in this order, whatever works first:
 * nobody; the owner of a folder on the way; root's files seen from a user namespace in which root
 * is nobody; a cluster and a copy of the program in a folder of their own.
 */
export function findHome(options: HomeOptions): Home {
  const dataFolder = makeDataFolder(options.dataFolder);
  const installed = linkBinaries(findBinaries(), dataFolder);
  const clusterFolder = join(dataFolder, 'postgres');
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) {
    const owner = { uid, gid: process.getgid?.() ?? uid };
    return home({ dataFolder, clusterFolder, native: installed, owner });
  }
  const refuge = readRefuge(dataFolder);
  if (refuge) return refugeHome(dataFolder, refuge, installed);
  for (const owner of [NOBODY, ...ownersOnTheWay(dataFolder)]) {
    if (canUse(installed, dataFolder, [], owner)) {
      return home({ dataFolder, clusterFolder, native: installed, owner });
    }
  }
  if (options.userNamespaces !== false && canUse(installed, dataFolder, ['unshare', '-U'])) {
    const owner = { uid: 0, gid: 0 };
    return home({ dataFolder, clusterFolder, native: installed, owner, prefix: ['unshare', '-U'] });
  }
  if (existsSync(join(clusterFolder, 'PG_VERSION'))) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL cannot run as root and another user cannot enter ${dataFolder}: open the folders above it (chmod o+x), or move it and set OCHAG_DATA.`,
    );
  }
  return refugeHome(dataFolder, makeRefuge(dataFolder, options), installed);
}

type HomeParts = Omit<Home, 'command'> & { native: string; prefix?: string[] };

function home({ native, prefix = [], ...rest }: HomeParts): Home {
  const isOwnUser = prefix.length > 0 || rest.owner.uid === process.getuid?.();
  return {
    ...rest,
    command(binary, args) {
      const [file = '', ...words] = [...prefix, join(native, 'bin', binary), ...args];
      return { file, args: words, user: isOwnUser ? {} : rest.owner };
    },
  };
}

function makeDataFolder(folder: string): string {
  try {
    const created = makeFolder(folder);
    // Others may pass through, which PostgreSQL under another user needs, but not look around.
    if (created) chmodSync(folder, 0o711);
    return realpathSync(folder);
  } catch (error) {
    throw explainFolderError(folder, error);
  }
}

function linkBinaries(native: string, dataFolder: string): string {
  try {
    makeLinks(native);
    return native;
  } catch {
    // Installed by another user, or on a read-only disk.
    try {
      return copyBinaries(native, dataFolder);
    } catch (error) {
      throw explainFolderError(dataFolder, error);
    }
  }
}

/** Tried rather than computed: modes, access lists and security modules all have their say. */
function canUse(native: string, dataFolder: string, prefix: string[], user?: User): boolean {
  const postgres = join(native, 'bin', 'postgres');
  const probes = [
    [postgres, '--version'],
    ['/bin/sh', '-c', 'cd "$1"', 'sh', dataFolder],
  ];
  return probes.every((probe) => {
    const [file = '', ...args] = [...prefix, ...probe];
    return spawnSync(file, args, { cwd: '/', stdio: 'ignore', ...user }).status === 0;
  });
}

/** Such as root working in the closed home folder of a person. */
function ownersOnTheWay(folder: string): User[] {
  const users = new Map<number, User>();
  for (let path = folder; path !== '/'; path = dirname(path)) {
    const { uid, gid } = statSync(path);
    if (uid !== 0) users.set(uid, { uid, gid });
  }
  return [...users.values()];
}

const refugeMark = (dataFolder: string) => join(dataFolder, 'postgres-is-in');

function readRefuge(dataFolder: string): string | null {
  const mark = refugeMark(dataFolder);
  if (!existsSync(mark)) return null;
  const refuge = readFileSync(mark, 'utf8').trim();
  if (existsSync(refuge)) return refuge;
  throw new EmbeddedDatabaseError(
    `The database was kept in ${refuge}, which is gone: put it back, or remove ${mark} to begin anew.`,
  );
}

function makeRefuge(dataFolder: string, { refuges = REFUGES, log }: HomeOptions): string {
  for (const folder of refuges) {
    try {
      makeFolder(folder);
      chmodSync(folder, 0o755);
      // Somebody may have made it first, in a folder that everybody writes to.
      if (!lstatSync(folder).isDirectory() || lstatSync(folder).uid !== 0) continue;
      const refuge = mkdtempSync(join(folder, 'data-'));
      chmodSync(refuge, 0o711);
      writeFileSync(refugeMark(dataFolder), `${refuge}\n`);
      log(
        `PostgreSQL cannot run as root and another user cannot enter ${dataFolder}: the database is kept in ${refuge}.`,
      );
      return refuge;
    } catch {}
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL cannot run as root and another user cannot enter ${dataFolder}: set OCHAG_DATA to a folder that everybody may enter, such as /srv/ochag.`,
  );
}

function refugeHome(dataFolder: string, refuge: string, installed: string): Home {
  const native = canUse(installed, refuge, [], NOBODY)
    ? installed
    : copyBinaries(installed, dirname(refuge));
  return home({ dataFolder, clusterFolder: join(refuge, 'postgres'), native, owner: NOBODY });
}
