import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processStart } from '#src/db/embedded-processes.ts';
import { createHouse, eventually, type House } from './program.ts';

// Each test starts four processes or more, several times over.
vi.setConfig({ testTimeout: 180_000 });

const asItComes = { OCHAG_DEMO: '' };
let house: House;

beforeEach(async () => {
  house = await createHouse();
});

afterEach(() => house.clean());

const answers = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

test('one command brings up site, sandbox and database, tells the demo sign-in, and SIGTERM ends all', async () => {
  const program = house.start(asItComes);
  await program.ready();
  expect(program.output()).toContain('anna@example.ru, password demo-ochag-2026');
  expect(program.output()).toContain('account 390014587201');
  expect(program.output()).toContain('docs/demo.md: boris@example.ru, the same password');
  expect(program.output()).toContain('/staff/login: operator@example.ru');
  expect(house.run(['staff', 'list'], asItComes).stdout).toContain('operator@example.ru');
  expect(await answers(`${house.url}/health/ready`)).toBe(true);
  expect(await answers(`${house.url}/login`)).toBe(true);
  const children = ['web', 'worker', 'sandbox'].map((role) => program.childPid(role));
  program.process.kill('SIGTERM');
  program.process.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(house.isDatabaseRunning()).toBe(false);
  for (const pid of children) expect(processStart(pid)).toBeNull();
});

test('a site open to the world keeps the letters of its sandbox to this machine', async () => {
  const program = house.start({ HOST: '0.0.0.0', SANDBOX_HOST: '', ...asItComes });
  await program.ready();
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // Another address of the loopback stands for the world where there is no network.
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const world = outside ?? '127.0.0.2';
  expect(await answers(`http://${world}:${house.port}/health/ready`)).toBe(true);
  expect(await answers(`http://127.0.0.1:${house.sandboxPort}/mail`)).toBe(true);
  expect(await answers(`http://${world}:${house.sandboxPort}/mail`)).toBe(false);
});

test('outside a demo letters stay on this machine until a mail server is given, and the start says so', async () => {
  const program = house.start({ SANDBOX_HOST: '', HOST: '0.0.0.0' });
  await program.ready();
  expect(program.output()).toContain('Letters stay in the sandbox of this machine');
  expect(await answers(`http://127.0.0.1:${house.sandboxPort}/mail`)).toBe(true);
  program.process.kill('SIGTERM');
  await program.exited;
  const withMail = { SANDBOX_HOST: '', OCHAG_SMTP_URL: 'smtp://127.0.0.1:9' };
  const served = house.start(withMail);
  await served.ready();
  expect(served.output()).not.toContain('sandbox');
  expect(await answers(`http://127.0.0.1:${house.sandboxPort}/mail`)).toBe(false);
});

test('web, worker and PostgreSQL killed by kill -9 are started again', async () => {
  const program = house.start();
  await program.ready();
  const killed = { web: program.childPid('web'), worker: program.childPid('worker') };
  const postmaster = house.postmasterPid();
  for (const pid of [postmaster, killed.worker, killed.web]) process.kill(pid, 'SIGKILL');
  await eventually(() => house.isDatabaseRunning() && house.postmasterPid() !== postmaster);
  await eventually(() => answers(`${house.url}/health/ready`));
  await eventually(() => program.childPid('worker') > 0);
  expect(program.childPid('web')).not.toBe(killed.web);
  expect(program.childPid('worker')).not.toBe(killed.worker);
});

test('kill -9 of the first process leaves nothing that breaks a start right after it', async () => {
  const program = house.start();
  await program.ready();
  program.process.kill('SIGKILL');
  await program.exited;
  const next = house.start();
  await next.ready();
  next.process.kill('SIGTERM');
  expect(await next.exited).toBe(0);
  expect(house.isDatabaseRunning()).toBe(false);
});

