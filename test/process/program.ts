import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '#src/package-root.ts';

/** A demo lives through two years first, on a machine that has other tests to run. */
const READY_MS = 120_000;

/** A folder for data, free ports, and what `npm start` runs there. */
export async function createHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'ochag-process-'));
  const dataFolder = join(folder, 'data');
  const [port, sandboxPort, smtpPort, operationsPort] = await findFreePorts(4);
  const started: ChildProcess[] = [];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    OCHAG_DATA: dataFolder,
    OCHAG_LOG: 'warn',
    // Loading the example takes its time; the tests that are about it say so.
    OCHAG_DEMO: '0',
    SANDBOX_HOST: '127.0.0.1',
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_SMTP_PORT: String(smtpPort),
    OCHAG_OPERATIONS: `127.0.0.1:${operationsPort}`,
  };

  return {
    dataFolder,
    port: Number(port),
    sandboxPort: Number(sandboxPort),
    url: `http://127.0.0.1:${port}`,
    ...createStarters(env, started),
    isDatabaseRunning: () => existsSync(join(dataFolder, 'postgres/postmaster.pid')),
    postmasterPid: () =>
      Number(readFileSync(join(dataFolder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    async clean() {
      for (const child of started) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGTERM');
          await once(child, 'exit');
        }
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ways to start the product in this environment; what goes on running is noted in `started`. */
function createStarters(env: NodeJS.ProcessEnv, started: ChildProcess[]) {
  const startNoted = (command: string[], extra: NodeJS.ProcessEnv = {}) => {
    const program = startProgram(command, { ...env, ...extra });
    started.push(program.process);
    return program;
  };
  return {
    /** What `npm start` runs. */
    start: (extra?: NodeJS.ProcessEnv) => startNoted([process.execPath, 'dist/main.js'], extra),
    /** As start(), where no file may grow beyond so many bytes. */
    startWithFileLimit(bytes: number) {
      // POSIX counts in blocks of 512 bytes.
      const line = `ulimit -f ${Math.floor(bytes / 512)} && exec "$0" dist/main.js`;
      return startNoted(['sh', '-c', line, process.execPath]);
    },
    /** npm itself; the installer, which would build under the feet of other tests, does nothing. */
    startByNpm: () => startNoted(['npm', 'start', '--silent'], { OCHAG_INSTALL_CHECKED: '1' }),
    /** One role or command, to be watched and killed. */
    startCommand: (args: string[], extra?: NodeJS.ProcessEnv) =>
      startNoted([process.execPath, 'dist/cli.js', ...args], extra),
    /** As an engineer writes it in a shell. */
    pipe(line: string, extra: NodeJS.ProcessEnv = {}) {
      const PATH = `${dirname(process.execPath)}:${env.PATH}`;
      const options = { cwd: packageRoot, env: { ...env, ...extra, PATH } };
      return spawnSync('sh', ['-c', line], { ...options, encoding: 'utf8' });
    },
    run(args: string[], extra: NodeJS.ProcessEnv = {}) {
      const options = { cwd: packageRoot, env: { ...env, ...extra }, encoding: 'utf8' } as const;
      return spawnSync(process.execPath, ['dist/cli.js', ...args], options);
    },
  };
}

export type House = Awaited<ReturnType<typeof createHouse>>;
export type Program = ReturnType<typeof startProgram>;

function startProgram([file = '', ...args]: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { cwd: packageRoot, env });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | string);
  return {
    process: child,
    exited,
    output: () => output,
    errors: () => errors,
    async ready(): Promise<void> {
      const deadline = performance.now() + READY_MS;
      while (!output.includes('Ctrl-C stops it.')) {
        const isOver = child.exitCode !== null || child.signalCode !== null;
        if (isOver || performance.now() > deadline) throw new Error(`not ready: ${errors}`);
        await sleep(20);
      }
    },
    /** The processes it started: `web`, `worker`, `sandbox`. */
    childPid(role: string): number {
      const list = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(child.pid)]);
      const line = list.stdout
        .toString()
        .split('\n')
        .find((each) => each.endsWith(`main.js ${role}`));
      return Number.parseInt(line?.trim() ?? '', 10);
    },
  };
}

export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => server.close() && once(server, 'close')));
  return ports;
}

/** @throws when `isTrue` does not become true in ten seconds. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isTrue()) return;
    await sleep(50);
  }
  throw new Error('it did not come true in ten seconds');
}
