import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import { packageRoot } from '#src/package-root.ts';
import { findFreePorts } from '../process/program.ts';
import { startRoundRobin } from '../process/round-robin.ts';
import type { Chance } from './chance.ts';

export type StormHouse = Awaited<ReturnType<typeof startStormHouse>>;
type Member = { name: 'web' | 'worker'; args: string[]; env: NodeJS.ProcessEnv };

/**
 * The built product as in production: two web processes behind one address and a worker, each a process
 * of its own on a PostgreSQL, and the outside world beside them.
 */
export async function startStormHouse(databaseUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ochag-storm-'));
  const proxy = await startRoundRobin();
  const sandbox = await startSandbox({
    port: 0,
    smtpPort: 0,
    hangMs: 300,
    siteUrl: () => proxy.url,
  });
  const [first = 0, second = 0] = await findFreePorts(2);
  proxy.sendTo(first, second);
  const env = environment({ databaseUrl, folder, siteUrl: proxy.url, sandbox });
  const web = (port: number): Member => ({
    name: 'web',
    args: ['serve'],
    env: { ...env, PORT: String(port) },
  });
  const members: Member[] = [web(first), web(second), { name: 'worker', args: ['worker'], env }];
  const running = new Map<Member, ChildProcess>();
  const begin = async (member: Member): Promise<void> => {
    running.set(member, await startMember(member));
  };
  await Promise.all(members.map(begin));
  const killed = { web: 0, worker: 0 };

  return {
    url: proxy.url,
    sandbox,
    folder,
    env,
    killed,
    /** kill -9 of any of them, and up again, as a supervisor does it. */
    async killOne({ pick }: Chance): Promise<void> {
      // None is spared by chance: who has not died yet goes first.
      const spared = members.filter(({ name }) => killed[name] === 0);
      const member = pick(spared.length > 0 ? spared : members);
      const child = running.get(member);
      if (!child) throw new Error('it is not running');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      killed[member.name] += 1;
      await begin(member);
    },
    async stop() {
      for (const child of running.values()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await sandbox.stop();
      await proxy.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Surroundings = { databaseUrl: string; folder: string; siteUrl: string; sandbox: Sandbox };

/** Two shops of the sandbox, told as shops of life are: this is no demo. */
const environment = ({ databaseUrl, folder, siteUrl, sandbox }: Surroundings) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  OCHAG_DATA: folder,
  OCHAG_SECRET: 'a secret of the storm, long enough for anybody',
  OCHAG_URL: siteUrl,
  OCHAG_TRUSTED_PROXIES: '127.0.0.1',
  OCHAG_SMTP_URL: sandbox.smtpUrl,
  OCHAG_OPERATIONS: 'off',
  OCHAG_WORKER_OPERATIONS: 'off',
  OCHAG_LOG: 'silent',
  OCHAG_PAY_BY: 'sbp:yookassa,bank_card:tbank',
  OCHAG_YOOKASSA_SHOP: '100500',
  OCHAG_YOOKASSA_KEY: 'test_sandbox',
  OCHAG_YOOKASSA_URL: `${sandbox.url}/yookassa/v3`,
  OCHAG_YOOKASSA_CHECKOUT: new URL(sandbox.url).origin,
  OCHAG_YOOKASSA_NETWORKS: '127.0.0.0/8,::1',
  OCHAG_TBANK_TERMINAL: 'SandboxDEMO',
  OCHAG_TBANK_PASSWORD: 'sandbox-password',
  OCHAG_TBANK_URL: `${sandbox.url}/tbank/v2`,
  OCHAG_TBANK_CHECKOUT: new URL(sandbox.url).origin,
  OCHAG_TBANK_NETWORKS: '127.0.0.0/8,::1',
});

/** @throws when it does not say that it is ready. */
async function startMember({ name, args, env }: Member): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    cwd: packageRoot,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const told = await Promise.race([
    once(child, 'message').then(([word]) => word),
    once(child, 'exit').then(() => 'ended'),
    sleep(60_000, 'silent', { ref: false }),
  ]);
  if (told !== 'ready') throw new Error(`the ${name} is ${told}`);
  return child;
}

/** `ochag …` beside the running house. */
export async function runCommand(house: Pick<StormHouse, 'env'>, args: readonly string[]) {
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    cwd: packageRoot,
    env: house.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const [code] = await once(child, 'close');
  return { out, exitCode: code as number };
}
