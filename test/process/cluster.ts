import { join } from 'node:path';
import { startSandbox } from '#sandbox/main.ts';
import { systemClock } from '#src/clock.ts';
import type { World } from '#test/harness.ts';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';
import { openGate } from './gate.ts';
import { createHouse, eventually, findFreePorts } from './program.ts';
import { startRoundRobin } from './round-robin.ts';

const DAY_MS = 86_400_000;

/** Two web processes behind one address, a worker, a mail server; all real, on one database. */
export async function startCluster() {
  const [database, sandbox, house, proxy, ports] = await Promise.all([
    openScratchDatabase(),
    startSandbox({ port: 0, smtpPort: 0 }),
    createHouse(),
    startRoundRobin(),
    findFreePorts(3),
  ]);
  const gate = await openGate(serverOf(database.connectionString));
  const shared = {
    DATABASE_URL: through(database.connectionString, gate.port),
    OCHAG_SECRET: 'a secret of the tests, long enough for anybody',
    OCHAG_URL: proxy.url,
    OCHAG_TRUSTED_PROXIES: '127.0.0.1',
    OCHAG_SMTP_URL: sandbox.smtpUrl,
    OCHAG_OPERATIONS: 'off',
    OCHAG_LOG: 'info',
  };
  const [first = 0, second = 0, operations = 0] = ports;
  const webs = [first, second].map((port) =>
    house.startCommand(['serve'], { ...shared, PORT: String(port) }),
  );
  const worker = house.startCommand(['worker'], {
    ...shared,
    OCHAG_WORKER_OPERATIONS: `127.0.0.1:${operations}`,
  });
  proxy.sendTo(first, second);
  const addresses = [first, second, operations].map((port) => `http://127.0.0.1:${port}`);
  for (const address of addresses) {
    await eventually(async () => (await statusOf(`${address}/health/ready`)) === 200);
  }
  const world = { ...database, clock: systemClock, url: proxy.url } as unknown as World;

  return {
    /** Straight to the database, which the processes reach through the gate. */
    database,
    gate,
    world,
    webs,
    worker,
    proxy,
    /** Of each process: the two sites, the worker's listener. */
    addresses,
    visitor: () => createVisitor(proxy.url),
    /** With a reading of four days ago. */
    createSubscriber: () => {
      const takenOn = new Date(systemClock.now().getTime() - 4 * DAY_MS).toISOString().slice(0, 10);
      return createSubscriber(world, { meters: [{ readings: [[takenOn, '8642']] }] });
    },
    async subjectsOf(to: string): Promise<string[]> {
      const query = `to=${encodeURIComponent(to)}`;
      const response = await fetch(`${sandbox.url}/mail/messages.json?${query}`);
      return ((await response.json()) as { subject: string }[]).map(({ subject }) => subject);
    },
    async stop() {
      await proxy.stop();
      await house.clean();
      await gate.shut();
      await sandbox.stop();
      await database.stop();
    },
  };
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

/** Of a PostgreSQL on TCP, or on the unix socket that the embedded one listens on. */
function serverOf(address: string): { host: string; port: number } | { path: string } {
  const { hostname, port: written } = new URL(address);
  const host = decodeURIComponent(hostname);
  const port = Number(written || 5432);
  return host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port };
}

function through(address: string, port: number): string {
  const { username, password, pathname } = new URL(address);
  return `postgres://${username}${password && `:${password}`}@127.0.0.1:${port}${pathname}`;
}

/** 0 when nobody answers. */
export const statusOf = (address: string): Promise<number> =>
  fetch(address).then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => 0,
  );
