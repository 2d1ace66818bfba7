import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig } from '#src/config.ts';
import type { Role } from './child.ts';
import { type Deps, openDeps } from './open-deps.ts';
import { explainPortError } from './ports.ts';
import { sandboxHostOf } from './sandbox-host.ts';
import { EXIT_REFUSED, explainStartError, printStartError } from './start-error.ts';
import { type StopReason, stopWhenAsked } from './stop-when-asked.ts';

type Running = { stop(): Promise<void> };

/** When npm was killed nobody waits for us; who starts anew needs the ports soon. */
const ORPHAN_STOP_MS = 2_000;

/** One process of the product in the foreground, until it is told to stop. */
export async function runRole(role: Role): Promise<void> {
  try {
    const running = await startRole(role);
    stopWhenAsked(async (reason: StopReason) => {
      const stopped = running.stop();
      if (reason === 'signal') await stopped;
      else await Promise.race([stopped, sleep(ORPHAN_STOP_MS)]);
    });
    process.send?.('ready');
    if (process.channel && !process.connected) process.exit(1);
  } catch (error) {
    printStartError(error);
    process.exit(explainStartError(error) ? EXIT_REFUSED : 1);
  }
}

async function startRole(role: Role): Promise<Running> {
  // Each role loads only what it runs.
  if (role === 'sandbox') return startSandboxRole();
  const deps = await openDeps({ name: role });
  try {
    return closingDeps(deps, await startWith(role, deps));
  } catch (error) {
    await deps.close();
    throw error;
  }
}

async function startWith(role: 'web' | 'worker', deps: Deps): Promise<Running> {
  if (role === 'web') return (await import('#src/web.ts')).startWeb(deps);
  return (await import('#src/worker.ts')).startBackgroundWork(deps);
}

function closingDeps(deps: Deps, running: Running): Running {
  return {
    async stop() {
      await running.stop();
      await deps.close();
    },
  };
}

/** The site from this very machine, whatever name the world knows it by. */
const ownUrlOf = ({ host, port }: Config): string => {
  const isEverywhere = ['0.0.0.0', '::', 'localhost'].includes(host);
  const name = isEverywhere ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
};

async function startSandboxRole(): Promise<Running> {
  const config = readConfig(process.env);
  const { sandboxPort: port, sandboxSmtpPort: smtpPort } = config;
  const host = sandboxHostOf(config);
  const { startSandbox } = await import('#sandbox/main.ts');
  try {
    const siteUrl = () => ownUrlOf(config);
    return await startSandbox({ port, smtpPort, host, siteUrl });
  } catch (error) {
    const { port: busy } = error as { port?: number };
    const isSmtp = busy === smtpPort;
    const option = isSmtp ? 'SANDBOX_SMTP_PORT' : 'SANDBOX_PORT';
    const claim = { option, hostOption: 'SANDBOX_HOST', host, port: isSmtp ? smtpPort : port };
    throw explainPortError(claim, error);
  }
}
