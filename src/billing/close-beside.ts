import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Further processes of this program, with these arguments: a close is one thread of JavaScript, and
 * whoever has the cores gives it several. What becomes of them is nothing to the one that
 * started them: parts that a process leaves are done by another.
 */
export async function startBeside(count: number, args: readonly string[]): Promise<void> {
  const [program = ''] = process.argv.slice(1);
  const children = Array.from({ length: count }, () => startOne([program, ...args]));
  await Promise.all(children.map(endOf));
}

const startOne = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'ignore' });

/** By itself, by a signal, or because it could not be started. */
const endOf = (child: ChildProcess): Promise<unknown> => once(child, 'exit').catch(() => {});
