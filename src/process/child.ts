import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT_REFUSED, StartError } from './start-error.ts';

export type Role = 'web' | 'worker' | 'sandbox';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
/** A child that lived so long begins with short pauses again. */
const STEADY_MS = 60_000;
/** Before it was ever ready, a child that dies so often will not do better. */
const MAX_FIRST_TRIES = 3;
/** The child itself gives its requests ten seconds. */
const KILL_AFTER_MS = 15_000;

export type Child = {
  /** Resolves when the child works for the first time. */
  ready: Promise<void>;
  /** Rejects when the child cannot be kept running. */
  failed: Promise<never>;
  stop(): Promise<void>;
};

export type ChildOptions = { role: Role; program: string; onRestart: (line: string) => void };

/** Keeps one process of ours running until it is stopped. */
export function keepRunning({ role, program, onRestart }: ChildOptions): Child {
  const stopping = new AbortController();
  let current: ChildProcess | null = null;
  let wasReady = false;
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();

  async function runOnce(): Promise<string> {
    const child = spawn(process.execPath, ['--enable-source-maps', program, role], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    current = child;
    child.on('message', (message) => {
      if (message !== 'ready') return;
      wasReady = true;
      becomeReady();
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('exit', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
      // Not even begun: the machine is out of processes or memory.
      child.once('error', (error: NodeJS.ErrnoException) => resolve([null, error.code ?? 'error']));
    });
    current = null;
    if (code === EXIT_REFUSED) throw new StartError(`The ${role} process cannot work, see above.`);
    return signal ?? `exit ${code}`;
  }

  async function run(): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const startedAt = performance.now();
      const ending = await runOnce();
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > STEADY_MS) failures = 0;
      if (!wasReady && failures + 1 >= MAX_FIRST_TRIES) {
        throw new StartError(`The ${role} process did not start in ${MAX_FIRST_TRIES} tries.`);
      }
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, MAX_PAUSE_MS);
      onRestart(`The ${role} process ended (${ending}); it is started again.`);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
    }
  }

  const running = run();
  const failed = new Promise<never>((_, reject) => running.catch(reject));
  failed.catch(() => {});
  return {
    ready,
    failed,
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => current?.kill('SIGKILL'), KILL_AFTER_MS);
      current?.kill('SIGTERM');
      await running.catch(() => {});
      clearTimeout(timer);
    },
  };
}
