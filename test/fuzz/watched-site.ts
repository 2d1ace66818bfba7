import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { packageRoot } from '#src/package-root.ts';
import type { World } from '../harness.ts';
import { findFreePorts } from '../process/program.ts';

/** After a full collection of garbage: what is left is held by somebody. */
export type Memory = { heapMb: number; rssMb: number };

/** The site as a process of production, on the world's database, with its memory in sight. */
export async function startWatchedSite({ databaseUrl, deps, sandbox }: World) {
  const [port = 0, inspectorPort = 0] = await findFreePorts(2);
  const flag = `--inspect=127.0.0.1:${inspectorPort}`;
  const child = spawn(process.execPath, [flag, 'dist/cli.js', 'serve'], {
    cwd: packageRoot,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      OCHAG_DATA: tmpdir(),
      OCHAG_SECRET: deps.secret,
      OCHAG_URL: `http://localhost:${port}`,
      OCHAG_SMTP_URL: sandbox.smtpUrl,
      OCHAG_OPERATIONS: 'off',
      OCHAG_LOG: 'error',
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  let log = '';
  child.stdout?.on('data', (chunk) => {
    log += chunk;
  });
  await once(child, 'message');
  const ask = await openInspector(inspectorPort);
  return {
    url: `http://127.0.0.1:${port}`,
    /** What it said of its own faults. */
    log: () => log,
    async memory(): Promise<Memory> {
      // Twice: what the first one only lets go of is freed by the second.
      await ask('HeapProfiler.collectGarbage');
      await ask('HeapProfiler.collectGarbage');
      const { usedSize = 0 } = await ask('Runtime.getHeapUsage');
      const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]);
      return { heapMb: round(usedSize / 2 ** 20), rssMb: round((pages * 4_096) / 2 ** 20) };
    },
    async stop(): Promise<void> {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Node's own debugging protocol: the product needs no code for it. */
async function openInspector(port: number) {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  let lastId = 0;
  return async (method: string): Promise<{ usedSize?: number }> => {
    lastId += 1;
    const id = lastId;
    const { promise, resolve } = Promise.withResolvers<{ usedSize?: number }>();
    const onMessage = ({ data }: MessageEvent) => {
      const message = JSON.parse(String(data));
      if (message.id !== id) return;
      socket.removeEventListener('message', onMessage);
      resolve(message.result);
    };
    socket.addEventListener('message', onMessage);
    socket.send(JSON.stringify({ id, method }));
    return promise;
  };
}
