import { setTimeout as sleep } from 'node:timers/promises';
import { seedRates } from '#src/billing/rates-store.ts';
import { beginClock } from '#src/clock-file.ts';
import { type Config, readConfig } from '#src/config.ts';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { href } from '#src/routes.ts';
import { readSecret } from '#src/secret-file.ts';
import { demoStaff } from '#src/staff/demo-staff.ru.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { type Child, keepRunning, type Role } from './child.ts';
import { decideDemo, markDemo } from './demo-mode.ts';
import { createLog } from './log.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { assertPortsFree, type PortClaim } from './ports.ts';
import { hasSandbox, noMailSentence, sandboxHostOf } from './sandbox-host.ts';
import { printStartError } from './start-error.ts';
import { stopWhenAsked } from './stop-when-asked.ts';

const READY_POLL_MS = 50;
const DATABASE_CHECK_MS = 1_000;

/** `npm start`: everything on one machine, each part a process that is started again if it dies. */
export async function runSupervisor(program: string): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let isStopping = false;
  let stopped: Promise<void> | null = null;
  // Once, whoever asks: a signal may come while a failed start is being taken down.
  const stopAll = () => {
    isStopping = true;
    stopped ??= stopInReverse(stops);
    return stopped;
  };
  stopWhenAsked(stopAll);
  try {
    const config = readConfig(process.env);
    await assertPortsFree(portsOf(config));
    const opening = openDatabase({ config, name: 'start', log: say });
    // Registered before it is open: Ctrl-C meanwhile must not leave PostgreSQL behind.
    stops.push(async () => (await opening.catch(() => null))?.close());
    const database = await opening;
    const { isDemo } = await prepare(config, database);
    if (isStopping) return;
    stops.push(watchDatabase(database));
    const children = startChildren(program, hasSandbox(config, isDemo));
    stops.push(async () => {
      await Promise.all(children.map((child) => child.stop()));
    });
    const failed = Promise.race(children.map((child) => child.failed));
    await Promise.race([failed, waitForSite(config, children)]);
    if (!isStopping) announce(config, isDemo);
    await failed;
  } catch (error) {
    if (isStopping) return;
    printStartError(error);
    await stopAll();
    process.exit(1);
  }
}

/** In the reverse order of the start. */
async function stopInReverse(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

function portsOf(config: Config): PortClaim[] {
  const { host, port, sandboxPort, sandboxSmtpPort, operations, workerOperations } = config;
  const sandbox = { hostOption: 'SANDBOX_HOST', host: sandboxHostOf(config) };
  return [
    { option: 'PORT', hostOption: 'HOST', host, port },
    // Whether it is a demo the database knows; so far OCHAG_DEMO alone is known.
    ...(hasSandbox(config, config.demo ?? true)
      ? [
          { option: 'SANDBOX_PORT', ...sandbox, port: sandboxPort },
          { option: 'SANDBOX_SMTP_PORT', ...sandbox, port: sandboxSmtpPort },
        ]
      : []),
    ...(operations ? [{ option: 'OCHAG_OPERATIONS', ...operations }] : []),
    ...(workerOperations ? [{ option: 'OCHAG_WORKER_OPERATIONS', ...workerOperations }] : []),
  ];
}

/** The database, the demo, the clock and the key stand before any process needs them. */
async function prepare(config: Config, { pool, db }: OpenDatabase) {
  const supplier = await readSupplierProfile(config.supplierFile);
  await migrate(pool, migrationsFolder);
  const { isDemo, isToBeLoaded } = await decideDemo(db, config);
  const clock = beginClock({ config, isDemo });
  const secret = readSecret({ config, isDemo });
  await seedRates(db, { profile: supplier, now: clock.now() });
  if (isDemo && isToBeLoaded) {
    // Marked first: a loading killed half-way goes on at the next start.
    await markDemo(db);
    const log = createLog({ level: config.logLevel, name: 'start' });
    const { loadDemo } = await import('#demo/load-demo.ts');
    await loadDemo({ pool, db, clock, supplier, log, say });
    const { addDemoStaff } = await import('#demo/add-demo-staff.ts');
    await addDemoStaff({ db, clock, secret });
  }
  return { isDemo };
}

/** PostgreSQL mends itself when a part of it dies, but not when its first process is killed. */
function watchDatabase({ revive }: OpenDatabase): () => Promise<void> {
  let look = Promise.resolve();
  const timer = setInterval(() => {
    look = look.then(revive).then(
      (wasGone) => wasGone && warn('PostgreSQL was gone; it is started again.'),
      (error) => warn(`PostgreSQL is gone and does not start: ${(error as Error).message}`),
    ) as Promise<void>;
  }, DATABASE_CHECK_MS);
  return async () => {
    clearInterval(timer);
    await look;
  };
}

function startChildren(program: string, isWithSandbox: boolean): Child[] {
  const roles: Role[] = [...(isWithSandbox ? (['sandbox'] as const) : []), 'web', 'worker'];
  return roles.map((role) => keepRunning({ role, program, onRestart: warn }));
}

async function waitForSite(config: Config, children: Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.ready));
  const address = `http://${siteHost(config.host)}:${config.port}/health/ready`;
  for (;;) {
    const response = await fetch(address).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await sleep(READY_POLL_MS);
  }
}

/** How one who sits at this machine writes the address that a part listens on. */
function siteHost(host: string): string {
  if (['0.0.0.0', '::', '127.0.0.1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Names of the contract: docs and tests rely on this sign-in. */
const demoSignIn = {
  email: 'anna@example.ru',
  password: 'demo-ochag-2026',
  personalAccount: '390014587201',
};
/** Whose accounts are listed in docs/demo.md; the password is the same. */
const demoShowcase = 'boris@example.ru';

function announce(config: Config, isDemo: boolean): void {
  const lines = [
    '',
    `Ochag is running: ${config.url}`,
    ...describeMail(config, isDemo),
    ...(config.operations
      ? [`Health and metrics: http://${config.operations.host}:${config.operations.port}/metrics`]
      : []),
  ];
  if (isDemo) {
    const { email, password, personalAccount } = demoSignIn;
    lines.push(
      `Demo sign-in: ${email}, password ${password}, account ${personalAccount}`,
      `  every situation of docs/demo.md: ${demoShowcase}, the same password`,
    );
    const { members, totpSecret } = demoStaff;
    lines.push(
      `Demo staff at ${config.url}${href('staffLogin')}: ${members.map((one) => one.email).join(', ')}`,
      `  password ${demoStaff.password}; the page shows the code; key of the application ${totpSecret}`,
    );
  }
  lines.push('Ctrl-C stops it.', '', '');
  process.stdout.write(lines.join('\n'));
}

function describeMail(config: Config, isDemo: boolean): string[] {
  if (hasSandbox(config, isDemo)) {
    const { sandboxPort } = config;
    const mailbox = `http://${siteHost(sandboxHostOf(config))}:${sandboxPort}`;
    const warning = isDemo || config.hasMailServer ? [] : [noMailSentence];
    return [`The outside world (letters): ${mailbox}`, ...warning];
  }
  return [];
}

function say(line: string): void {
  process.stdout.write(`ochag: ${line}\n`);
}

function warn(line: string): void {
  process.stderr.write(`ochag: ${line}\n`);
}