test('kill -9 of npm ends what it had started, and a start right after it works', async () => {
  const program = house.startByNpm();
  await program.ready();
  const answered = await answers(`${house.url}/health/ready`);
  program.process.kill('SIGKILL');
  const next = house.start();
  await next.ready();
  expect([answered, await answers(`${house.url}/health/ready`)]).toEqual([true, true]);
});

test('SIGTERM to npm ends everything', async () => {
  const program = house.startByNpm();
  await program.ready();
  program.process.kill('SIGTERM');
  await program.exited;
  await eventually(() => !house.isDatabaseRunning());
  expect(await answers(`${house.url}/health/ready`)).toBe(false);
});

test('a command joins the running database and leaves it running', async () => {
  const program = house.start();
  await program.ready();
  const doctor = house.run(['doctor']);
  expect(doctor.stdout).toContain('All is well.');
  expect(doctor.status).toBe(0);
  expect(house.isDatabaseRunning()).toBe(true);
});

test('a busy port is told in one sentence with the option to change', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(house.port, '127.0.0.1', resolve));
  const program = house.start();
  expect(await program.exited).toBe(1);
  taken.close();
  expect(program.errors()).toBe(
    `ochag: Port ${house.port} is busy on 127.0.0.1: stop the program that uses it, or choose another one in PORT.\n`,
  );
});

test('a data folder that is a file is told in one sentence', async () => {
  writeFileSync(house.dataFolder, '');
  const program = house.start();
  expect(await program.exited).toBe(1);
  expect(program.errors()).toMatch(/^ochag: The data folder .* is not a folder: [^\n]*\n$/);
});

test('a schema newer than the program is told in one sentence', async () => {
  expect(house.run(['migrate']).status).toBe(0);
  const { startEmbedded } = await import('#src/db/embedded.ts');
  const embedded = await startEmbedded({ dataFolder: house.dataFolder });
  const client = new pg.Client({ connectionString: embedded.connectionString });
  await client.connect();
  await client.query("insert into schema_migrations values ('9999-from-the-future.sql', 'x')");
  await client.end();
  await embedded.stop();
  const program = house.start();
  expect(await program.exited).toBe(1);
  expect(program.errors()).toMatch(/^ochag: The database is newer than this program: [^\n]*\n$/);
  expect(house.isDatabaseRunning()).toBe(false);
});

test('OCHAG_NOW is refused outside a demo, and kept by a demo for commands without it', async () => {
  const now = { OCHAG_NOW: '2030-12-12T10:00:00+02:00' };
  const refused = house.start(now);
  expect(await refused.exited).toBe(1);
  expect(refused.errors()).toContain('OCHAG_NOW works in demo mode only');
  const demo = house.start({ ...now, ...asItComes });
  await demo.ready();
  expect(house.run(['doctor'], asItComes).stdout).toMatch(/clock +2030-12-12T08:0\d/);
  const moved = { ...asItComes, OCHAG_NOW: '2031-05-01T00:00:00Z' };
  expect(house.run(['staff', 'list'], moved).stderr).toMatch(/^ochag: OCHAG_NOW differs [^\n]*\n$/);
  expect(house.run(['doctor'], moved).stdout).toContain('OCHAG_NOW differs');
  expect(house.run(['doctor'], asItComes).stdout).toMatch(/clock +2030-12-12T08:0\d/);
});

test('an unknown command or option exits 64 and says so: 1 and 2 tell of an import', () => {
  const unknown = house.run(['frob']);
  expect([unknown.status, unknown.stderr.split('\n')[0]]).toEqual([64, 'Команды frob нет']);
  expect(house.run(['serve', '--frob']).status).toBe(64);
  expect(house.run(['--help']).status).toBe(0);
});

test('a role says in one sentence that its database does not answer', () => {
  mkdirSync(house.dataFolder);
  writeFileSync(join(house.dataFolder, 'secret'), 'x'.repeat(64));
  const serve = house.run(['serve'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(serve.status).not.toBe(0);
  expect(serve.stderr).toMatch(/^ochag: The database does not answer .*: check DATABASE_URL\.\n$/);
});
