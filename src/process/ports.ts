import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.ts';

export type PortClaim = {
  option: string;
  /** Where the address stands, when it is not the same option. */
  hostOption?: string;
  host: string;
  port: number;
};

/** Processes of a start that was killed let their ports go within this time. */
const PATIENCE_MS = 3_000;

/** @throws StartError naming the first port that cannot be listened on, and the option to change. */
export async function assertPortsFree(claims: readonly PortClaim[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (const claim of claims) {
    for (;;) {
      const error = await tryPort(claim);
      if (!error) break;
      if (error.code !== 'EADDRINUSE' || performance.now() > deadline) {
        throw explainPortError(claim, error);
      }
      await sleep(100);
    }
  }
}

function tryPort({ host, port }: PortClaim): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}

/** What listen() failed with, as one sentence; other errors come back as they are. */
export function explainPortError(
  { option, hostOption = option, host, port }: PortClaim,
  error: unknown,
): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} is busy on ${host}: stop the program that uses it, or choose another one in ${option}.`,
    );
  }
  if (code === 'EACCES') {
    return new StartError(
      `Port ${port} is not for this user to open: choose one above 1023 in ${option}.`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(`${host} is not an address of this machine: change ${hostOption}.`);
  }
  return error;
}
