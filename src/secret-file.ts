import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, ConfigError } from '#src/config.ts';
import { fileFailure, makeFolder } from '#src/make-folder.ts';

const LEAST_LENGTH = 32;

/**
 * What is signed, or encrypted, is so by `secret`; what was so by one of the previous ones is still
 * taken, so that a new key closes nobody's form and forgets nobody's device.
 */
export type Secrets = { secret: string; previousSecrets: readonly string[] };

/** @throws ConfigError */
export function readSecrets({ config, isDemo }: { config: Config; isDemo: boolean }): Secrets {
  const previousSecrets = config.previousSecret === null ? [] : [config.previousSecret];
  return { secret: readSecret({ config, isDemo }), previousSecrets };
}

/** To try in this order: the current one first. */
export const everySecret = ({ secret, previousSecrets }: Secrets): string[] => [
  secret,
  ...previousSecrets,
];

/**
 * The key of form tokens: given, or made once and kept beside the embedded database. Several web
 * processes on a shared database must be given the same one, so there it cannot be made up.
 * @throws ConfigError
 */
export function readSecret({ config, isDemo }: { config: Config; isDemo: boolean }): string {
  if (config.secret) return config.secret;
  if (config.databaseUrl && !isDemo) {
    throw new ConfigError(
      'OCHAG_SECRET must be given beside DATABASE_URL, the same to all processes: 32 characters or more, such as the output of "openssl rand -hex 32".',
    );
  }
  const file = join(config.dataFolder, 'secret');
  const kept = readSecretFile(file) ?? makeSecretFile(file);
  if (kept.length < LEAST_LENGTH) {
    throw new ConfigError(
      `The key in ${file} is damaged: remove the file, a new one will be made.`,
    );
  }
  return kept;
}

function readSecretFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`The key in ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Of two processes that make it at once, one wins and both use its key. */
function makeSecretFile(file: string): string {
  const draft = `${file}.${process.pid}`;
  try {
    makeFolder(dirname(file));
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    linkUnlessThere(draft, file);
  } catch (error) {
    const why = fileFailure(error);
    if (why) throw new ConfigError(`The key in ${file} cannot be made: ${why}.`);
    throw error;
  } finally {
    // What cannot be written cannot be removed either, and that is not the news.
    ignoreFailure(() => rmSync(draft, { force: true }));
  }
  return readFileSync(file, 'utf8').trim();
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function ignoreFailure(act: () => void): void {
  try {
    act();
  } catch {}
}
