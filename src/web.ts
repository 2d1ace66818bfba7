import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { registerBankProtocols } from '#src/banks/bank-protocols.controller.ts';
import type { Listener } from '#src/config.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { createOperationsApp, type OperationsDeps } from '#src/http/operations.ts';
import { packageRoot } from '#src/package-root.ts';
import type { Deps } from '#src/process/open-deps.ts';
import '#src/process/desk-metrics.ts';
import { explainPortError } from '#src/process/ports.ts';
import { readSecrets } from '#src/secret-file.ts';
import { readAssets } from '#src/ui/assets.ts';

/** Requests that were begun are finished, within this time. */
const FINISH_MS = 10_000;

export type Running = { stop(): Promise<void> };

/** The site, and its operations listener if there is one. */
export async function startWeb(deps: Deps): Promise<Running> {
  const { config } = deps;
  const assets = readAssets(join(packageRoot, 'dist', 'assets', 'manifest.json'));
  const app = await createApp({ ...deps, ...readSecrets(deps), assets }, features);
  await listen(app, 'PORT', config);
  const served = { ...deps, banks: banksOnOperations(deps) };
  const operations = await startOperations(served, 'OCHAG_OPERATIONS', config.operations).catch(
    async (error) => {
      await app.close();
      throw error;
    },
  );
  return {
    async stop() {
      await closeInTime(app);
      await operations?.stop();
    },
  };
}

/** Banks that come by a network of their own need nothing of the site. */
function banksOnOperations(deps: Deps): OperationsDeps['banks'] {
  const { bankListener } = deps.config;
  if (bankListener !== 'operations' && bankListener !== 'both') return undefined;
  const { trustedProxies } = deps.config;
  return { register: (app) => registerBankProtocols(app, deps), trustedProxies };
}

type OperationsOption = 'OCHAG_OPERATIONS' | 'OCHAG_WORKER_OPERATIONS';

export async function startOperations(
  deps: Deps & Pick<OperationsDeps, 'banks'>,
  option: OperationsOption,
  listener: Listener | null,
): Promise<Running | null> {
  if (!listener) return null;
  const app = createOperationsApp(deps);
  await listen(app, option, listener);
  return { stop: () => closeInTime(app) };
}

async function listen(app: FastifyInstance, option: string, { host, port }: Listener) {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explainPortError({ option, host, port }, error);
  }
}

async function closeInTime(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  const isClosed = await Promise.race([
    closed.then(() => true),
    sleep(FINISH_MS, false, { ref: false }),
  ]);
  if (isClosed) return;
  app.server.closeAllConnections();
  await closed;
}
