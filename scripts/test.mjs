// What `npm test` runs: the whole suite on a PostgreSQL of its own. Arguments go to vitest.
// OCHAG_TEST_DURABLE=1 lets it write as in production.
// OCHAG_TEST_DATABASE_URL names another PostgreSQL, whose databases are then made and dropped.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../src/db/embedded.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

// Ctrl-C is for vitest, which ends by itself; then the database is stopped.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal));

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
let folder = '';
let embedded = null;
let exitCode = 1;
try {
  let databaseUrl = process.env.OCHAG_TEST_DATABASE_URL;
  if (!databaseUrl) {
    folder = mkdtempSync(join(tmpdir(), 'ochag-test-'));
    chmodSync(folder, 0o711);
    embedded = await startEmbedded({
      dataFolder: join(folder, 'data'),
      durable: process.env.OCHAG_TEST_DURABLE === '1',
    });
    databaseUrl = embedded.connectionString;
  }
  exitCode = await runVitest(databaseUrl);
} catch (error) {
  process.stderr.write(`ochag: ${error.message}\n`);
} finally {
  await embedded?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

function runVitest(databaseUrl) {
  return new Promise((resolve, reject) => {
    child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...withoutOptions(),
        OCHAG_TEST_DATABASE_URL: databaseUrl,
        OCHAG_INSTALL_CHECKED: '1',
      },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The suite must not depend on how the person runs the product. */
function withoutOptions() {
  const names = [
    'DATABASE_URL',
    'PORT',
    'HOST',
    'SANDBOX_HOST',
    'SANDBOX_PORT',
    'SANDBOX_SMTP_PORT',
    'NODE_ENV',
  ];
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !names.includes(name) && (!/^OCHAG_/.test(name) || /^OCHAG_TEST_/.test(name)),
    ),
  );
}
