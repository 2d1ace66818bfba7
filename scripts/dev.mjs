// Development: builds, runs `npm start`'s program, and does both again when a source changes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['src', 'sandbox', 'demo', 'db', 'public'];
/** An editor writes several files at once. */
const QUIET_MS = 150;

let program = null;
let timer = null;
let isStopping = false;
let turn = Promise.resolve();

for (const source of SOURCES) {
  watch(join(root, source), { recursive: true }, (_, name) => {
    if (/\.test\.tsx?$/.test(name ?? '')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(restart);
    }, QUIET_MS);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await stop();
    process.exit(0);
  });
}

await restart();

async function restart() {
  if (isStopping) return;
  try {
    await buildAll();
  } catch (error) {
    if (!error.errors) console.error(error);
    return;
  }
  await stop();
  if (isStopping) return;
  program = spawn(process.execPath, [join(root, 'dist', 'main.js')], { stdio: 'inherit' });
}

async function stop() {
  if (!program || program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGTERM');
  await once(program, 'exit');
}
