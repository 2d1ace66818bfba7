import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type pg from 'pg';
import { systemClock } from '#src/clock.ts';
import { lookAtClock } from '#src/clock-file.ts';
import { type Config, readConfig } from '#src/config.ts';
import { isMigrated } from '#src/db/migrate.ts';
import { createMailTransport } from '#src/mail/transport.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { readSecrets } from '#src/secret-file.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { followDemo } from './demo-mode.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { explainStartError, StartError } from './start-error.ts';

/** Sessions and signatures of others do not bear more. */
const CLOCK_TOLERANCE_MS = 5_000;
const MAIL_TIMEOUT_MS = 5_000;

type Finding = { subject: string; isGood: boolean; text: string };
type Check = () => Promise<string> | string;

/** Looks at all that the product stands on; prints a line for each, and what to mend. */
export async function examine(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const findings: Finding[] = [];
  const check = async (subject: string, look: Check): Promise<boolean> => {
    const finding = await tryCheck(subject, look);
    findings.push(finding);
    process.stdout.write(
      `${finding.isGood ? 'ok  ' : 'BAD '} ${subject.padEnd(14)} ${finding.text}\n`,
    );
    return finding.isGood;
  };
  let config: Config | null = null;
  await check('configuration', () => {
    config = readConfig(env);
    return `site at ${config.url}, listening on ${config.host}:${config.port}`;
  });
  if (config) await examineParts(config, check);
  const bad = findings.filter(({ isGood }) => !isGood).length;
  process.stdout.write(bad === 0 ? 'All is well.\n' : `To mend: ${bad}.\n`);
  return bad === 0;
}

async function examineParts(
  config: Config,
  check: (subject: string, look: Check) => Promise<boolean>,
): Promise<void> {
  await check('data folder', () => checkDataFolder(config));
  await check('supplier', async () => {
    const { name, isExample } = await readSupplierProfile(config.supplierFile);
    return isExample ? `${name}: requisites are examples, give OCHAG_SUPPLIER` : name;
  });
  let database: OpenDatabase | null = null;
  let isDemo = config.demo ?? false;
  await check('database', async () => {
    database = await openDatabase({ config, name: 'doctor' });
    return describeDatabase(database.pool, config);
  });
  try {
    if (database) {
      const { pool, db } = database as OpenDatabase;
      const isReady = await check('migrations', () => checkMigrations(pool));
      if (isReady) isDemo = await followDemo(db, config);
      await check('database clock', () => checkDatabaseClock(pool));
    }
    await check('clock', () => checkClock(config, isDemo));
    await check('secret', () => checkSecret(config, isDemo));
    await check('secret files', () => describeSecretFiles(config));
    await check('mail', () => checkMail(config));
  } finally {
    await (database as OpenDatabase | null)?.close();
  }
}

async function tryCheck(subject: string, look: Check): Promise<Finding> {
  try {
    return { subject, isGood: true, text: await look() };
  } catch (error) {
    const text = explainStartError(error) ?? (error as Error).message;
    return { subject, isGood: false, text };
  }
}

function checkDataFolder({ dataFolder }: Config): string {
  let folder = dataFolder;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new StartError(
      `${dataFolder} cannot be written: give it to this user, or change OCHAG_DATA.`,
    );
  }
  return folder === dataFolder ? dataFolder : `${dataFolder}, made when needed`;
}

async function describeDatabase(pool: pg.Pool, config: Config): Promise<string> {
  const shown = await pool.query("select current_setting('server_version') as version");
  return `${config.databaseUrl ? '' : 'embedded '}PostgreSQL ${shown.rows[0].version}`;
}

async function checkMigrations(pool: pg.Pool): Promise<string> {
  if (await isMigrated(pool, migrationsFolder)) return 'all applied';
  throw new StartError('some are not applied: run "npm run ochag -- migrate".');
}

async function checkDatabaseClock(pool: pg.Pool): Promise<string> {
  const shown = await pool.query('select clock_timestamp() as now');
  const differenceMs = Math.abs(shown.rows[0].now.getTime() - systemClock.now().getTime());
  const text = `${(differenceMs / 1000).toFixed(1)} s away from this machine's`;
  if (differenceMs <= CLOCK_TOLERANCE_MS) return text;
  throw new StartError(`${text}: let both machines keep time by NTP.`);
}

function checkClock(config: Config, isDemo: boolean): string {
  const now = lookAtClock({ config, isDemo }).now();
  const offsetMs = now.getTime() - systemClock.now().getTime();
  const isShifted = Math.abs(offsetMs) > 1_000;
  return `${now.toISOString()}${isShifted ? ' (moved by OCHAG_NOW, a demo)' : ''}`;
}

function checkSecret(config: Config, isDemo: boolean): string {
  const { previousSecrets } = readSecrets({ config, isDemo });
  const place = config.secret ? 'given in OCHAG_SECRET' : 'kept in the data folder';
  const rotation = ', the previous one is taken too: remove it when the rotation is over';
  return `${place}${previousSecrets.length > 0 ? rotation : ''}`;
}

/** A container may show its secrets to everybody in it, so this is said and not counted as bad. */
function describeSecretFiles({ secretFiles }: Config): string {
  const open = secretFiles.filter(({ file }) => (statSync(file).mode & 0o004) !== 0);
  if (open.length > 0) {
    const list = open.map(({ option, file }) => `${option} (${file})`).join(', ');
    return `WARNING: everybody on this machine can read ${list}: chmod 600`;
  }
  return secretFiles.length > 0 ? 'readable by their owner alone' : 'none are used';
}

async function checkMail(config: Config): Promise<string> {
  const transport = createMailTransport({ smtpUrl: config.smtpUrl, timeoutMs: MAIL_TIMEOUT_MS });
  const { host } = new URL(config.smtpUrl);
  try {
    await transport.verify();
    return `${host} answers`;
  } catch (error) {
    throw new StartError(
      `${host} does not take letters (${(error as Error).message}): check OCHAG_SMTP_URL; without it letters go to the sandbox of npm start.`,
    );
  } finally {
    transport.close();
  }
}
