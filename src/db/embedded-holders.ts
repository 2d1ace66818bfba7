import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from '#src/make-folder.ts';
import { EmbeddedDatabaseError } from './embedded-error.ts';
import { processStart } from './embedded-processes.ts';

/** The lock is held while PostgreSQL starts, recovers or stops. */
const LOCK_TIMEOUT_MS = 120_000;

/**
 * Runs `work` while no other process of this machine starts or stops the same cluster. The lock is
 * a name in Linux's abstract socket namespace: the system frees it when its owner dies, however it
 * dies, so that there is no stale lock to judge.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const name = `\0ochag-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    const release = await tryLock(name);
    if (release) {
      try {
        return await work();
      } finally {
        await release();
      }
    }
    if (performance.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `Another process has been starting or stopping the database in ${folder} for two minutes: end it and try again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function tryLock(name: string): Promise<(() => Promise<void>) | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(name, () =>
      resolve(() => new Promise<void>((closed) => server.close(() => closed()))),
    );
  });
}

let holdersOfThisProcess = 0;

/** Says in a file of the folder that this process uses the cluster; call it under the lock. */
export function addHolder(folder: string): string {
  makeFolder(folder, 0o700);
  holdersOfThisProcess += 1;
  const file = join(folder, `${process.pid}.${processStart(process.pid)}.${holdersOfThisProcess}`);
  writeFileSync(file, '');
  return file;
}

export function removeHolder(file: string): void {
  rmSync(file, { force: true });
}

/** How many processes use the cluster; the marks of dead ones are removed. Call it under the lock. */
export function countHolders(folder: string): number {
  let living = 0;
  for (const name of readdirSync(folder)) {
    const [pid, start] = name.split('.');
    if (processStart(Number(pid)) === start) living += 1;
    else rmSync(join(folder, name), { force: true });
  }
  return living;
}
