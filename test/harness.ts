import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { startSandbox } from '#sandbox/main.ts';
import { readConfig } from '#src/config.ts';
import { features, featureTasks, letterRenderers, recurringWork } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { startWorker } from '#src/jobs/worker.ts';
import { createSendLetter } from '#src/mail/send-letter.ts';
import { createMailTransport } from '#src/mail/transport.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { readAssets } from '#src/ui/assets.ts';
import { createTestClock } from './clock.ts';
import { createTestDatabase } from './database.ts';
import { createVisitor } from './visitor.ts';

const manifestFile = fileURLToPath(new URL('../dist/assets/manifest.json', import.meta.url));
const LETTER_WAIT_MS = 10_000;

export type SandboxLetter = {
  id: string;
  to: string;
  from: string;
  subject: string;
  date: string;
  text: string;
  html: string;
  links: string[];
};

export type WorldOptions = {
  now?: string;
  isDemo?: boolean;
  env?: Record<string, string>;
  /** false: letters stay queued. */
  hasWorker?: boolean;
  /** The site is reached by the address that it gives itself: payers come back from the bank. */
  isReachable?: boolean;
  /** The gateway lives by the clock of the test too, so that its days are ours. */
  hasOneClock?: boolean;
};

export type World = Awaited<ReturnType<typeof startWorld>>;

/** The real thing on free ports: database, site, worker, mail server. Time stands still. */
export async function startWorld(options: WorldOptions = {}) {
  const { now = '2026-11-23T10:00:00+02:00', isDemo = true, hasWorker = true } = options;
  const database = await createTestDatabase();
  const clock = createTestClock(now);
  const supplier = await readSupplierProfile(null);
  let siteUrl: string | null = null;
  const sandbox = await startSandbox({
    port: 0,
    smtpPort: 0,
    hangMs: 300,
    siteUrl: () => siteUrl,
    ...(options.hasOneClock ? { now: () => clock.now() } : {}),
  });
  const port = options.isReachable ? await findFreePort() : 0;
  const config = readConfig({
    OCHAG_SMTP_URL: sandbox.smtpUrl,
    SANDBOX_PORT: new URL(sandbox.url).port,
    OCHAG_LOG: 'silent',
    ...(port ? { OCHAG_URL: `http://127.0.0.1:${port}` } : {}),
    ...options.env,
  });
  const logLines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) });
  const deps: AppDeps = {
    ...database,
    config,
    clock,
    supplier,
    isDemo,
    secret: 'a secret of the tests, long enough for anybody',
    previousSecrets: [],
    assets: readAssets(manifestFile),
    log,
  };
  const app = await createApp(deps, features);
  const url = await app.listen({ host: '127.0.0.1', port });
  siteUrl = url;
  const worker = hasWorker ? await startLetters(deps, { url, smtpUrl: sandbox.smtpUrl }) : null;

  return {
    ...database,
    databaseUrl: database.url,
    clock,
    supplier,
    sandbox,
    app,
    /** For a second application beside this one. */
    deps,
    url,
    /** All that was logged, to look for what must not be there. */
    logLines,
    visitor: () => createVisitor(url),
    letters: (to: string) => readLetters(sandbox.url, to),
    waitForLetter: (to: string, subject = '') => waitForLetter(sandbox.url, to, subject),
    async stop() {
      const closed = app.close();
      // A gateway that told something at this very moment keeps its connection for a minute.
      const hurry = setTimeout(() => app.server.closeAllConnections(), 1_000);
      await closed;
      clearTimeout(hurry);
      await worker?.stop();
      await sandbox.stop();
      await database.drop();
    },
  };
}

/** The worker, with the mail server of the sandbox. */
async function startLetters(deps: AppDeps, { url, smtpUrl }: { url: string; smtpUrl: string }) {
  const { pool, log } = deps;
  const transport = createMailTransport({ smtpUrl });
  const from = 'cabinet@gazsnab.example';
  const sendLetter = createSendLetter({
    ...deps,
    url,
    transport,
    from,
    renderers: letterRenderers,
  });
  const tasks = { send_letter: sendLetter, ...featureTasks(deps) };
  const worker = await startWorker({ pool, log, tasks, recurring: recurringWork(deps) });
  return {
    async stop() {
      await worker.stop();
      transport.close();
    },
  };
}

async function readLetters(sandboxUrl: string, to: string): Promise<SandboxLetter[]> {
  const response = await fetch(`${sandboxUrl}/mail/messages.json?to=${encodeURIComponent(to)}`);
  return (await response.json()) as SandboxLetter[];
}

/** The newest letter to somebody with these words in its subject. */
async function waitForLetter(
  sandboxUrl: string,
  to: string,
  subject: string,
): Promise<SandboxLetter> {
  for (let waited = 0; waited < LETTER_WAIT_MS; waited += 25) {
    const letters = await readLetters(sandboxUrl, to);
    const found = letters.findLast((letter) => letter.subject.includes(subject));
    if (found) return found;
    await sleep(25);
  }
  throw new Error(`no letter to ${to} with "${subject}"`);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
