import {
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { systemClock } from '#src/clock.ts';
import { readConfig } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import { makeBackup, megabytes } from '#src/db/make-backup.ts';
import { isMigrated } from '#src/db/migrate.ts';
import { checkBackup, isForPeople, restoreBackup } from '#src/db/restore-backup.ts';
import { migrationsFolder, packageRoot } from '#src/package-root.ts';
import { openDatabase } from './open-database.ts';
import { StartError } from './start-error.ts';

const STANDARD = '-';
const MINE_ALONE = 0o600;
const READ_ONLY_TRANSACTION = '25006';

export function registerBackupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('write the whole database into one new file; "-" is standard output')
    .action(backUp);
  program
    .command('restore <file>')
    .description('fill an empty database from a backup; "-" is standard input')
    .option('--check', 'only read the file and prove it whole; no database is touched')
    .option('--replace <database>', 'throw away all that the database of this name holds')
    .action(restore);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function backUp(file: string): Promise<void> {
  if (file !== STANDARD && existsSync(file)) {
    throw new StartError(`${file} is there already: a backup is never overwritten.`);
  }
  const { pool, db, close } = await openDatabase({
    config: readConfig(process.env),
    name: 'backup',
  });
  try {
    if (!(await isMigrated(pool, migrationsFolder))) {
      throw new StartError('The database is not of this version: back it up by its own program.');
    }
    const now = systemClock.now();
    const startedAt = performance.now();
    const draft = `${file}.part`;
    const output = file === STANDARD ? process.stdout : createDraft(draft);
    const product = await readVersion();
    const summary = await makeBackup({ pool, output, product, now, report: say });
    if (file !== STANDARD) await keepDraft(draft, file);
    await noteBackup(db, now);
    const seconds = (performance.now() - startedAt) / 1000;
    say(
      `${summary.tables} tables, ${summary.rows} rows, ${megabytes(summary.bytes)} in ${seconds.toFixed(1)} s`,
    );
  } finally {
    await close();
  }
}

/** What a killed backup left is written anew. Readable by nobody else: it holds everybody's data. */
function createDraft(draft: string) {
  try {
    rmSync(draft, { force: true });
    return createWriteStream(draft, { fd: openSync(draft, 'wx', MINE_ALONE) });
  } catch (error) {
    throw new StartError(`${draft} cannot be written: ${(error as Error).message}`);
  }
}

/** A file of that name is a whole backup that has reached the disk. */
async function keepDraft(draft: string, file: string): Promise<void> {
  const written = await open(draft, 'r');
  await written.sync().finally(() => written.close());
  renameSync(draft, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

/** For the metric of its age. A standby, from which backups may be made, cannot keep it. */
async function noteBackup(db: Database, now: Date): Promise<void> {
  const value = JSON.stringify(now.toISOString());
  try {
    await db
      .insertInto('settings')
      .values({ name: 'last_backup', value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  } catch (error) {
    if ((error as { code?: string }).code !== READ_ONLY_TRANSACTION) throw error;
  }
}

/** Opened at once: a file that is not there must not surprise anybody later. */
const openFile = (file: string): Readable => createReadStream(file, { fd: openSync(file, 'r') });

type RestoreFlags = { check?: true; replace?: string };

async function restore(file: string, { check, replace }: RestoreFlags): Promise<void> {
  try {
    const input = file === STANDARD ? process.stdin : openFile(file);
    if (check) {
      const { madeAt, product } = await checkBackup(input, say);
      say(`The backup is whole: made at ${madeAt} by Ochag ${product}.`);
    } else {
      await restoreInto(input, replace);
    }
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    const isFile = code !== undefined && (syscall === 'open' || syscall === 'read');
    if (isForPeople(error) || isFile) throw new StartError(message, { cause: error });
    throw error;
  }
}

async function restoreInto(file: Readable, replace: string | undefined): Promise<void> {
  const config = readConfig(process.env);
  const { pool, close } = await openDatabase({ config, name: 'restore' });
  try {
    const startedAt = performance.now();
    const self = 'ochag-restore';
    const options = { pool, file, migrationsFolder, replace, self, report: say };
    const { header, rows, applied } = await restoreBackup(options);
    for (const name of applied) say(`applied ${name}`);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`Restored the state of ${header.madeAt}: ${rows} rows in ${seconds.toFixed(1)} s`);
  } finally {
    await close();
  }
}

async function readVersion(): Promise<string> {
  const manifest = await readFile(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
